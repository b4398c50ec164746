//! What follows from a delivery: when its packet left for good, and where its petition stands.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::rules::{Channel, State};
use crate::accountability::entity::delivery;
use crate::app::App;
use crate::db::Tx;
use crate::packets::entity::packet;
use crate::packets::handing_over::set_left;
use crate::petitions::move_on;
use crate::petitions::rules::Transition;

/// After every change of a delivery, in its transaction.
pub async fn settle(app: &App, tx: &Tx, row: &delivery::Model, actor: &str) -> Result<(), DbErr> {
    use delivery::Column as C;
    let out = delivery::of(row.organization_id)
        .filter(C::PacketId.eq(row.packet_id))
        .filter(C::State.is_in(State::OUT.map(State::as_str)))
        .all(tx)
        .await?;
    let first = out.iter().filter_map(gone_on).min();
    let packet = packet::of(row.organization_id).filter(packet::Column::Id.eq(row.packet_id));
    let Some(packet) = packet.one(tx).await? else {
        return Ok(());
    };
    if packet.delivered_on != first {
        set_left(tx, packet.id, first).await?;
    }
    let is_there =
        |row: &delivery::Model| matches!(row.state.parse(), Ok(State::Sent | State::Delivered));
    if let (true, Some(petition)) = (out.iter().any(is_there), packet.petition_id) {
        let whose = (row.organization_id, petition);
        move_on(app, tx, whose, Transition::Deliver, actor).await?;
    }
    Ok(())
}

/// Since when nobody can call it back. What lies behind a link has not left before the link is used.
fn gone_on(row: &delivery::Model) -> Option<NaiveDate> {
    if row.channel == Channel::Link.as_str() {
        return row.opened_on.or(row.delivered_on);
    }
    row.left_on.or(row.delivered_on)
}
