//! Queues a packet to be mailed to its addressee, as files or as a link.

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::find::{COLUMN, asked_for, campaign_row, shown};
use super::record_delivery::blank;
use super::rules::{Channel, LINK_DAYS, Mailing, answer_due};
use super::wire::{Delivery, NewMailing};
use crate::accountability::DeliveryId;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::audit;
use crate::http::{Fields, Invalid, Once, SaveError};
use crate::identity::entity::organization;
use crate::identity::{Caller, seal};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::packets::PacketId;
use crate::packets::handing_over::{bears_names, deliverable, size};
use sea_orm::{ColumnTrait, QueryFilter};

/// What mail servers take; base64 makes it a third more.
pub const MOST_ATTACHED: i64 = 10_000_000;

pub async fn mail_packet(
    app: &App,
    caller: &Caller,
    packet: PacketId,
    new: &NewMailing,
    once: &Once,
) -> Result<Delivery, Trouble> {
    let address = &address(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let packet = deliverable(tx, caller.organization, packet).await?;
            let owner = organization::for_jobs()
                .filter(organization::Column::Id.eq(caller.organization))
                .one(tx)
                .await?
                .ok_or(SaveError::Unknown)?;
            if !app.mailer.delivers() && !owner.is_demo {
                return Err(Trouble::MailNotDelivered);
            }
            if new.accept_names != Some(true) && bears_names(tx, &packet).await? {
                return Err(Trouble::NamesNotAccepted);
            }
            if new.channel == Mailing::Attachment && size(tx, &packet).await? > MOST_ATTACHED {
                return Err(Trouble::TooLargeForMail);
            }
            let (today, now) = (app.clock.today(), app.clock.now());
            if new.answer_due_on.is_some_and(|day| day < today) {
                return Err(Invalid::at("/answer_due_on", "must not be past").into());
            }
            let campaign = campaign_row(tx, caller.organization, packet.campaign_id).await?;
            let due = answer_due(asked_for(&packet, &campaign), today);
            let days = i64::from(new.link_days.unwrap_or(LINK_DAYS));
            let is_link = new.channel == Mailing::Link;
            let id = DeliveryId(ids::timely(&app.clock, &app.entropy));
            let mut row = blank(app, caller, &packet);
            row.id = Set(id);
            row.channel = Set(match new.channel {
                Mailing::Attachment => Channel::Attachment.as_str().to_owned(),
                Mailing::Link => Channel::Link.as_str().to_owned(),
            });
            row.recipient_sealed = Set(Some(seal::seal(app, COLUMN, id.0, address)));
            row.answer_due_on = Set(Some(new.answer_due_on.unwrap_or(due)));
            row.link_expires_at = Set(is_link.then(|| now + Duration::days(days)));
            let row = row.insert(tx).await?;
            let job = NewJob::new(Kind::SendPacket, id.0, now).language(&packet.language);
            jobs::enqueue(app, tx, job).await?;
            let entry = audit::Action::new(caller.actor(), "mail_packet", id)
                .detail(json!({"channel": row.channel}));
            audit::record(app, tx, caller.organization, entry).await?;
            let made = shown(app, tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

fn address(new: &NewMailing) -> Result<String, Invalid> {
    let mut fields = Fields::default();
    let address = fields.maybe_address("/address", Some(&new.address));
    if address.is_none() {
        fields.refuse("/address", "must be a mail address");
    }
    if new.channel == Mailing::Attachment && new.link_days.is_some() {
        fields.refuse("/link_days", "belongs to a link only");
    }
    fields.done()?;
    Ok(address.unwrap_or_default())
}
