//! A text that people sign.

use sea_orm::Condition;
use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `petition`.
    PetitionId,
    "pet"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "petition")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PetitionId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    #[sea_orm(column_type = "Text")]
    pub reason: Option<String>,
    pub opens_at: Option<DateTimeUtc>,
    pub closes_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
    pub goal: Option<i32>,
    pub workplace_threshold: i32,
    pub current_version: i32,
    pub frozen_at: Option<DateTimeUtc>,
    pub revision: i32,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}

/// What was ever opened and is not waiting for its opening date; what was taken down too, since that answers 410.
pub fn public(now: DateTimeUtc) -> Select<Entity> {
    let has_opened = Condition::any()
        .add(Column::OpensAt.is_null())
        .add(Column::OpensAt.lte(now))
        .add(Column::State.ne("open"));
    Entity::find()
        .filter(Column::State.is_not_in(["draft", "in_review", "rejected"]))
        .filter(has_opened)
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
