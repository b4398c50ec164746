//! Which published testimonies a packet prints, so that a withdrawal finds it.

use sea_orm::entity::prelude::*;

use super::PacketId;
use crate::review::PublishedTestimonyId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "packet_exhibit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub packet_id: PacketId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub published_id: PublishedTestimonyId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
