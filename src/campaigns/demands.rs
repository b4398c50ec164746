//! Replaces the demands of a campaign as one list, alternatives included; what keeps its id stays the same demand.

use std::collections::{HashMap, HashSet};

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{campaign, demand, demand_text};
use super::find::{described, locked};
use super::rules::check_alternative;
use super::topics::Topic;
use super::wire::{Campaign, NewDemand, NewDemands};
use super::{CampaignId, DemandId};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;
use crate::ids;

/// A demand whose alternative is still named by its place in the list, from 0.
#[derive(Clone, Debug)]
struct Clean {
    id: Option<DemandId>,
    text: String,
    alternative_to: Option<usize>,
    topics: serde_json::Value,
}

pub async fn replace_demands(
    app: &App,
    caller: &Caller,
    id: CampaignId,
    new: &NewDemands,
    if_match: &IfMatch,
) -> Result<Campaign, SaveError> {
    let clean = &cleaned(&new.demands)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            write(app, tx, &found, clean).await?;
            let row = super::find::touch(tx, found).await?;
            let entry = audit::Action::new(caller.actor(), "replace_demands", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let changed = described(app, tx, vec![row]).await?;
            changed.into_iter().next().ok_or(SaveError::Unknown)
        })
        .await
}

fn cleaned(new: &[NewDemand]) -> Result<Vec<Clean>, Invalid> {
    let mut fields = Fields::default();
    let mut seen = HashSet::new();
    let place = |to: Option<u32>| to.and_then(|to| usize::try_from(to).ok()?.checked_sub(1));
    let shape: Vec<_> = new
        .iter()
        .enumerate()
        .map(|(at, demand)| (at, place(demand.alternative_to)))
        .collect();
    let mut clean = Vec::with_capacity(new.len());
    for (at, demand) in new.iter().enumerate() {
        let text = fields.line(format!("/demands/{at}/text"), &demand.text, 1000);
        let alternative_to = place(demand.alternative_to);
        if let Some(Err(error)) = alternative_to.map(|to| check_alternative(Some(at), to, &shape)) {
            fields.refuse(format!("/demands/{at}/alternative_to"), error);
        }
        if demand.id.is_some_and(|id| !seen.insert(id)) {
            fields.refuse(format!("/demands/{at}/id"), "is there twice");
        }
        clean.push(Clean {
            id: demand.id,
            text,
            alternative_to,
            topics: Topic::list(demand.topics.as_deref().unwrap_or_default()),
        });
    }
    fields.done()?;
    Ok(clean)
}

async fn write(
    app: &App,
    tx: &Tx,
    campaign: &campaign::Model,
    new: &[Clean],
) -> Result<(), SaveError> {
    let organization = campaign.organization_id;
    let here = demand::of(organization).filter(demand::Column::CampaignId.eq(campaign.id));
    let here = here.all(tx).await?.into_iter();
    let here: HashMap<DemandId, String> = here.map(|row| (row.id, row.text)).collect();
    for (at, demand) in new.iter().enumerate() {
        if demand.id.is_some_and(|id| !here.contains_key(&id)) {
            let detail = "must be a demand of this campaign";
            Err(Invalid::at(format!("/demands/{at}/id"), detail))?;
        }
    }
    let ids: Vec<DemandId> = new
        .iter()
        .map(|demand| demand.id.unwrap_or_else(|| fresh(app)))
        .collect();
    let is_unchanged = |id: &DemandId| {
        let mut new = new.iter();
        new.any(|demand| demand.id == Some(*id) && here.get(id) == Some(&demand.text))
    };
    let stale = here.keys().copied().filter(|id| !is_unchanged(id));
    forget_texts(tx, stale.collect()).await?;
    clear(tx, campaign.id, &ids).await?;
    // Demands before their alternatives, since the one points at the other.
    for alternatives in [false, true] {
        for (at, demand) in new.iter().enumerate() {
            if demand.alternative_to.is_some() != alternatives {
                continue;
            }
            let to = demand.alternative_to.and_then(|to| ids.get(to)).copied();
            put(tx, campaign, (ids[at], at, demand), to).await?;
        }
    }
    Ok(())
}

/// Translations of what is gone, or says something else now.
async fn forget_texts(tx: &Tx, demands: Vec<DemandId>) -> Result<(), DbErr> {
    demand_text::Entity::delete_many()
        .filter(demand_text::Column::DemandId.is_in(demands))
        .exec(tx)
        .await
        .map(drop)
}

fn fresh(app: &App) -> DemandId {
    DemandId(ids::timely(&app.clock, &app.entropy))
}

async fn clear(tx: &Tx, campaign: CampaignId, keep: &[DemandId]) -> Result<(), DbErr> {
    demand::Entity::update_many()
        .col_expr(demand::Column::AlternativeTo, Expr::value(None::<DemandId>))
        .filter(demand::Column::CampaignId.eq(campaign))
        .exec(tx)
        .await?;
    let gone = demand::Entity::delete_many()
        .filter(demand::Column::CampaignId.eq(campaign))
        .filter(demand::Column::Id.is_not_in(keep.iter().copied()));
    gone.exec(tx).await.map(drop)
}

async fn put(
    tx: &Tx,
    campaign: &campaign::Model,
    (id, at, demand): (DemandId, usize, &Clean),
    alternative_to: Option<DemandId>,
) -> Result<(), DbErr> {
    let row = demand::ActiveModel {
        id: Set(id),
        organization_id: Set(campaign.organization_id),
        campaign_id: Set(campaign.id),
        position: Set(i32::try_from(at + 1).unwrap_or(i32::MAX)),
        text: Set(demand.text.clone()),
        alternative_to: Set(alternative_to),
        topics: Set(demand.topics.clone()),
    };
    let mut there = OnConflict::column(demand::Column::Id);
    there.update_columns([
        demand::Column::Position,
        demand::Column::Text,
        demand::Column::AlternativeTo,
        demand::Column::Topics,
    ]);
    demand::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(tx)
        .await
        .map(drop)
}
