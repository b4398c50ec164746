//! Which notices a campaign publishes and prints; one row a campaign.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "layoff_choice")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub campaign_id: CampaignId,
    pub organization_id: OrganizationId,
    /// Names as they were typed, as JSON; none for every employer.
    #[sea_orm(column_type = "Text")]
    pub employers: String,
    /// Two letters each, as JSON; none for every state.
    #[sea_orm(column_type = "Text")]
    pub states: String,
    pub from_on: Option<Date>,
    pub to_on: Option<Date>,
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
