//! A photograph that is safe to show: nothing but pixels, under a fresh random id.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;
use crate::layoffs::PublishedTestimonyId;

crate::id!(
    /// Names a row of `published_photograph`.
    PublishedPhotographId,
    "pph"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "published_photograph")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublishedPhotographId,
    pub organization_id: OrganizationId,
    pub published_id: PublishedTestimonyId,
    pub width: i32,
    pub height: i32,
    #[sea_orm(column_type = "Blob")]
    pub jpeg: Vec<u8>,
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
