//! Jobs for the moments at which a petition changes by itself.

use chrono::{DateTime, Duration, Utc};
use sea_orm::DbErr;

use super::entity::petition;
use super::rules::Dates;
use crate::app::App;
use crate::db::Tx;
use crate::jobs::{self, Kind, NewJob};

/// For so long after the close a mail that is under way can still be confirmed; then nobody can test who signed.
pub const KEY_DAYS: i64 = 7;

/// When the deduplication key dies.
pub fn key_dies_at(petition: &petition::Model) -> Option<DateTime<Utc>> {
    petition.closed_at.map(|at| at + Duration::days(KEY_DAYS))
}

/// A job that finds nothing to do harms nobody, so that moved dates need no job taken back.
pub async fn schedule(
    app: &App,
    tx: &Tx,
    petition: &petition::Model,
    dates: &Dates,
) -> Result<(), DbErr> {
    let now = app.clock.now();
    let moments = [
        dates.opens_at,
        dates.closes_at,
        dates.answer_by,
        key_dies_at(petition),
    ];
    let ahead = moments.into_iter().flatten().filter(|at| *at > now);
    let job = |at: DateTime<Utc>| {
        let key = format!("turn_petitions:{}:{}", petition.id, at.timestamp_millis());
        NewJob::new(Kind::TurnPetitions, petition.id.0, at).only_once(key)
    };
    jobs::enqueue_many(app, tx, ahead.map(job).collect()).await
}
