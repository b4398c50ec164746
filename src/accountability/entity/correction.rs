//! What an entry of the record said before it was put right, and why.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `correction`.
    CorrectionId,
    "cor"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "correction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CorrectionId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Text")]
    pub about: String,
    pub subject: Uuid,
    pub number: i32,
    #[sea_orm(column_type = "JsonBinary")]
    pub said_before: Json,
    #[sea_orm(column_type = "Text")]
    pub why: String,
    pub made_on: Date,
    pub made_by: MemberId,
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
