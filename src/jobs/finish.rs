//! Writes down how a job ended.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::entity::job::Model;
use crate::app::App;

/// How one try ended. The reasons are ours and name no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Try again later; buried after the last try.
    Retry(&'static str),
    /// Trying again cannot help.
    Bury(&'static str),
    /// It may have happened; a person has to decide.
    Uncertain(&'static str),
}

pub async fn finish(app: &App, job: Model, outcome: Outcome) -> Result<(), DbErr> {
    let now = app.clock.now();
    let attempts = job.attempts;
    let spent = attempts >= job.max_attempts;
    let (state, error) = match outcome {
        Outcome::Done => ("done", None),
        Outcome::Retry(reason) if spent => ("buried", Some(reason)),
        Outcome::Retry(reason) => ("queued", Some(reason)),
        Outcome::Bury(reason) => ("buried", Some(reason)),
        Outcome::Uncertain(reason) => ("uncertain", Some(reason)),
    };
    let job = &job;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut row = job.clone().into_active_model();
            row.state = Set(state.to_owned());
            row.last_error = Set(error.map(str::to_owned));
            row.leased_until = Set(None);
            row.lease_owner = Set(None);
            if state == "queued" {
                row.run_at = Set(next_try(now, attempts));
            } else {
                row.finished_at = Set(Some(now));
                row.unique_key = Set(None);
            }
            row.update(tx).await.map(drop)
        })
        .await
}

/// 10 s, 20 s, 40 s … at most 6 hours: a mail server that is down for a day loses nothing.
fn next_try(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or_default();
    now + Duration::seconds((10_i64 << doublings).min(6 * 3600))
}
