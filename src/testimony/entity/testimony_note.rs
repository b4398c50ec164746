//! Something said later through the mailbox, sealed under the same key.

use sea_orm::entity::prelude::*;

use super::TestimonyId;

crate::id!(
    /// Names a row of `testimony_note`.
    TestimonyNoteId,
    "ten"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "testimony_note")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TestimonyNoteId,
    pub testimony_id: TestimonyId,
    #[sea_orm(column_type = "Text")]
    pub author: String,
    #[sea_orm(column_type = "Blob")]
    pub sealed: Vec<u8>,
    pub added_on: Date,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
