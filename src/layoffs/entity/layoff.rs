//! Generalised facts of a layoff that an approved testimony left behind.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::directory::BodyId;
use crate::directory::DivisionId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a published testimony; what it leaves behind carries the same name.
    PublishedTestimonyId,
    "pub"
);

crate::id!(
    /// Names a row of `layoff`.
    LayoffId,
    "lay"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "layoff")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LayoffId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    pub published_id: PublishedTestimonyId,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub quarter: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub job_group: Option<String>,
    pub verified_worker: bool,
    pub employer_id: Option<BodyId>,
    #[sea_orm(column_type = "Text")]
    pub notice_given: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub people_affected: Option<String>,
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
