//! What was erased, so that a restored backup forgets it again.

use sea_orm::entity::prelude::*;

crate::id!(
    /// Names a row of `deletion`.
    DeletionId,
    "del"
);

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "deletion")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DeletionId,
    #[sea_orm(column_type = "Text")]
    pub kind: String,
    pub subject: Uuid,
    pub created_at: DateTimeUtc,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
