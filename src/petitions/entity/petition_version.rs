//! A wording of a petition; a correction is a new version.

use sea_orm::entity::prelude::*;

use super::PetitionId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `petition_version`.
    PetitionVersionId,
    "pev"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "petition_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PetitionVersionId,
    pub organization_id: OrganizationId,
    pub petition_id: PetitionId,
    pub number: i32,
    #[sea_orm(column_type = "Text")]
    pub correction_note: Option<String>,
    /// JSON list of the demands that stood beside this text when it was first signed.
    #[sea_orm(column_type = "Text")]
    pub demands: Option<String>,
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
