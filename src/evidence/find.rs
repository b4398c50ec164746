//! Finds evidence of a campaign, in the order in which it was added.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::EvidenceId;
use super::entity::evidence;
use super::wire::{Evidence, EvidenceList};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::page::Page;

pub async fn list_evidence(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    page: &Page,
) -> Result<EvidenceList, SaveError> {
    must_be_ours(&app.db.read, owner, campaign).await?;
    let mut rows = of_campaign(owner, campaign);
    if let Some(after) = page.after {
        rows = rows.filter(evidence::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(Evidence::from).collect();
    Ok(EvidenceList { items, next })
}

pub async fn get_evidence(
    app: &App,
    owner: OrganizationId,
    id: EvidenceId,
) -> Result<Evidence, SaveError> {
    let row = find(&app.db.read, owner, id).await?;
    Ok(Evidence::from(row))
}

/// For packets: all of it.
pub async fn evidence_of(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<Vec<Evidence>, DbErr> {
    let rows = of_campaign(owner, campaign).all(db).await?;
    Ok(rows.into_iter().map(Evidence::from).collect())
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: EvidenceId,
) -> Result<evidence::Model, SaveError> {
    let ours = evidence::of(owner).filter(evidence::Column::Id.eq(id));
    ours.one(db).await?.ok_or(SaveError::Unknown)
}

pub(super) async fn must_be_ours(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<(), SaveError> {
    let ours = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    match ours.count(db).await? {
        0 => Err(SaveError::Unknown),
        _ => Ok(()),
    }
}

pub(super) fn of_campaign(
    owner: OrganizationId,
    campaign: CampaignId,
) -> sea_orm::Select<evidence::Entity> {
    evidence::of(owner)
        .filter(evidence::Column::CampaignId.eq(campaign))
        .order_by_asc(evidence::Column::Id)
}
