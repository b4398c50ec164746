//! Reminders: a job at each moment, which marks whom it reminds in the transaction that leaves their mails.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::EventId;
use super::entity::{event, rsvp};
use super::rules::{self, Standing, State};
use crate::app::App;
use crate::db::Tx;
use crate::jobs::entity::job;
use crate::jobs::{self, Kind, NewJob, Outcome};

/// Jobs for the moments that are still to come. One that finds nothing due harms nobody, so that a moved event needs
/// no job taken back.
pub(super) async fn schedule(app: &App, tx: &Tx, event: &event::Model) -> Result<(), DbErr> {
    let zone = rules::zone(&event.zone).unwrap_or_default();
    let now = app.clock.now();
    let ahead = rules::reminders(event.starts_at, zone).into_iter();
    let ahead = ahead.filter(|(_, at)| *at > now);
    let job = |(_, at): (i32, chrono::DateTime<chrono::Utc>)| {
        let key = format!("remind_event:{}:{}", event.id, at.timestamp_millis());
        NewJob::new(Kind::RemindEvent, event.id.0, at).only_once(key)
    };
    jobs::enqueue_many(app, tx, ahead.map(job).collect()).await
}

pub async fn remind(app: &App, job: &job::Model) -> Outcome {
    let id = EventId(job.subject);
    let done = app
        .db
        .write(|tx| async move { mark_and_leave(app, &tx, id).await });
    match done.await {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

/// Marked and left together: after a crash both are there or neither, and nobody is reminded twice.
async fn mark_and_leave(app: &App, tx: &Tx, id: EventId) -> Result<(), DbErr> {
    let found = event::for_jobs().filter(event::Column::Id.eq(id));
    let now = app.clock.now();
    let open =
        |event: &event::Model| event.state == State::Published.as_str() && event.starts_at > now;
    let Some(event) = found.one(tx).await?.filter(open) else {
        return Ok(());
    };
    let zone = rules::zone(&event.zone).unwrap_or_default();
    let due = rules::due(event.starts_at, zone, now);
    let rows = rsvp::for_jobs()
        .filter(rsvp::Column::EventId.eq(id))
        .filter(rsvp::Column::State.eq(Standing::Confirmed.as_str()))
        .filter(rsvp::Column::Reminded.lt(due));
    let rows = rows.all(tx).await?;
    if rows.is_empty() {
        return Ok(());
    }
    rsvp::Entity::update_many()
        .col_expr(rsvp::Column::Reminded, due.into())
        .filter(rsvp::Column::EventId.eq(id))
        .filter(rsvp::Column::State.eq(Standing::Confirmed.as_str()))
        .filter(rsvp::Column::Reminded.lt(due))
        .exec(tx)
        .await?;
    let job = |row: rsvp::Model| {
        NewJob::new(Kind::SendEventReminder, row.id.0, now)
            .language(&row.language)
            .only_once(format!("event_reminder:{}", row.id))
    };
    jobs::enqueue_many(app, tx, rows.into_iter().map(job).collect()).await
}
