//! What an answer means for its petition: it is answered once everybody who got it has answered.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QuerySelect};

use super::rules::Kind;
use crate::accountability::entity::response;
use crate::app::App;
use crate::campaigns::TargetId;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::packets::PacketId;
use crate::packets::entity::packet;
use crate::petitions::entity::petition;
use crate::petitions::move_on;
use crate::petitions::rules::Transition;

pub async fn settle(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    about: PacketId,
    actor: &str,
) -> Result<(), DbErr> {
    let about = packet::of(owner).filter(packet::Column::Id.eq(about));
    let about = about.one(tx).await?;
    let Some(petition) = about.and_then(|row| row.petition_id) else {
        return Ok(());
    };
    // Held from here on: of two who answer at once the second sees the first.
    let held = petition::of(owner).filter(petition::Column::Id.eq(petition));
    held.lock_exclusive().one(tx).await?;
    let packets = packet::of(owner)
        .filter(packet::Column::PetitionId.eq(petition))
        .filter(packet::Column::DeliveredOn.is_not_null())
        .all(tx)
        .await?;
    let asked: HashSet<TargetId> = packets.iter().map(|row| row.target_id).collect();
    let answered: HashSet<TargetId> = response::of(owner)
        .filter(response::Column::PacketId.is_in(packets.iter().map(|row| row.id)))
        .filter(response::Column::RetractedOn.is_null())
        .all(tx)
        .await?
        .into_iter()
        .filter(|row| row.kind.parse().is_ok_and(Kind::answers))
        .map(|row| row.target_id)
        .collect();
    if !asked.is_empty() && asked.is_subset(&answered) {
        move_on(app, tx, (owner, petition), Transition::Answer, actor).await?;
    }
    Ok(())
}
