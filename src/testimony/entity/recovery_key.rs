//! The public half of the key that was printed in two halves.

use sea_orm::entity::prelude::*;

use crate::identity::{MemberId, OrganizationId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organization_id: OrganizationId,
    #[sea_orm(column_type = "Blob")]
    pub public_key: Vec<u8>,
    #[sea_orm(column_type = "Blob")]
    pub signature: Vec<u8>,
    pub printed_on: Date,
    /// Who was shown the first half.
    pub made_by: MemberId,
    /// Until another owner has been shown it. Alone it opens nothing.
    #[sea_orm(column_type = "Blob")]
    pub second_half_sealed: Option<Vec<u8>>,
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
