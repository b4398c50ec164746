//! Which division a postal code lies in, for patrons; a code may lie in several.

use sea_orm::entity::prelude::*;

use super::DivisionId;
use crate::identity::OrganizationId;

crate::id!(
    /// Names a row of `postal_code`.
    PostalCodeId,
    "poc"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "postal_code")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PostalCodeId,
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Text")]
    pub code: String,
    pub division_id: DivisionId,
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
