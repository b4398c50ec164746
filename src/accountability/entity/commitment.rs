//! What an official or a body promised, and by when.

use sea_orm::entity::prelude::*;

use super::ResponseId;
use crate::campaigns::CampaignId;
use crate::campaigns::TargetId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `commitment`.
    CommitmentId,
    "cmt"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "commitment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CommitmentId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub target_id: TargetId,
    pub response_id: Option<ResponseId>,
    #[sea_orm(column_type = "Text")]
    pub what: String,
    pub promised_on: Date,
    pub due_on: Date,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    #[sea_orm(column_type = "Text")]
    pub source_url: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub settled_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub evidence: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub evidence_url: Option<String>,
    pub retracted_on: Option<Date>,
    pub recorded_by: MemberId,
    pub created_at: DateTimeUtc,
    pub revision: i32,
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
