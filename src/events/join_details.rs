//! How to join: written by organizers, sealed at rest, read by nobody but whoever comes, and never read back here.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::EventId;
use super::entity::{event, rsvp};
use super::find::locked;
use super::hidden::{Hidden, cleaned, joined, link, parted};
use super::rules::{Standing, State, is_in_range};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, Invalid, SaveError};
use crate::identity::Caller;
use crate::jobs::{self, Kind, NewJob};
use crate::secrets::field::{open_field, seal_field};

const PURPOSE: &str = "events.join_details";

/// How to join by video call or telephone.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JoinDetails {
    /// Begins with `https://`.
    pub link: Option<Hidden>,
    pub meeting_id: Option<Hidden>,
    pub passcode: Option<Hidden>,
    /// A telephone number with what to press.
    pub dial_in: Option<Hidden>,
    pub note: Option<Hidden>,
}

/// How to join, to be sealed. It is never shown to members again; write it anew to change it.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewJoinDetails {
    /// From when on those who come are shown it; before the event ends.
    pub shown_from: DateTime<Utc>,
    /// Begins with `https://`.
    #[oai(validator(max_length = 500))]
    pub link: Option<Hidden>,
    #[oai(validator(max_length = 100))]
    pub meeting_id: Option<Hidden>,
    #[oai(validator(max_length = 100))]
    pub passcode: Option<Hidden>,
    /// A telephone number with what to press.
    #[oai(validator(max_length = 200))]
    pub dial_in: Option<Hidden>,
    #[oai(validator(max_length = 1000))]
    pub note: Option<Hidden>,
}

/// Seals how to join. Whoever was shown an earlier version and still comes is told by mail that there is a new one.
pub async fn put_join_details(
    app: &App,
    caller: &Caller,
    id: EventId,
    new: &NewJoinDetails,
) -> Result<(), SaveError> {
    let mut fields = Fields::default();
    let details = [
        link(&mut fields, "/link", new.link.as_ref()),
        cleaned(&mut fields, "/meeting_id", new.meeting_id.as_ref(), 100),
        cleaned(&mut fields, "/passcode", new.passcode.as_ref(), 100),
        cleaned(&mut fields, "/dial_in", new.dial_in.as_ref(), 200),
        cleaned(&mut fields, "/note", new.note.as_ref(), 1000),
    ];
    if !is_in_range(new.shown_from) {
        fields.refuse("/shown_from", "must be in the years 1970 to 9999");
    }
    if details.iter().all(Option::is_none) {
        fields.refuse("", "must say how to join");
    }
    fields.done()?;
    let plain = joined(&details.each_ref());
    let sealed = app
        .entropy
        .with(|rng| seal_field(rng, &app.keys.fields, PURPOSE, id.0.as_bytes(), &plain));
    keep(app, caller, id, Some((&sealed, new.shown_from))).await
}

/// Takes the details away: nobody is shown them any more.
pub async fn remove_join_details(app: &App, caller: &Caller, id: EventId) -> Result<(), SaveError> {
    keep(app, caller, id, None).await
}

async fn keep(
    app: &App,
    caller: &Caller,
    id: EventId,
    sealed: Option<(&Vec<u8>, DateTime<Utc>)>,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            if let Some((_, from)) = sealed {
                can_be_shown(app, &found, from)?;
            }
            let (version, revision) = (found.join_version + 1, found.revision + 1);
            let mut row = found.into_active_model();
            row.join_sealed = Set(sealed.map(|(sealed, _)| sealed.clone()));
            row.join_from = Set(sealed.map(|(_, from)| from));
            row.join_version = Set(version);
            row.revision = Set(revision);
            row.update(tx).await?;
            if sealed.is_some() {
                tell(app, tx, id).await?;
            }
            let action = match sealed {
                Some(_) => "put_join_details",
                None => "remove_join_details",
            };
            let entry = audit::Action::new(caller.actor(), action, id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

/// What nobody could ever be shown is refused, so that nobody relies on it.
fn can_be_shown(app: &App, event: &event::Model, from: DateTime<Utc>) -> Result<(), Invalid> {
    if event.state == State::Cancelled.as_str() || event.ends_at <= app.clock.now() {
        return Err(Invalid::at("", "the event was called off or is over"));
    }
    if from >= event.ends_at {
        return Err(Invalid::at("/shown_from", "must be before the event ends"));
    }
    Ok(())
}

/// Those who were shown an earlier version.
async fn tell(app: &App, tx: &Tx, id: EventId) -> Result<(), DbErr> {
    let seen = rsvp::for_jobs()
        .filter(rsvp::Column::EventId.eq(id))
        .filter(rsvp::Column::State.eq(Standing::Confirmed.as_str()))
        .filter(rsvp::Column::JoinSeen.is_not_null());
    let now = app.clock.now();
    let job = |row: rsvp::Model| {
        NewJob::new(Kind::SendJoinChange, row.id.0, now)
            .language(&row.language)
            .only_once(format!("join_change:{}", row.id))
    };
    let jobs = seen.all(tx).await?.into_iter().map(job).collect();
    jobs::enqueue_many(app, tx, jobs).await
}

/// What was sealed; the caller has asked the rules who may see it.
pub(super) fn opened(app: &App, event: &event::Model) -> Option<JoinDetails> {
    let sealed = event.join_sealed.as_deref()?;
    let row = event.id.0.as_bytes();
    let plain = open_field(&app.keys.fields, PURPOSE, row, sealed).ok()?;
    let [link, meeting_id, passcode, dial_in, note] = parted(&plain);
    Some(JoinDetails {
        link,
        meeting_id,
        passcode,
        dial_in,
        note,
    })
}
