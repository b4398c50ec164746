//! One concrete ask; may be an alternative to another.

use sea_orm::entity::prelude::*;

use super::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `demand`.
    DemandId,
    "dem"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "demand")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DemandId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub position: i32,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub alternative_to: Option<DemandId>,
    /// JSON list of words of `topics`.
    #[sea_orm(column_type = "JsonBinary")]
    pub topics: Json,
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
