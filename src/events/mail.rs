//! Renders the mails to those who come when their jobs run. None carries how to join: that is behind the token.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};
use zeroize::Zeroizing;

use super::calendar;
use super::entity::{event, rsvp};
use super::public::{Wish, find_public_event};
use super::rsvps::codes::{self, Purpose};
use super::rsvps::confirm_rsvp::standing;
use super::rsvps::seal;
use super::rules::{self, Standing, State};
use super::wire::PublicEvent;
use super::words::{self, Letter};
use super::{RsvpId, find};
use crate::app::App;
use crate::clock::hour;
use crate::jobs::entity::job;
use crate::jobs::{Kind, Outcome, deliver, message_id};
use crate::mail::{Address, CalendarFile, Mail};
use crate::signatures::within_quota;

pub async fn send(app: &App, kind: Kind, job: &job::Model) -> Outcome {
    match try_to_send(app, kind, job).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::warn!(fault = ?crate::db::fault(&error), "a mail of events met the database");
            Outcome::Retry("database")
        }
    }
}

async fn try_to_send(app: &App, kind: Kind, job: &job::Model) -> Result<Outcome, DbErr> {
    let db = &app.db.read;
    let found = rsvp::for_jobs().filter(rsvp::Column::Id.eq(RsvpId(job.subject)));
    let Some(row) = found.one(db).await? else {
        return Ok(Outcome::Done);
    };
    let Some(address) = seal::address(app, &row) else {
        return Ok(Outcome::Done);
    };
    let wish = Wish {
        language: Some(&job.language),
        ..Wish::default()
    };
    let found = find_public_event(db, row.event_id, wish).await?;
    let Some((event, shown)) = found else {
        return Ok(Outcome::Done);
    };
    if !is_wanted(app, kind, job, &row, &event) {
        return Ok(Outcome::Done);
    }
    // Whoever asks decides how often this kind is sent; all others follow from what the person has confirmed.
    if kind == Kind::SendRsvpConfirmation
        && job.attempts == 1
        && !within_quota(app, &address).await?
    {
        return forget_struck_out(app, row).await.map(|()| Outcome::Done);
    }
    let mail = mail(app, kind, job, &row, &event, &shown, &address);
    let outcome = deliver(app, job, &mail).await;
    if !outcome.goes_on() && forget_struck_out(app, row).await.is_err() {
        tracing::warn!("an address was not forgotten after its mail");
    }
    Ok(outcome)
}

/// Whether it still says what is so.
fn is_wanted(
    app: &App,
    kind: Kind,
    job: &job::Model,
    row: &rsvp::Model,
    event: &event::Model,
) -> bool {
    let (now, standing) = (app.clock.now(), standing(row));
    let is_published = event.state == State::Published.as_str();
    let comes = standing == Standing::Confirmed;
    match kind {
        Kind::SendRsvpConfirmation => is_published && event.ends_at > now && !has_expired(app, row),
        Kind::SendRsvpStanding => is_published && (comes || standing == Standing::Waiting),
        Kind::SendRsvpMovedUp => is_published && comes && event.ends_at > now,
        Kind::SendEventChange => standing != Standing::Pending && event.ends_at > now,
        Kind::SendJoinChange => is_published && comes && event.ends_at > now,
        Kind::SendEventReminder => {
            let zone = rules::zone(&event.zone).unwrap_or_default();
            let passed = rules::reminders(event.starts_at, zone).into_iter();
            let mut passed = passed.filter(|(_, at)| *at <= now);
            // A later reminder has a mail of its own.
            let is_stale = passed.any(|(_, at)| hour(at) > job.created_at);
            is_published && comes && event.starts_at > now && !is_stale
        }
        _ => false,
    }
}

fn has_expired(app: &App, row: &rsvp::Model) -> bool {
    standing(row) == Standing::Pending && row.expires_at <= app.clock.now()
}

fn mail(
    app: &App,
    kind: Kind,
    job: &job::Model,
    row: &rsvp::Model,
    event: &event::Model,
    shown: &PublicEvent,
    address: &Address,
) -> Mail {
    let purpose = match (kind, standing(row)) {
        (Kind::SendRsvpConfirmation, Standing::Pending) => Purpose::Confirm,
        _ => Purpose::Own,
    };
    let token = codes::token(app, row, purpose);
    let spanish = words::is_spanish(&job.language);
    let spoken = if spanish { "&lang=es" } else { "" };
    let base = app.settings.public_base();
    let name = seal::name(app, row);
    let letter = Letter {
        spanish,
        kind,
        standing: standing(row),
        event: shown,
        when: words::when(spanish, event, row.zone.as_deref()),
        day: words::day(spanish, event, row.zone.as_deref(), app.clock.now()),
        join_from: words::join_from(spanish, event, row.zone.as_deref()),
        said: words::said(
            spanish,
            name.as_ref().map(|name| name.as_str()),
            subscribes(row, event),
        ),
        link: format!("{base}/rsvp?token={token}{spoken}"),
    };
    Mail {
        to: Zeroizing::new(address.expose().to_owned()),
        subject: letter.subject().to_owned(),
        text: Zeroizing::new(letter.text()),
        html: None,
        calendar: file(app, kind, row, event, shown),
        message_id: message_id(app, job),
        language: job.language.clone(),
    }
}

/// Updates are about a campaign: without one, nothing follows.
pub(super) fn subscribes(row: &rsvp::Model, event: &event::Model) -> bool {
    row.wants_updates && event.campaign_id.is_some()
}

/// For those who come, whenever the entry is new or another one.
fn file(
    app: &App,
    kind: Kind,
    row: &rsvp::Model,
    event: &event::Model,
    shown: &PublicEvent,
) -> Option<CalendarFile> {
    let brings = matches!(
        kind,
        Kind::SendRsvpStanding | Kind::SendRsvpMovedUp | Kind::SendEventChange
    );
    let comes = standing(row) == Standing::Confirmed;
    (brings && comes).then(|| calendar::file(event, shown, find::sender(app)))
}

/// An address that was needed once more, to say that it was struck out.
async fn forget_struck_out(app: &App, row: rsvp::Model) -> Result<(), DbErr> {
    if standing(&row) != Standing::StruckOut {
        return Ok(());
    }
    let row = &row;
    app.db
        .write(|tx| async move {
            let mut row = row.clone().into_active_model();
            row.address_sealed = Set(None);
            row.update(&*tx).await.map(drop)
        })
        .await
}
