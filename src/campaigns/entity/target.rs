//! Whom a campaign addresses: an official, or a body as a whole.

use sea_orm::entity::prelude::*;

use super::CampaignId;
use crate::directory::BodyId;
use crate::directory::OfficialId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `target`.
    TargetId,
    "tgt"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "target")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TargetId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub official_id: Option<OfficialId>,
    pub body_id: Option<BodyId>,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
