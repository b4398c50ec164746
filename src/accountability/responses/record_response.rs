//! Records what an addressee answered to a packet that was delivered.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, QueryFilter};
use serde_json::json;

use super::find::shown;
use super::settle::settle;
use super::wire::{NewResponse, Response};
use crate::accountability::deliveries::rules::State;
use crate::accountability::entity::{delivery, response};
use crate::accountability::trouble::Trouble;
use crate::accountability::{ResponseId, source};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::packets::PacketId;
use crate::packets::entity::packet;

/// The longest answer.
pub const MOST_SAID: usize = 20_000;

pub async fn record_response(
    app: &App,
    caller: &Caller,
    packet: PacketId,
    new: &NewResponse,
    once: &Once,
) -> Result<Response, Trouble> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let owner = caller.organization;
            let about = packet::of(owner).filter(packet::Column::Id.eq(packet));
            let about = about.one(tx).await?.ok_or(SaveError::Unknown)?;
            let left = left_on(tx, owner, packet).await?;
            check_day(app, new.received_on, left.ok_or(Trouble::NotDelivered)?)?;
            let row = response::ActiveModel {
                id: Set(ResponseId(ids::timely(&app.clock, &app.entropy))),
                organization_id: Set(owner),
                campaign_id: Set(about.campaign_id),
                packet_id: Set(packet),
                target_id: Set(about.target_id),
                recorded_by: Set(caller.member_id()),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let row = row.insert(tx).await?;
            settle(app, tx, owner, packet, &caller.actor()).await?;
            let entry = audit::Action::new(caller.actor(), "record_response", row.id)
                .detail(json!({"kind": row.kind}));
            audit::record(app, tx, owner, entry).await?;
            let made = shown(tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

/// When the packet first left, mailed or printed; nothing where it never did.
pub(super) async fn left_on(
    tx: &Tx,
    owner: OrganizationId,
    packet: PacketId,
) -> Result<Option<NaiveDate>, Trouble> {
    use delivery::Column as C;
    let out = [State::Sent, State::Delivered, State::Uncertain].map(State::as_str);
    let rows = delivery::of(owner)
        .filter(C::PacketId.eq(packet))
        .filter(C::State.is_in(out));
    let rows = rows.all(tx).await?;
    let left = |row: &delivery::Model| row.left_on.or(row.delivered_on);
    Ok(rows.iter().filter_map(left).min())
}

pub(super) fn check_day(app: &App, day: NaiveDate, left: NaiveDate) -> Result<(), Invalid> {
    if (left..=app.clock.today()).contains(&day) {
        return Ok(());
    }
    let detail = "must be a day from the one on which the packet left until today";
    Err(Invalid::at("/received_on", detail))
}

fn cleaned(new: &NewResponse) -> Result<response::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let said = new.said.as_deref().filter(|said| !said.trim().is_empty());
    let said = said.map(|said| fields.text("/said", said, MOST_SAID));
    let source = source::source(&mut fields, &new.source);
    let source_url = source::url(&mut fields, "/source_url", new.source_url.as_deref());
    fields.done()?;
    Ok(response::ActiveModel {
        kind: Set(new.kind.as_str().to_owned()),
        received_on: Set(new.received_on),
        said: Set(said),
        source: Set(source),
        source_url: Set(source_url),
        file_object: Set(None),
        file_size: Set(None),
        file_media: Set(None),
        file_digest: Set(None),
        retracted_on: Set(None),
        revision: Set(1),
        ..Default::default()
    })
}
