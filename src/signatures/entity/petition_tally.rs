//! The exact number of signatures of a petition by state.

use sea_orm::entity::prelude::*;

use crate::petitions::PetitionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "petition_tally")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub petition_id: PetitionId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub state: String,
    /// All in this state, those on paper too.
    pub number: i64,
    pub on_paper: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
