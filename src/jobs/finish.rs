//! Writes down how a job ended.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::entity::job::{Model, for_jobs};
use super::leased::ours;
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

/// Does nothing where the lease was lost: the job belongs to another worker then, and so does its end.
pub async fn finish(app: &App, job: Model, outcome: Outcome) -> Result<(), DbErr> {
    let (job, outcome, now) = (&job, &outcome, app.clock.now());
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut found = for_jobs().filter(ours(job));
            if !app.db.is_sqlite() {
                found = found.lock_exclusive();
            }
            let Some(found) = found.one(tx).await? else {
                return Ok(());
            };
            let (state, error) = end(&found, outcome);
            let mut row = found.into_active_model();
            row.state = Set(state.to_owned());
            row.last_error = Set(error.map(str::to_owned));
            row.leased_until = Set(None);
            row.lease_owner = Set(None);
            if state == "queued" {
                row.run_at = Set(next_try(now, job.attempts));
            } else {
                row.finished_at = Set(Some(now));
                row.unique_key = Set(None);
            }
            row.update(tx).await.map(drop)
        })
        .await
}

/// The state that follows, and why.
fn end(found: &Model, outcome: &Outcome) -> (&'static str, Option<&'static str>) {
    match *outcome {
        Outcome::Done => ("done", None),
        // The mail may have left, and something failed after it: to try again would be to send it again.
        Outcome::Retry(reason) if found.state == "sending" => ("uncertain", Some(reason)),
        Outcome::Retry(reason) if found.attempts >= found.max_attempts => ("buried", Some(reason)),
        Outcome::Retry(reason) => ("queued", Some(reason)),
        Outcome::Bury(reason) => ("buried", Some(reason)),
        Outcome::Uncertain(reason) => ("uncertain", Some(reason)),
    }
}

/// 10 s, 20 s, 40 s … at most 6 hours: a mail server that is down for a day loses nothing.
fn next_try(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or_default();
    now + Duration::seconds((10_i64 << doublings).min(6 * 3600))
}
