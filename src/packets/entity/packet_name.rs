//! Which signatures a packet prints by name, so that an erasure finds it.

use sea_orm::entity::prelude::*;

use super::PacketId;
use crate::signatures::SignatureId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "packet_name")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub packet_id: PacketId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub signature_id: SignatureId,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
