//! One cause with its demands and targets.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `campaign`.
    CampaignId,
    "cmp"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "campaign")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CampaignId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    #[sea_orm(column_type = "Text")]
    pub summary: String,
    #[sea_orm(column_type = "Text")]
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub state: String,
    pub testimony_open: bool,
    /// The day on which witnesses were first told the day below.
    pub testimony_opened_on: Option<Date>,
    pub testimony_withdraw_until: Option<Date>,
    pub answer_requested_by: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub agenda_item: Option<String>,
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

/// What everybody may know of: campaigns that are under way or over.
pub fn public() -> Select<Entity> {
    Entity::find().filter(Column::State.is_in(["running", "ended"]))
}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
