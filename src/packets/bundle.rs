//! A packet with its volumes: what verbs read, hand out and sign.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::PacketId;
use super::entity::{packet, packet_volume};

/// The number of the report.
pub const REPORT: i32 = 1;

/// One packet, its volumes in their order.
#[derive(Clone, Debug)]
pub struct Bundle {
    pub row: packet::Model,
    pub volumes: Vec<packet_volume::Model>,
}

impl Bundle {
    pub async fn of(db: &impl ConnectionTrait, row: packet::Model) -> Result<Self, DbErr> {
        let volumes = volumes_of(db, &[row.id]).await?;
        Ok(Self { row, volumes })
    }

    /// Many, in the order that they came.
    pub async fn all(
        db: &impl ConnectionTrait,
        rows: Vec<packet::Model>,
    ) -> Result<Vec<Self>, DbErr> {
        let ids: Vec<PacketId> = rows.iter().map(|row| row.id).collect();
        let mut by_packet: HashMap<PacketId, Vec<packet_volume::Model>> = HashMap::new();
        for volume in volumes_of(db, &ids).await? {
            by_packet.entry(volume.packet_id).or_default().push(volume);
        }
        let bundle = |row: packet::Model| Self {
            volumes: by_packet.remove(&row.id).unwrap_or_default(),
            row,
        };
        Ok(rows.into_iter().map(bundle).collect())
    }

    pub fn volume(&self, number: i32) -> Option<&packet_volume::Model> {
        self.volumes.iter().find(|volume| volume.number == number)
    }

    pub fn report(&self) -> Option<&packet_volume::Model> {
        self.volume(REPORT)
    }
}

/// In their order, packet by packet.
pub async fn volumes_of(
    db: &impl ConnectionTrait,
    packets: &[PacketId],
) -> Result<Vec<packet_volume::Model>, DbErr> {
    use packet_volume::Column as C;
    packet_volume::for_jobs()
        .filter(C::PacketId.is_in(packets.iter().copied()))
        .order_by_asc(C::PacketId)
        .order_by_asc(C::Number)
        .all(db)
        .await
}
