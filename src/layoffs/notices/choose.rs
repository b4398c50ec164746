//! Chooses the notices that a campaign publishes and prints, and takes the choice back.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::figures::{self, Sum};
use super::names::employer_key;
use super::place::{self, with_older};
use super::read::{Wanted, comparable, with_a_filing};
use super::row::Filing;
use super::wire::NewNoticeChoice;
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::{Fields, Invalid, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::layoffs::entity::choice;
use crate::layoffs::entity::filing::{Column, Entity, Model};

/// Everybody reads them, in one answer: more would be a burden for the server and news to nobody.
const MOST: u64 = 5_000;

/// The notices that a campaign publishes, as they stand now.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub rows: Vec<Model>,
}

impl Chosen {
    pub fn sum(&self) -> Sum {
        figures::sum(self.filings().iter())
    }

    /// Employer, year and sum.
    pub fn by_year(&self) -> Vec<(String, Option<i32>, Sum)> {
        figures::by_year(&self.filings())
    }

    /// Pairs that may be one notice, although no record says so.
    pub fn possible_repeats(&self) -> usize {
        figures::possible_repeats(&comparable(&self.rows)).len()
    }

    fn filings(&self) -> Vec<Filing> {
        self.rows.iter().map(Filing::from).collect()
    }
}

pub async fn choose_layoff_notices(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewNoticeChoice,
) -> Result<NewNoticeChoice, SaveError> {
    let new = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            must_be_ours(tx, caller.organization, campaign).await?;
            if fitting(caller.organization, new).count(tx).await? > MOST {
                let why = "fit more than 5,000 notices: name the employers";
                return Err(Invalid::at("/employers", why).into());
            }
            forget(tx, caller.organization, campaign).await?;
            let list = |list: &[String]| serde_json::to_string(list).unwrap_or_default();
            let row = choice::ActiveModel {
                campaign_id: Set(campaign),
                organization_id: Set(caller.organization),
                employers: Set(list(&new.employers)),
                states: Set(list(&new.states)),
                from_on: Set(new.from),
                to_on: Set(new.to),
            };
            row.insert(tx).await?;
            let entry = audit::Action::new(caller.actor(), "choose_layoff_notices", campaign);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(new.clone())
        })
        .await
}

pub async fn unchoose_layoff_notices(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            must_be_ours(tx, caller.organization, campaign).await?;
            if forget(tx, caller.organization, campaign).await? == 0 {
                return Err(SaveError::Unknown);
            }
            let entry = audit::Action::new(caller.actor(), "unchoose_layoff_notices", campaign);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

fn cleaned(new: &NewNoticeChoice) -> Result<NewNoticeChoice, SaveError> {
    let mut fields = Fields::default();
    let mut clean = NewNoticeChoice {
        from: new.from,
        to: new.to,
        ..NewNoticeChoice::default()
    };
    for (at, name) in new.employers.iter().enumerate() {
        let pointer = format!("/employers/{at}");
        clean.employers.push(fields.name(pointer, name, 300));
    }
    for (at, state) in new.states.iter().enumerate() {
        let state = state.to_ascii_uppercase();
        if state.len() != 2 || !state.bytes().all(|b| b.is_ascii_uppercase()) {
            fields.refuse(
                format!("/states/{at}"),
                "must be the two letters of a state",
            );
        }
        clean.states.push(state);
    }
    if new.from.zip(new.to).is_some_and(|(from, to)| to < from) {
        fields.refuse("/to", "is before `from`");
    }
    fields.done()?;
    Ok(clean)
}

async fn must_be_ours(
    tx: &Tx,
    organization: OrganizationId,
    id: CampaignId,
) -> Result<(), SaveError> {
    let ours = campaign::of(organization).filter(campaign::Column::Id.eq(id));
    ours.one(tx).await?.map(drop).ok_or(SaveError::Unknown)
}

async fn forget(tx: &Tx, organization: OrganizationId, id: CampaignId) -> Result<u64, DbErr> {
    let gone = choice::Entity::delete_many()
        .filter(choice::Column::OrganizationId.eq(organization))
        .filter(choice::Column::CampaignId.eq(id))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected)
}

/// Nothing while the campaign publishes none, or while its choice fits more than anybody can publish.
pub async fn chosen(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    campaign: CampaignId,
) -> Result<Option<Chosen>, DbErr> {
    let row = choice::of(organization).filter(choice::Column::CampaignId.eq(campaign));
    let Some(row) = row.one(db).await? else {
        return Ok(None);
    };
    let list = |text: &str| serde_json::from_str::<Vec<String>>(text).unwrap_or_default();
    let choice = NewNoticeChoice {
        employers: list(&row.employers),
        states: list(&row.states),
        from: row.from_on,
        to: row.to_on,
    };
    let rows = fitting(organization, &choice).order_by_asc(Column::NoticeId);
    let rows = rows.limit(MOST + 1).all(db).await?;
    if rows.len() as u64 > MOST {
        tracing::warn!(part = "layoffs", "a choice fits too many notices by now");
        return Ok(None);
    }
    let said = with_older(db, organization, rows).await?;
    Ok(Some(Chosen {
        rows: place::rows(said),
    }))
}

fn fitting(organization: OrganizationId, choice: &NewNoticeChoice) -> Select<Entity> {
    let wanted = Wanted {
        from: choice.from,
        to: choice.to,
        ..Wanted::default()
    };
    let mut rows = wanted.current(organization);
    if !choice.employers.is_empty() {
        let keys = choice.employers.iter().map(|name| employer_key(name));
        rows = rows.filter(with_a_filing(organization, Column::EmployerKey.is_in(keys)));
    }
    if !choice.states.is_empty() {
        rows = rows.filter(Column::State.is_in(choice.states.clone()));
    }
    rows
}
