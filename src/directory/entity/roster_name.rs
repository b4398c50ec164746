//! The name of somebody who works for the employer, sealed: only the finder of identifying details reads it.

use sea_orm::entity::prelude::*;

use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `roster_name`.
    RosterNameId,
    "ros"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "roster_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RosterNameId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub name_sealed: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of one organization.
pub fn of(organization: OrganizationId) -> Select<Entity> {
    Entity::find().filter(Column::OrganizationId.eq(organization))
}
