//! Finds campaigns, with their demands and targets.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{campaign, campaign_text, demand, demand_text, target};
use super::rules::{State, takes_testimony};
use super::topics::Topic;
use super::wire::{Campaign, CampaignList, CampaignText, Demand, DemandText, Target};
use super::{CampaignId, DemandId};
use crate::app::App;
use crate::db::Tx;
use crate::directory::{self, BodyId, OfficialId};
use crate::identity::OrganizationId;
use crate::page::Page;

pub async fn list_campaigns(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<CampaignList, DbErr> {
    let mut rows = campaign::of(organization).order_by_asc(campaign::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(campaign::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(app, &app.db.read, rows).await?;
    Ok(CampaignList { items, next })
}

pub async fn get_campaign(
    app: &App,
    organization: OrganizationId,
    id: CampaignId,
) -> Result<Option<Campaign>, DbErr> {
    find_campaign(app, &app.db.read, organization, id).await
}

/// The campaign whole, with its demands and targets.
pub async fn find_campaign(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: CampaignId,
) -> Result<Option<Campaign>, DbErr> {
    let rows = campaign::of(organization).filter(campaign::Column::Id.eq(id));
    let found = described(app, db, rows.all(db).await?).await?;
    Ok(found.into_iter().next())
}

/// What a witness may know before telling anything: that this campaign asks for testimony now.
#[derive(Clone, Debug)]
pub struct Call {
    pub campaign: CampaignId,
    pub organization: OrganizationId,
    pub name: String,
    pub language: String,
    /// Through this day testimony can be taken back.
    pub withdraw_until: Option<NaiveDate>,
}

/// The open call for testimony of this campaign, whoever asks.
pub async fn call_for_testimony(
    db: &impl ConnectionTrait,
    id: CampaignId,
) -> Result<Option<Call>, DbErr> {
    let row = campaign::public().filter(campaign::Column::Id.eq(id));
    let row = row.one(db).await?.filter(|row| {
        let state = row.state.parse().unwrap_or(State::Draft);
        takes_testimony(state, row.testimony_open)
    });
    Ok(row.map(|row| Call {
        campaign: row.id,
        organization: row.organization_id,
        name: row.name,
        language: row.language,
        withdraw_until: row.testimony_withdraw_until,
    }))
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    organization: OrganizationId,
    id: CampaignId,
) -> Result<Option<campaign::Model>, DbErr> {
    let row = campaign::of(organization).filter(campaign::Column::Id.eq(id));
    row.lock_exclusive().one(tx).await
}

/// The next revision, for a change that is not in the campaign's own row.
pub(super) async fn touch(tx: &Tx, found: campaign::Model) -> Result<campaign::Model, DbErr> {
    let revision = found.revision + 1;
    let mut row = found.into_active_model();
    row.revision = Set(revision);
    row.update(tx).await
}

/// The demands of a campaign, in their order.
pub async fn demands_of(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    campaigns: &[CampaignId],
) -> Result<Vec<(CampaignId, Demand)>, DbErr> {
    let rows = demand::of(organization)
        .filter(demand::Column::CampaignId.is_in(campaigns.iter().copied()))
        .order_by_asc(demand::Column::Position)
        .all(db)
        .await?;
    let positions: HashMap<DemandId, i32> = rows.iter().map(|row| (row.id, row.position)).collect();
    let mut texts = demand_texts(db, rows.iter().map(|row| row.id)).await?;
    let describe = |row: demand::Model| {
        let alternative_to = row
            .alternative_to
            .and_then(|id| positions.get(&id).copied());
        let demand = Demand {
            id: row.id,
            position: row.position,
            text: row.text,
            alternative_to,
            topics: Topic::of_list(&row.topics),
            texts: texts.remove(&row.id).unwrap_or_default(),
        };
        (row.campaign_id, demand)
    };
    Ok(rows.into_iter().map(describe).collect())
}

async fn demand_texts(
    db: &impl ConnectionTrait,
    demands: impl Iterator<Item = DemandId>,
) -> Result<HashMap<DemandId, Vec<DemandText>>, DbErr> {
    use demand_text::Column as C;
    let rows = demand_text::for_jobs().filter(C::DemandId.is_in(demands));
    let mut texts: HashMap<DemandId, Vec<DemandText>> = HashMap::new();
    for row in rows.order_by_asc(C::Language).all(db).await? {
        texts.entry(row.demand_id).or_default().push(DemandText {
            language: row.language,
            text: row.text,
            added_on: Some(row.added_on),
        });
    }
    Ok(texts)
}

/// The words of campaigns in other languages, by language.
pub async fn texts_of(
    db: &impl ConnectionTrait,
    campaigns: &[CampaignId],
) -> Result<Vec<(CampaignId, CampaignText)>, DbErr> {
    use campaign_text::Column as C;
    let rows = campaign_text::for_jobs()
        .filter(C::CampaignId.is_in(campaigns.iter().copied()))
        .order_by_asc(C::Language);
    let describe = |row: campaign_text::Model| {
        let text = CampaignText {
            language: row.language,
            name: row.name,
            summary: row.summary,
            agenda_item: row.agenda_item,
        };
        (row.campaign_id, text)
    };
    Ok(rows.all(db).await?.into_iter().map(describe).collect())
}

/// Whom campaigns address, with names, in the order in which they were added.
pub async fn targets_of(
    app: &App,
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    campaigns: &[CampaignId],
) -> Result<Vec<(CampaignId, Target)>, DbErr> {
    let rows = target::of(organization)
        .filter(target::Column::CampaignId.is_in(campaigns.iter().copied()))
        .order_by_asc(target::Column::Id)
        .all(db)
        .await?;
    let officials: Vec<OfficialId> = rows.iter().filter_map(|row| row.official_id).collect();
    let officials = directory::find_officials(app, db, organization, &officials).await?;
    let officials: HashMap<_, _> = officials.into_iter().map(|one| (one.id, one)).collect();
    let bodies: Vec<BodyId> = rows.iter().filter_map(|row| row.body_id).collect();
    let bodies = directory::find_bodies(db, organization, &bodies).await?;
    let bodies: HashMap<_, _> = bodies.into_iter().map(|one| (one.id, one)).collect();
    let describe = |row: target::Model| {
        let official = row.official_id.and_then(|id| officials.get(&id));
        let body = row.body_id.and_then(|id| bodies.get(&id));
        let name = official.map(|one| &one.name).or(body.map(|one| &one.name));
        let target = Target {
            id: row.id,
            official_id: row.official_id,
            body_id: row.body_id,
            name: name.cloned().unwrap_or_default(),
            post: official.map(|one| format!("{}, {}", one.post, one.body)),
            division: official.and_then(|one| one.division.clone()),
            is_current: official.is_none_or(|one| one.in_office),
            created_at: row.created_at,
        };
        (row.campaign_id, target)
    };
    Ok(rows.into_iter().map(describe).collect())
}

/// Rows of one organization, with their demands and targets, in the same order.
pub(super) async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<campaign::Model>,
) -> Result<Vec<Campaign>, DbErr> {
    let Some(organization) = rows.first().map(|row| row.organization_id) else {
        return Ok(vec![]);
    };
    let ids: Vec<CampaignId> = rows.iter().map(|row| row.id).collect();
    let demands = demands_of(db, organization, &ids).await?;
    let targets = targets_of(app, db, organization, &ids).await?;
    let texts = texts_of(db, &ids).await?;
    let describe = |row: campaign::Model| {
        let ours = |id: &CampaignId| *id == row.id;
        Campaign {
            demands: demands
                .iter()
                .filter(|(id, _)| ours(id))
                .map(|(_, one)| one.clone())
                .collect(),
            targets: targets
                .iter()
                .filter(|(id, _)| ours(id))
                .map(|(_, one)| one.clone())
                .collect(),
            texts: texts
                .iter()
                .filter(|(id, _)| ours(id))
                .map(|(_, one)| one.clone())
                .collect(),
            id: row.id,
            name: row.name,
            summary: row.summary,
            language: row.language,
            state: row.state.parse().unwrap_or(State::Draft),
            testimony_open: row.testimony_open,
            testimony_withdraw_until: row.testimony_withdraw_until,
            answer_requested_by: row.answer_requested_by,
            agenda_item: row.agenda_item,
            revision: row.revision,
            created_at: row.created_at,
        }
    };
    Ok(rows.into_iter().map(describe).collect())
}
