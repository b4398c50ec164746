//! How many people of a job group work at a workplace.

use sea_orm::entity::prelude::*;

use super::WorkplaceId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "headcount")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub workplace_id: WorkplaceId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub job_group: String,
    pub headcount: i32,
    pub as_of: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
