//! The link in a mail: it names its delivery, proves itself, and opens the packet for some days without an account.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::find::locked;
use super::rules::{Channel, State};
use super::settle::settle;
use super::wire::is_open;
use crate::accountability::DeliveryId;
use crate::accountability::entity::delivery;
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::audit;
use crate::http::{IfMatch, SaveError};
use crate::identity::Caller;
use crate::packets::PacketId;
use crate::packets::bundle::Bundle;
use crate::packets::entity::packet;
use crate::packets::handing_over::{Handed, documents};
use crate::secrets::{ct_eq, hmac_sha256};

/// 256 bits that nobody guesses, and that stand in no row.
pub fn token(app: &App, id: DeliveryId) -> String {
    let bytes = [id.0.as_bytes().as_slice(), &proof(app, id)].concat();
    BASE64URL_NOPAD.encode(&bytes)
}

fn proof(app: &App, id: DeliveryId) -> [u8; 32] {
    hmac_sha256(&app.keys.mail_tokens, "open-delivery", &[id.0.as_bytes()])
}

fn read_token(app: &App, text: &str) -> Option<DeliveryId> {
    let bytes = BASE64URL_NOPAD.decode(text.trim().as_bytes()).ok()?;
    let (id, mac) = bytes.split_first_chunk::<16>()?;
    let id = DeliveryId(Uuid::from_bytes(*id));
    ct_eq(&proof(app, id), mac).then_some(id)
}

/// The delivery and its packet, where the link is good now.
pub async fn behind(app: &App, token: &str) -> Result<(delivery::Model, Bundle), Trouble> {
    let id = read_token(app, token).ok_or(Trouble::LinkNotValid)?;
    let found = delivery::for_jobs().filter(delivery::Column::Id.eq(id));
    let found = found.one(&app.db.read).await?;
    let found = found.filter(|row| is_open(row, app.clock.now()));
    let found = found.ok_or(Trouble::LinkNotValid)?;
    let packet = packet_of(app, found.packet_id).await?;
    Ok((found, Bundle::of(&app.db.read, packet).await?))
}

async fn packet_of(app: &App, id: PacketId) -> Result<packet::Model, Trouble> {
    let row = packet::for_jobs().filter(packet::Column::Id.eq(id));
    Ok(row.one(&app.db.read).await?.ok_or(SaveError::Unknown)?)
}

/// Hands the document out. From then on the packet has left: it is written down before a byte goes.
pub async fn open_delivered_packet(
    app: &App,
    token: &str,
    volume: Option<i32>,
) -> Result<Handed, Trouble> {
    let (found, bundle) = behind(app, token).await?;
    let wanted = volume.unwrap_or(1);
    // Whoever asks for what is not there has opened nothing.
    if !bundle.volumes.iter().any(|there| there.number == wanted) {
        return Err(Trouble::NoFile);
    }
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = delivery::for_jobs().filter(delivery::Column::Id.eq(found.id));
            let row = entry::held(tx, row).await?;
            if !is_open(&row, app.clock.now()) {
                return Err(Trouble::LinkNotValid);
            }
            opened(app, tx, row).await
        })
        .await?;
    // Read again: whoever took a name back in between has destroyed it, or it has left.
    let packet = packet_of(app, found.packet_id).await?;
    let handed = documents(app, &packet, Some(wanted)).await?;
    handed.into_iter().next().ok_or(Trouble::NoFile)
}

async fn opened(app: &App, tx: &crate::db::Tx, row: delivery::Model) -> Result<(), Trouble> {
    use crate::packets::handing_over::{NotDeliverable, may_still_go};
    if row.opened_on.is_some() {
        return Ok(());
    }
    match may_still_go(tx, row.packet_id).await {
        Ok(()) => {}
        Err(NotDeliverable::Db(error)) => return Err(Trouble::Db(error)),
        Err(why) => return Err(Trouble::Packet(why)),
    }
    let (today, revision) = (app.clock.today(), row.revision + 1);
    let has_outcome = row.state == State::Delivered.as_str();
    let delivered_on = row.delivered_on.unwrap_or(today);
    let mut active = row.into_active_model();
    active.opened_on = Set(Some(today));
    active.revision = Set(revision);
    if !has_outcome {
        active.state = Set(State::Delivered.as_str().to_owned());
        active.delivered_on = Set(Some(delivered_on));
    }
    let saved = active.update(tx).await?;
    settle(app, tx, (saved.organization_id, saved.packet_id), "system").await?;
    let entry = audit::Action::new("system", "open_delivered_packet", saved.id);
    audit::record(app, tx, saved.organization_id, entry).await?;
    Ok(())
}

/// From now on the link opens nothing.
pub async fn end_delivery_link(
    app: &App,
    caller: &Caller,
    id: DeliveryId,
    if_match: &IfMatch,
) -> Result<(), Trouble> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            if_match
                .check(found.revision)
                .map_err(|_| SaveError::Changed)?;
            if found.channel != Channel::Link.as_str() {
                return Err(Trouble::NoFile);
            }
            if found.link_ended_at.is_none() {
                let revision = found.revision + 1;
                let mut active = found.into_active_model();
                active.link_ended_at = Set(Some(app.clock.now()));
                active.revision = Set(revision);
                let ended: Result<_, DbErr> = active.update(tx).await;
                ended?;
                let entry = audit::Action::new(caller.actor(), "end_delivery_link", id);
                audit::record(app, tx, caller.organization, entry).await?;
            }
            Ok(())
        })
        .await
}
