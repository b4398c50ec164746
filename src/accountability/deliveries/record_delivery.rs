//! Records that a printed copy was sent or handed over.

use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, QueryFilter};
use serde_json::json;

use super::find::{asked_for, campaign_row, shown};
use super::rules::{Printed, State, answer_due, is_a_day_for_it};
use super::settle::settle;
use super::wire::{Delivery, NewDelivery};
use crate::accountability::DeliveryId;
use crate::accountability::day::day_of;
use crate::accountability::entity::delivery;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, Invalid, Once};
use crate::identity::entity::member;
use crate::identity::{Caller, MemberId};
use crate::ids;
use crate::packets::PacketId;
use crate::packets::entity::packet;
use crate::packets::handing_over::deliverable;

pub async fn record_delivery(
    app: &App,
    caller: &Caller,
    packet: PacketId,
    new: &NewDelivery,
    once: &Once,
) -> Result<Delivery, Trouble> {
    let tracking = &tracking(new.tracking_number.as_deref())?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let packet = deliverable(tx, caller.organization, packet).await?;
            let delivered_on = check_days(app, &packet, new)?;
            let by = new.handed_over_by.unwrap_or(caller.member_id());
            must_be_ours(tx, caller, by).await?;
            let campaign = campaign_row(tx, caller.organization, packet.campaign_id).await?;
            let due = answer_due(asked_for(&packet, &campaign), new.left_on);
            let row = delivery::ActiveModel {
                channel: Set(channel(new.channel)),
                state: Set(match delivered_on {
                    Some(_) => State::Delivered.as_str().to_owned(),
                    None => State::Sent.as_str().to_owned(),
                }),
                left_on: Set(Some(new.left_on)),
                delivered_on: Set(delivered_on),
                answer_due_on: Set(Some(new.answer_due_on.unwrap_or(due))),
                tracking_number: Set(tracking.clone()),
                handed_over_by: Set(by),
                ..blank(app, caller, &packet)
            };
            let row = row.insert(tx).await?;
            settle(
                app,
                tx,
                (row.organization_id, row.packet_id),
                &caller.actor(),
            )
            .await?;
            let entry = audit::Action::new(caller.actor(), "record_delivery", row.id)
                .detail(json!({"channel": row.channel, "state": row.state}));
            audit::record(app, tx, caller.organization, entry).await?;
            let made = shown(app, tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

fn channel(printed: Printed) -> String {
    printed.as_str().to_owned()
}

pub(super) fn tracking(raw: Option<&str>) -> Result<Option<String>, Invalid> {
    let mut fields = Fields::default();
    let tracking = fields.maybe_line("/tracking_number", raw, 80);
    fields.done()?;
    Ok(tracking)
}

/// A row of which nothing has happened yet.
pub(super) fn blank(app: &App, caller: &Caller, packet: &packet::Model) -> delivery::ActiveModel {
    delivery::ActiveModel {
        id: Set(DeliveryId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(caller.organization),
        campaign_id: Set(packet.campaign_id),
        packet_id: Set(packet.id),
        target_id: Set(packet.target_id),
        channel: Set(String::new()),
        state: Set(State::Queued.as_str().to_owned()),
        failure: Set(None),
        recipient_sealed: Set(None),
        left_on: Set(None),
        delivered_on: Set(None),
        answer_due_on: Set(None),
        message_id: Set(None),
        tracking_number: Set(None),
        link_expires_at: Set(None),
        link_ended_at: Set(None),
        opened_on: Set(None),
        proof_object: Set(None),
        proof_size: Set(None),
        proof_media: Set(None),
        proof_digest: Set(None),
        handed_over_by: Set(caller.member_id()),
        recorded_by: Set(caller.member_id()),
        created_at: Set(app.clock.now()),
        revision: Set(1),
    }
}

/// The day of arrival, where there is one.
fn check_days(
    app: &App,
    packet: &packet::Model,
    new: &NewDelivery,
) -> Result<Option<NaiveDate>, Invalid> {
    let today = app.clock.today();
    let set = day_of(packet.rendered_at.unwrap_or(packet.created_at));
    let mut fields = Fields::default();
    if !is_a_day_for_it(new.left_on, set, today) {
        let detail = "must be a day from the one on which the packet was set until today";
        fields.refuse("/left_on", detail);
    }
    let arrived = match new.channel {
        Printed::ByHand => new.delivered_on.or(Some(new.left_on)),
        Printed::Post => new.delivered_on,
    };
    if arrived.is_some_and(|day| !is_a_day_for_it(day, new.left_on, today)) {
        fields.refuse("/delivered_on", "must be a day from `left_on` until today");
    }
    if new.answer_due_on.is_some_and(|day| day < new.left_on) {
        fields.refuse("/answer_due_on", "must not be before `left_on`");
    }
    fields.done()?;
    Ok(arrived)
}

async fn must_be_ours(tx: &Tx, caller: &Caller, by: MemberId) -> Result<(), Trouble> {
    let found = member::of(caller.organization).filter(member::Column::Id.eq(by));
    let found: Result<_, DbErr> = found.one(tx).await;
    if found?.is_none() {
        let detail = "must be a member of this organization";
        return Err(Invalid::at("/handed_over_by", detail).into());
    }
    Ok(())
}
