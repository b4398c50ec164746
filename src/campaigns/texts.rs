//! Writes a campaign's own words and demands in another language, and takes a translation away.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{campaign, campaign_text, demand, demand_text};
use super::find::{described, locked, touch};
use super::rules::RuleError;
use super::wire::{Campaign, ChangeCampaign, NewCampaignText, NewDemandText};
use super::{CampaignId, DemandId};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::fields::language as language_tag;
use crate::http::{Fields, IfMatch, Invalid, Problem, SaveError, catalogue as known};
use crate::identity::Caller;

/// Why a translation stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeTextError {
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error("there is no such translation")]
    NoTranslation,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Everything of one language, cleaned.
struct Clean {
    name: Option<String>,
    summary: Option<String>,
    agenda_item: Option<String>,
    demands: Vec<NewDemandText>,
}

/// Petitions that were signed keep the demands as their signers read them, in every language that the petition has.
pub async fn put_campaign_text(
    app: &App,
    caller: &Caller,
    id: CampaignId,
    language: &str,
    new: &NewCampaignText,
    if_match: &IfMatch,
) -> Result<Campaign, ChangeTextError> {
    let clean = &cleaned(new).map_err(SaveError::from)?;
    let language = &language_tag(language).ok_or(SaveError::Unknown)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = open(tx, caller, id, if_match).await?;
            if found.language == *language {
                return Err(RuleError::NotATranslation.into());
            }
            let here = demands_of(tx, &found).await?;
            for (at, demand) in clean.demands.iter().enumerate() {
                if !here.contains(&demand.id) {
                    let detail = "must be a demand of this campaign";
                    let wrong = Invalid::at(format!("/demands/{at}/id"), detail);
                    return Err(SaveError::from(wrong).into());
                }
            }
            put(tx, id, language, clean).await?;
            let before = said_before(tx, &here, language).await?;
            forget_demands(tx, &here, language).await?;
            let today = app.clock.today();
            write_demands(tx, language, &clean.demands, (&before, today)).await?;
            close(app, tx, caller, found, "put_campaign_text").await
        })
        .await
}

pub async fn remove_campaign_text(
    app: &App,
    caller: &Caller,
    id: CampaignId,
    language: &str,
    if_match: &IfMatch,
) -> Result<Campaign, ChangeTextError> {
    let language = &language_tag(language).ok_or(ChangeTextError::NoTranslation)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = open(tx, caller, id, if_match).await?;
            let gone = campaign_text::Entity::delete_many()
                .filter(campaign_text::Column::CampaignId.eq(id))
                .filter(campaign_text::Column::Language.eq(language.as_str()));
            if gone.exec(tx).await?.rows_affected == 0 {
                return Err(ChangeTextError::NoTranslation);
            }
            let here = demands_of(tx, &found).await?;
            forget_demands(tx, &here, language).await?;
            close(app, tx, caller, found, "remove_campaign_text").await
        })
        .await
}

fn cleaned(new: &NewCampaignText) -> Result<Clean, Invalid> {
    let mut fields = Fields::default();
    let summary = new.summary.as_deref().filter(|raw| !raw.trim().is_empty());
    let mut seen = HashSet::new();
    let mut demands = Vec::with_capacity(new.demands.len());
    for (at, demand) in new.demands.iter().enumerate() {
        if !seen.insert(demand.id) {
            fields.refuse(format!("/demands/{at}/id"), "is there twice");
        }
        let text = fields.line(format!("/demands/{at}/text"), &demand.text, 1000);
        let id = demand.id;
        demands.push(NewDemandText { id, text });
    }
    let clean = Clean {
        name: fields.maybe_line("/name", new.name.as_deref(), 200),
        summary: summary.map(|raw| fields.text("/summary", raw, 4000)),
        agenda_item: fields.maybe_line("/agenda_item", new.agenda_item.as_deref(), 200),
        demands,
    };
    fields.done()?;
    Ok(clean)
}

async fn open(
    tx: &Tx,
    caller: &Caller,
    id: CampaignId,
    if_match: &IfMatch,
) -> Result<campaign::Model, SaveError> {
    let found = locked(tx, caller.organization, id).await?;
    let found = found.ok_or(SaveError::Unknown)?;
    let read = if_match.check(found.revision);
    read.map_err(|_| SaveError::Changed)?;
    Ok(found)
}

async fn demands_of(tx: &Tx, campaign: &campaign::Model) -> Result<HashSet<DemandId>, DbErr> {
    let rows = demand::of(campaign.organization_id)
        .filter(demand::Column::CampaignId.eq(campaign.id))
        .all(tx);
    Ok(rows.await?.into_iter().map(|row| row.id).collect())
}

async fn put(tx: &Tx, id: CampaignId, language: &str, clean: &Clean) -> Result<(), DbErr> {
    use campaign_text::Column as C;
    let row = campaign_text::ActiveModel {
        campaign_id: Set(id),
        language: Set(language.to_owned()),
        name: Set(clean.name.clone()),
        summary: Set(clean.summary.clone()),
        agenda_item: Set(clean.agenda_item.clone()),
    };
    let mut there = OnConflict::columns([C::CampaignId, C::Language]);
    there.update_columns([C::Name, C::Summary, C::AgendaItem]);
    campaign_text::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

async fn forget_demands(tx: &Tx, demands: &HashSet<DemandId>, language: &str) -> Result<(), DbErr> {
    demand_text::Entity::delete_many()
        .filter(demand_text::Column::DemandId.is_in(demands.iter().copied()))
        .filter(demand_text::Column::Language.eq(language))
        .exec(tx)
        .await
        .map(drop)
}

/// The words that stand in this language, and since when.
async fn said_before(
    tx: &Tx,
    demands: &HashSet<DemandId>,
    language: &str,
) -> Result<HashMap<DemandId, demand_text::Model>, DbErr> {
    let rows = demand_text::for_jobs()
        .filter(demand_text::Column::DemandId.is_in(demands.iter().copied()))
        .filter(demand_text::Column::Language.eq(language))
        .all(tx);
    Ok(rows
        .await?
        .into_iter()
        .map(|row| (row.demand_id, row))
        .collect())
}

/// What is written again as it stood keeps its day.
async fn write_demands(
    tx: &Tx,
    language: &str,
    demands: &[NewDemandText],
    (before, today): (&HashMap<DemandId, demand_text::Model>, NaiveDate),
) -> Result<(), DbErr> {
    if demands.is_empty() {
        return Ok(());
    }
    let added_on = |demand: &NewDemandText| {
        let same = before.get(&demand.id).filter(|row| row.text == demand.text);
        same.map_or(today, |row| row.added_on)
    };
    let rows = demands.iter().map(|demand| demand_text::ActiveModel {
        demand_id: Set(demand.id),
        language: Set(language.to_owned()),
        text: Set(demand.text.clone()),
        added_on: Set(added_on(demand)),
    });
    demand_text::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

async fn close(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    found: campaign::Model,
    action: &'static str,
) -> Result<Campaign, ChangeTextError> {
    let row = touch(tx, found).await?;
    let entry = audit::Action::new(caller.actor(), action, row.id);
    audit::record(app, tx, caller.organization, entry).await?;
    let changed = described(app, tx, vec![row]).await?;
    Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
}

/// What says something else now loses its translations; they would say the old thing.
pub(super) async fn forget_stale(
    tx: &Tx,
    found: &campaign::Model,
    new: &ChangeCampaign,
    clean: &campaign::ActiveModel,
) -> Result<(), DbErr> {
    use campaign_text::Column as C;
    let says = |value: &ActiveValue<String>, before: &String| value.try_as_ref() == Some(before);
    let agenda_item = clean.agenda_item.try_as_ref();
    let stale = [
        (C::Name, !says(&clean.name, &found.name)),
        (C::Summary, !says(&clean.summary, &found.summary)),
        (C::AgendaItem, agenda_item != Some(&found.agenda_item)),
    ];
    for (column, _) in stale.into_iter().filter(|(_, is_stale)| *is_stale) {
        campaign_text::Entity::update_many()
            .col_expr(column, Expr::value(None::<String>))
            .filter(C::CampaignId.eq(found.id))
            .exec(tx)
            .await?;
    }
    let is_now_its_own = language_tag(&new.language).filter(|tag| *tag != found.language);
    if let Some(own) = is_now_its_own {
        campaign_text::Entity::delete_many()
            .filter(C::CampaignId.eq(found.id))
            .filter(C::Language.eq(own.as_str()))
            .exec(tx)
            .await?;
        forget_demands(tx, &demands_of(tx, found).await?, &own).await?;
    }
    Ok(())
}

impl From<ChangeTextError> for Problem {
    fn from(error: ChangeTextError) -> Self {
        match error {
            ChangeTextError::Rule(rule) => {
                Self::new(known::CAMPAIGN_RULE).because(format!("{rule}."))
            }
            ChangeTextError::NoTranslation => Self::new(known::NO_SUCH_TRANSLATION),
            ChangeTextError::Save(error) => error.into(),
            ChangeTextError::Db(error) => error.into(),
        }
    }
}
