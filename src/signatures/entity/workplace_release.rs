//! What is shown of a workplace's count, refreshed once a day.

use sea_orm::entity::prelude::*;

use crate::directory::WorkplaceId;
use crate::petitions::PetitionId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "workplace_release")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub petition_id: PetitionId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub workplace_id: WorkplaceId,
    #[sea_orm(column_type = "Text")]
    pub shown: String,
    pub released_on: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
