//! One numbered release of the whole campaign's protected statistics.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `statistics_release`.
    StatisticsReleaseId,
    "rel"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "statistics_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: StatisticsReleaseId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub number: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub content: Json,
    /// What the next release must know of this one; it holds true counts.
    #[sea_orm(column_type = "Blob")]
    pub memory_sealed: Vec<u8>,
    pub released_on: Date,
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
