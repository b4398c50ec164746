//! The documents of a packet: the report, and what it has no room for. They live and die with the packet.

use sea_orm::entity::prelude::*;

use super::PacketId;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "packet_volume")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub packet_id: PacketId,
    /// From 1, which is the report.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i32,
    #[sea_orm(column_type = "Text")]
    pub holds: String,
    pub snapshot_object: Uuid,
    pub snapshot_size: i64,
    #[sea_orm(column_type = "Blob")]
    pub snapshot_digest: Vec<u8>,
    pub pdf_object: Option<Uuid>,
    #[sea_orm(column_type = "Blob")]
    pub pdf_digest: Option<Vec<u8>>,
    pub pdf_size: Option<i64>,
    /// For archives: whoever lists a file in one needs it before the file is read.
    pub pdf_crc: Option<i64>,
    /// Of the table of names attached to it.
    #[sea_orm(column_type = "Blob")]
    pub csv_digest: Option<Vec<u8>>,
    /// What the press said of it, once it is set: pages, digests, what could not be printed.
    #[sea_orm(column_type = "JsonBinary")]
    pub report: Option<Json>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// All rows, for background work and for verbs that have checked whose they are.
pub fn for_jobs() -> Select<Entity> {
    Entity::find()
}
