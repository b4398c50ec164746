//! Generalised facts of a safety incident that an approved testimony left behind: those that statistics count, and no others.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::directory::DivisionId;
use crate::identity::OrganizationId;
use crate::layoffs::PublishedTestimonyId;

crate::id!(
    /// Names a row of `incident`.
    IncidentId,
    "inc"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "incident")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: IncidentId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub published_id: PublishedTestimonyId,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub quarter: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub job_group: Option<String>,
    pub verified_worker: bool,
    #[sea_orm(column_type = "JsonBinary")]
    pub circumstances: Json,
    #[sea_orm(column_type = "JsonBinary")]
    pub incident_types: Json,
    #[sea_orm(column_type = "Text")]
    pub who_was_called: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub what_came_of_it: Option<String>,
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
