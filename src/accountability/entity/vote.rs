//! A vote of a body on an item that a campaign is about.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::directory::BodyId;
use crate::identity::MemberId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `vote`.
    VoteId,
    "vot"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "vote")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VoteId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub body_id: BodyId,
    #[sea_orm(column_type = "Text")]
    pub item: String,
    pub held_on: Date,
    #[sea_orm(column_type = "Text")]
    pub outcome: String,
    #[sea_orm(column_type = "Text")]
    pub source: String,
    #[sea_orm(column_type = "Text")]
    pub source_url: Option<String>,
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
