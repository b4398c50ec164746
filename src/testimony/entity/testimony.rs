//! A sealed testimony; nothing finer than a day, nothing that links it.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `testimony`.
    TestimonyId,
    "tes"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "testimony")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TestimonyId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Blob")]
    pub verifier: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub mailbox_public: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
    pub sealed_by_client: bool,
    pub wants_approval: bool,
    /// A worker token was spent for it; which one, nothing says.
    pub verified_worker: bool,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub received_on: Date,
    pub decided_on: Option<Date>,
    /// How many days the original outlives its decision, as the organization had it on that day.
    pub keep_days: Option<i32>,
    /// Which published text came of it: sealed under the content key, so that only its receipt can tell.
    #[sea_orm(column_type = "Blob")]
    pub link_sealed: Option<Vec<u8>>,
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
