//! Which packets a compilation is made of, in the order of the posts.

use sea_orm::entity::prelude::*;

use super::{CompilationId, PacketId};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "compilation_packet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub compilation_id: CompilationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub packet_id: PacketId,
    pub position: i32,
    /// It was there before and would have come out the same.
    pub is_unchanged: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
