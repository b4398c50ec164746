//! An area with an Open Civic Data id.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `division`.
    DivisionId,
    "div"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "division")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DivisionId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Text")]
    pub ocd_id: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
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

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
