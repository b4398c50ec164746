//! Writes down how a job ended.

use chrono::{DateTime, Duration, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel, ModelTrait, QueryFilter,
    QuerySelect,
};

use super::Kind;
use super::entity::job::{Model, for_jobs};
use super::leased::ours;
use crate::app::App;
use crate::clock::hour;

/// How one try ended. The reasons are ours and name no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Try again later; buried after the last try.
    Retry(&'static str),
    /// What it needs is not there for anybody: it keeps its turn, and whoever works its lane waits.
    Waits(&'static str),
    /// This worker ends before anything happened.
    Stopped,
    /// Trying again cannot help.
    Bury(&'static str),
    /// It may have happened; a person has to decide.
    Uncertain(&'static str),
}

impl Outcome {
    /// Whether there is another try to come.
    pub fn goes_on(&self) -> bool {
        matches!(self, Self::Retry(_) | Self::Waits(_) | Self::Stopped)
    }
}

/// Does nothing where the lease was lost: the job belongs to another worker then, and so does its end.
pub async fn finish(app: &App, job: Model, outcome: Outcome) -> Result<(), DbErr> {
    let (job, outcome, now) = (&job, &outcome, app.clock.now());
    let kind = job.kind.parse::<Kind>().ok();
    let tells_hours = kind.is_some_and(Kind::is_about_signers);
    let next = next_try(kind, now, job.attempts);
    let state = app
        .db
        .write(|tx| async move {
            let tx = &*tx;
            let mut found = for_jobs().filter(ours(job));
            if !app.db.is_sqlite() {
                found = found.lock_exclusive();
            }
            let Some(found) = found.one(tx).await? else {
                return Ok::<_, DbErr>("lost");
            };
            let (state, error) = end(&found, kind, outcome, (now, next));
            if state == "done" && tells_hours {
                found.delete(tx).await?;
                return Ok(state);
            }
            let error = error.map(str::to_owned).or_else(|| match outcome {
                Outcome::Stopped => found.last_error.clone(),
                _ => None,
            });
            let mut row = found.into_active_model();
            row.state = Set(state.to_owned());
            row.last_error = Set(error);
            row.leased_until = Set(None);
            row.lease_owner = Set(None);
            if state != "queued" {
                row.finished_at = Set(Some(if tells_hours { hour(now) } else { now }));
                row.unique_key = Set(None);
            } else if matches!(outcome, Outcome::Retry(_)) {
                row.run_at = Set(if tells_hours { full_hour(next) } else { next });
            } else if job.run_at > now {
                row.run_at = Set(hour(now));
            }
            row.update(tx).await?;
            Ok(state)
        })
        .await?;
    if let (Some(kind), true, "queued", Outcome::Retry(_)) = (kind, tells_hours, state, outcome) {
        app.soon.note(kind.lane(), next, job.id);
    }
    Ok(())
}

/// The state that follows, and why.
fn end(
    found: &Model,
    kind: Option<Kind>,
    outcome: &Outcome,
    (now, next): (DateTime<Utc>, DateTime<Utc>),
) -> (&'static str, Option<&'static str>) {
    match *outcome {
        Outcome::Done => ("done", None),
        // The mail may have left, and something failed after it: to try again would be to send it again.
        Outcome::Retry(reason) | Outcome::Waits(reason) if found.state == "sending" => {
            ("uncertain", Some(reason))
        }
        Outcome::Retry(reason) if is_over(found, kind, next) => ("buried", Some(reason)),
        Outcome::Waits(reason) if is_over(found, kind, now) => ("buried", Some(reason)),
        Outcome::Retry(reason) | Outcome::Waits(reason) => ("queued", Some(reason)),
        Outcome::Stopped => ("queued", None),
        Outcome::Bury(reason) => ("buried", Some(reason)),
        Outcome::Uncertain(reason) => ("uncertain", Some(reason)),
    }
}

/// Whether a try at that time comes too late, or is one too many.
fn is_over(found: &Model, kind: Option<Kind>, at: DateTime<Utc>) -> bool {
    match kind.and_then(Kind::tried_for) {
        Some(life) => at > found.created_at + life,
        None => found.attempts >= found.max_attempts,
    }
}

/// 10 s, 20 s, 40 s … at most 2 hours for a mail, so that each has its turn soon after its server is back, and 6 for the rest.
fn next_try(kind: Option<Kind>, now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let hours = if kind.is_some_and(Kind::is_mail) {
        2
    } else {
        6
    };
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or_default();
    now + Duration::seconds((10_i64 << doublings).min(hours * 3600))
}

/// The next full hour, or this one if it is one.
pub(super) fn full_hour(moment: DateTime<Utc>) -> DateTime<Utc> {
    let begun = hour(moment);
    if begun == moment {
        begun
    } else {
        begun + Duration::hours(1)
    }
}
