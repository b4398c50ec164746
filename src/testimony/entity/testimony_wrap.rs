//! The content key, wrapped to one recipient.

use sea_orm::entity::prelude::*;

use super::TestimonyId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "testimony_wrap")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub testimony_id: TestimonyId,
    #[sea_orm(primary_key, auto_increment = false, column_type = "Text")]
    pub recipient_kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub recipient_id: Uuid,
    #[sea_orm(column_type = "Blob")]
    pub wrapped: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
