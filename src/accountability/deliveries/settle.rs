//! What follows from a delivery: when its packet left for good, and where its petition stands.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::rules::{Channel, State};
use crate::accountability::entity::delivery;
use crate::accountability::responses;
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::packets::PacketId;
use crate::packets::entity::packet;
use crate::packets::handing_over::set_left;
use crate::petitions::move_on;
use crate::petitions::rules::Transition;

/// After every change of a delivery of this packet, in its transaction.
pub async fn settle(
    app: &App,
    tx: &Tx,
    (owner, packet): (OrganizationId, PacketId),
    actor: &str,
) -> Result<(), DbErr> {
    use delivery::Column as C;
    // Held from here on: of two changes at once the second sees the first.
    let packet = packet::of(owner).filter(packet::Column::Id.eq(packet));
    let Some(packet) = packet.lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    let out = delivery::of(owner)
        .filter(C::PacketId.eq(packet.id))
        .filter(C::State.is_in(State::OUT.map(State::as_str)))
        .all(tx)
        .await?;
    let first = out.iter().filter_map(gone_on).min();
    if packet.delivered_on != first {
        set_left(tx, packet.id, first).await?;
    }
    let Some(petition) = packet.petition_id else {
        return Ok(());
    };
    let is_there =
        |row: &delivery::Model| matches!(row.state.parse(), Ok(State::Sent | State::Delivered));
    if out.iter().any(is_there) {
        move_on(app, tx, (owner, petition), Transition::Deliver, actor).await?;
    }
    // They may have answered before it closed, and whoever has not may be asked no more.
    responses::settle::settle(app, tx, owner, packet.id, actor).await
}

/// Since when nobody can call it back. What lies behind a link has not left before the link is used.
fn gone_on(row: &delivery::Model) -> Option<NaiveDate> {
    if row.channel == Channel::Link.as_str() {
        return row.opened_on.or(row.delivered_on);
    }
    row.left_on.or(row.delivered_on)
}
