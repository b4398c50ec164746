//! A text that is safe to print, under a fresh random id.

use sea_orm::entity::prelude::*;

use crate::campaigns::CampaignId;
use crate::directory::DivisionId;
use crate::identity::{MemberId, OrganizationId};
use crate::layoffs::PublishedTestimonyId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "published_testimony")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublishedTestimonyId,
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    #[sea_orm(column_type = "Text")]
    pub language: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub division_id: Option<DivisionId>,
    #[sea_orm(column_type = "Text")]
    pub quarter: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub job_group: Option<String>,
    pub verified_worker: bool,
    /// The first day of the month, here and below.
    pub published_on: Date,
    pub withdrawn_on: Option<Date>,
    /// The reviewer who asks that it be taken down; another one has to confirm.
    pub takedown_asked_by: Option<MemberId>,
    pub takedown_asked_on: Option<Date>,
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
