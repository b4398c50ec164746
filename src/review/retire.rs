//! Destroys sealed originals on their day, and puts the rows of reviews into the order of their random ids.

use chrono::Days;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::entity::review;
use super::withdraw::destroy;
use crate::app::App;
use crate::db::Tx;
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_note, testimony_wrap};
use crate::testimony::mailbox::{DECIDED_DAYS, UNDECIDED_DAYS, withdraw_until};

/// Days for which a witness can still withdraw what was published where the campaign states no last day.
const WITHDRAWABLE_DAYS: u64 = 365;

pub async fn retire_testimonies(app: &App) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let today = app.clock.today();
            let decided_before = today - Days::new(DECIDED_DAYS);
            let received_before = today - Days::new(UNDECIDED_DAYS);
            let free = testimony::for_jobs().filter(testimony::Column::LegalHold.eq(false));
            let undecided = free
                .clone()
                .filter(testimony::Column::DecidedOn.is_null())
                .filter(testimony::Column::ReceivedOn.lte(received_before));
            let ids: Vec<TestimonyId> = undecided.all(tx).await?.iter().map(|row| row.id).collect();
            destroy(tx, &ids).await?;
            let decided = free.filter(testimony::Column::DecidedOn.lte(decided_before));
            for row in decided.all(tx).await? {
                retire(app, tx, row).await?;
            }
            Ok(())
        })
        .await
}

/// Of what is published the receipt keeps its one link, so that it can still be withdrawn; nothing else is left.
async fn retire(app: &App, tx: &Tx, row: testimony::Model) -> Result<(), DbErr> {
    let today = app.clock.today();
    let last = match withdraw_until(tx, row.campaign_id).await? {
        Some(day) => Some(day),
        None => row.decided_on.map(|day| day + Days::new(WITHDRAWABLE_DAYS)),
    };
    if row.link_sealed.is_none() || last.is_none_or(|last| last < today) {
        return destroy(tx, &[row.id]).await;
    }
    if row.sealed.is_empty() {
        return Ok(());
    }
    testimony_wrap::Entity::delete_many()
        .filter(testimony_wrap::Column::TestimonyId.eq(row.id))
        .filter(testimony_wrap::Column::RecipientKind.ne("mailbox"))
        .exec(tx)
        .await?;
    testimony_note::Entity::delete_many()
        .filter(testimony_note::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    let mut row = row.into_active_model();
    row.sealed = sea_orm::Set(Vec::new());
    row.update(tx).await.map(drop)
}

/// A witness's answer changes a review row; by the next morning its place tells nothing of when.
pub async fn shuffle_reviews(app: &App) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let rows = review::for_jobs().order_by_asc(review::Column::TestimonyId);
            let rows = rows.all(&*tx).await?;
            review::Entity::delete_many().exec(&*tx).await?;
            crate::testimony::insert_rows::<review::Entity, _>(&tx, rows).await
        })
        .await
}
