//! Packets that cease to exist: no name and no exhibit leads to them, and what they had replaced stands again.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter};

use super::entity::{packet, packet_exhibit, packet_name};
use super::rules::State;
use crate::db::Tx;
use crate::jobs::{Kind, NewJob};

/// Their stored bytes go in the jobs that come back, since a transaction cannot take a deleted file back.
pub async fn step_back(
    tx: &Tx,
    now: DateTime<Utc>,
    rows: &[packet::Model],
    into: State,
) -> Result<Vec<NewJob>, DbErr> {
    use packet::Column as C;
    for row in rows {
        packet::Entity::update_many()
            .col_expr(C::State, Expr::value(into.as_str()))
            .col_expr(C::Revision, Expr::col(C::Revision).add(1))
            .filter(C::Id.eq(row.id))
            .exec(tx)
            .await?;
        packet_name::Entity::delete_many()
            .filter(packet_name::Column::PacketId.eq(row.id))
            .exec(tx)
            .await?;
        packet_exhibit::Entity::delete_many()
            .filter(packet_exhibit::Column::PacketId.eq(row.id))
            .exec(tx)
            .await?;
        // Rows that were read before may name a packet that steps back with this one.
        let now_there = packet::for_jobs().filter(C::Id.eq(row.id)).one(tx).await?;
        let newer = now_there.and_then(|row| row.superseded_by);
        packet::Entity::update_many()
            .col_expr(C::SupersededBy, Expr::value(newer))
            .filter(C::SupersededBy.eq(row.id))
            .exec(tx)
            .await?;
    }
    let job = |row: &packet::Model| NewJob::new(Kind::DestroyPacket, row.id.0, now);
    Ok(rows.iter().map(job).collect())
}
