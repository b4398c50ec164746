//! Destroys sealed originals on their day.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::shuffle::{clear_traces, lock};
use super::tombstones::{Fate, bury};
use super::withdraw::destroy;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::{Tx, lock_tables};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::secrets::Key32;
use crate::testimony::TestimonyId;
use crate::testimony::entity::testimony::Column;
use crate::testimony::entity::{testimony, testimony_note, testimony_photograph, testimony_wrap};
use crate::testimony::holds::all_holds;
use crate::testimony::mailbox::withdraw_until;
use crate::testimony::rules::{Life, dies_on};
use crate::testimony::wire::State;

/// Days for which a witness can still withdraw what was published where the campaign states no last day.
const WITHDRAWABLE_DAYS: u64 = 365;

pub async fn retire_testimonies(app: &App) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            // Nothing is decided, withdrawn or held between looking and destroying.
            lock(tx).await?;
            lock_tables(tx, &["legal_hold"]).await?;
            let today = app.clock.today();
            let holds = all_holds(tx).await?;
            let settings = settings(tx).await?;
            let (mut whole, mut of_published) = (Vec::new(), Vec::new());
            for row in lives(tx).await? {
                let setting = settings.get(&row.organization).copied();
                let due = dies_on(row.life, setting.unwrap_or_default()) <= today;
                if !due || holds.cover(row.campaign, row.id) {
                    continue;
                }
                match row.life.state {
                    State::Published => of_published.push(row.id),
                    _ => whole.push(row.id),
                }
            }
            for ids in whole.chunks(500) {
                destroy(tx, &app.keys.pepper, ids).await?;
            }
            for id in of_published {
                let found = testimony::for_jobs().filter(Column::Id.eq(id));
                if let Some(row) = found.one(tx).await? {
                    retire(app, tx, row).await?;
                }
            }
            Ok::<_, DbErr>(())
        })
        .await?;
    clear_traces(&app.db).await
}

struct Living {
    id: TestimonyId,
    organization: OrganizationId,
    campaign: CampaignId,
    life: Life,
}

type LivingRow = (
    TestimonyId,
    OrganizationId,
    CampaignId,
    String,
    NaiveDate,
    Option<NaiveDate>,
    Option<i32>,
);

/// All testimonies without what is sealed in them: a year of them would not fit into memory.
async fn lives(tx: &Tx) -> Result<Vec<Living>, DbErr> {
    let rows: Vec<LivingRow> = testimony::for_jobs()
        .select_only()
        .columns([
            Column::Id,
            Column::OrganizationId,
            Column::CampaignId,
            Column::State,
            Column::ReceivedOn,
            Column::DecidedOn,
            Column::KeepDays,
        ])
        .into_tuple()
        .all(tx)
        .await?;
    let living =
        |(id, organization, campaign, state, received_on, decided_on, keep_days): LivingRow| {
            let state = state.parse().ok()?;
            Some(Living {
                id,
                organization,
                campaign,
                life: Life {
                    state,
                    received_on,
                    decided_on,
                    keep_days,
                },
            })
        };
    Ok(rows.into_iter().filter_map(living).collect())
}

async fn settings(tx: &Tx) -> Result<HashMap<OrganizationId, i32>, DbErr> {
    let rows = organization::for_jobs().all(tx).await?;
    let setting = |row: organization::Model| (row.id, row.retention_days);
    Ok(rows.into_iter().map(setting).collect())
}

/// Of what is published the receipt keeps its one link, so that it can still be withdrawn; nothing else is left.
async fn retire(app: &App, tx: &Tx, row: testimony::Model) -> Result<(), DbErr> {
    let today = app.clock.today();
    let last = match withdraw_until(tx, row.campaign_id).await? {
        Some(day) => Some(day),
        None => row.decided_on.map(|day| day + Days::new(WITHDRAWABLE_DAYS)),
    };
    if row.link_sealed.is_none() || last.is_none_or(|last| last < today) {
        return destroy(tx, &app.keys.pepper, &[row.id]).await;
    }
    if row.sealed.is_empty() {
        return Ok(());
    }
    strip(tx, &app.keys.pepper, row).await
}

/// Leaves the mailbox's wrap and the link.
pub(super) async fn strip(tx: &Tx, pepper: &Key32, row: testimony::Model) -> Result<(), DbErr> {
    bury(tx, pepper, Fate::Stripped, [row.id.0].into_iter()).await?;
    testimony_wrap::Entity::delete_many()
        .filter(testimony_wrap::Column::TestimonyId.eq(row.id))
        .filter(testimony_wrap::Column::RecipientKind.ne("mailbox"))
        .exec(tx)
        .await?;
    testimony_note::Entity::delete_many()
        .filter(testimony_note::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    testimony_photograph::Entity::delete_many()
        .filter(testimony_photograph::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    let mut row = row.into_active_model();
    row.sealed = sea_orm::Set(Vec::new());
    row.update(tx).await.map(drop)
}
