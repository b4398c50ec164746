//! That some token was spent: a keyed hash of its output. No time, no testimony, no person.

use sea_orm::entity::prelude::*;

use super::TokenEpochId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "spent_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub epoch_id: TokenEpochId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Blob")]
    pub mark: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
