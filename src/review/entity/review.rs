//! Where the review of a testimony stands; the draft is sealed under the testimony's key.

use sea_orm::entity::prelude::*;

use crate::identity::MemberId;
use crate::identity::OrganizationId;
use crate::testimony::TestimonyId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub testimony_id: TestimonyId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub sealed_draft: Option<Vec<u8>>,
    pub claimed_by: Option<MemberId>,
    pub claimed_on: Option<Date>,
    pub approved_by: Option<MemberId>,
    pub approved_on: Option<Date>,
    #[sea_orm(column_type = "Text")]
    pub witness_answer: Option<String>,
    /// What reviewers do not know yet, and the day on which it was said.
    #[sea_orm(column_type = "Text")]
    pub witness_said: Option<String>,
    pub witness_said_on: Option<Date>,
    pub undecided: i32,
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
