//! The worker: one loop a lane, beside each other, claim due jobs and hand each to the feature that knows its kind.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::ids;
use crate::jobs::entity::job;
use crate::jobs::{self, Kind, Lane, Outcome};
use crate::mail::Mailer;
use crate::{
    accountability, announcements, audit, backup, events, identity, packets, petitions, readiness,
    review, sheets, signatures,
};

const BATCH: u64 = 16;
/// Well within the lease of a job, and by the wall clock: it is for work that takes long.
const RENEW_EVERY: Duration = Duration::from_secs(15);
const IDLE: Duration = Duration::from_millis(500);
/// After the bell: it rings in the verb's transaction, and what it announces shows when that has committed.
const SOON: Duration = Duration::from_millis(4);
/// So many looks at an empty lane, and the mail server is left: about ten seconds.
const LOOKS: u32 = 20;

/// Runs until `stop` resolves; a job under way is finished first, but for a mail whose text has not begun to leave.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    if let Err(error) = jobs::recover(&app).await {
        tracing::warn!(error = ?crate::db::fault(&error), "work left by the last run waits for its lease");
    }
    let stopping = CancellationToken::new();
    let mut lanes = JoinSet::new();
    for lane in Lane::ALL {
        lanes.spawn(work_lane(app.clone(), lane, stopping.clone()));
    }
    tokio::select! {
        () = stop => {
            app.mailer.stop();
            app.bulk_mailer.stop();
            stopping.cancel();
        }
        ended = lanes.join_next() => broken(ended),
    }
    while let Some(ended) = lanes.join_next().await {
        broken(Some(ended));
    }
}

/// A mistake in the worker itself ends the process, which whoever watches it starts again.
fn broken(ended: Option<Result<(), tokio::task::JoinError>>) {
    if let Some(Err(error)) = ended
        && let Ok(panic) = error.try_into_panic()
    {
        std::panic::resume_unwind(panic);
    }
}

async fn work_lane(app: App, lane: Lane, stop: CancellationToken) {
    let node = ids::timeless(&app.entropy);
    let (mut looks, mut idle) = (0, IDLE);
    while !stop.is_cancelled() {
        let round = round(&app, node, lane, &stop).await;
        let pause = match round {
            Round::Worked => Duration::ZERO,
            Round::Idle => idle,
            Round::Failed => Duration::from_secs(3),
        };
        looks = if round == Round::Worked { 0 } else { looks + 1 };
        if looks == LOOKS {
            rest(&app, lane).await;
        }
        idle = IDLE.min(idle * 2);
        tokio::select! {
            biased;
            () = stop.cancelled() => {}
            () = app.woken(lane), if round == Round::Idle => idle = SOON,
            () = tokio::time::sleep(pause) => {}
        }
    }
    rest(&app, lane).await;
}

/// How a lane's mail leaves.
fn mailer(app: &App, lane: Lane) -> Option<&Mailer> {
    match lane {
        Lane::Mail => Some(&app.mailer),
        Lane::Bulk => Some(&app.bulk_mailer),
        Lane::Other => None,
    }
}

async fn rest(app: &App, lane: Lane) {
    if let Some(mailer) = mailer(app, lane) {
        mailer.rest().await;
    }
}

/// How one look at the table went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    Worked,
    Idle,
    /// The database does not answer: no reason to ask it twice a second.
    Failed,
}

/// Works everything that is due now; tests call it instead of waiting.
pub async fn drain(app: &App) {
    let (node, never) = (ids::timeless(&app.entropy), CancellationToken::new());
    loop {
        let mut worked = false;
        for lane in Lane::ALL {
            worked |= round(app, node, lane, &never).await == Round::Worked;
        }
        if !worked {
            return;
        }
    }
}

async fn round(app: &App, node: Uuid, lane: Lane, stop: &CancellationToken) -> Round {
    if must_wait(app, lane) {
        return Round::Idle;
    }
    if lane == Lane::Other
        && let Err(error) = jobs::enqueue_due(app).await
    {
        tracing::warn!(error = ?crate::db::fault(&error), "recurring work cannot be enqueued");
        return Round::Failed;
    }
    match jobs::claim(app, node, lane, BATCH).await {
        Ok(claimed) if claimed.is_empty() => Round::Idle,
        Ok(claimed) => {
            work_off(app, lane, claimed.into(), stop).await;
            Round::Worked
        }
        Err(error) => {
            tracing::warn!(error = ?crate::db::fault(&error), "jobs cannot be claimed");
            Round::Failed
        }
    }
}

/// One mail has asked for all whether the server is there.
fn must_wait(app: &App, lane: Lane) -> bool {
    mailer(app, lane).is_some_and(|mailer| mailer.pauses(app.clock.now()))
}

async fn work_off(
    app: &App,
    lane: Lane,
    mut claimed: VecDeque<job::Model>,
    stop: &CancellationToken,
) {
    while !stop.is_cancelled() && !must_wait(app, lane) {
        let Some(job) = claimed.pop_front() else {
            return;
        };
        if !matches!(jobs::still_ours(app, &job).await, Ok(true)) {
            continue;
        }
        let mut held = vec![job.clone()];
        held.extend(claimed.iter().cloned());
        // A task of its own: it must not wait for work that computes. It ends with this scope.
        let mut keeper = JoinSet::new();
        keeper.spawn(keep(app.clone(), held));
        // A mistake in one kind of work must not end all others.
        let performed = AssertUnwindSafe(perform(app, &job)).catch_unwind().await;
        let outcome = performed.unwrap_or(Outcome::Retry("panicked"));
        if let Err(error) = jobs::finish(app, job, outcome).await {
            tracing::warn!(kind = "job", error = ?crate::db::fault(&error), "a job's end could not be written");
        }
    }
    let rest: Vec<_> = claimed.into();
    if let Err(error) = jobs::give_back(app, &rest).await {
        tracing::warn!(error = ?crate::db::fault(&error), "jobs that were not begun wait for their lease");
    }
}

/// Renews the leases for as long as the work takes. It never ends by itself.
async fn keep(app: App, held: Vec<job::Model>) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        if let Err(error) = jobs::renew(&app, &held).await {
            tracing::warn!(error = ?crate::db::fault(&error), "a lease could not be renewed");
        }
    }
}

async fn perform(app: &App, job: &job::Model) -> Outcome {
    use Kind as K;
    let Ok(kind) = job.kind.parse::<Kind>() else {
        return Outcome::Bury("unknown-kind");
    };
    match kind {
        K::SendInvitation | K::SendPasswordReset => identity::work::run(app, kind, job).await,
        K::TurnPetitions => petitions::work::run(app, kind, job).await,
        K::SendTestMail => readiness::work::run(app, kind, job).await,
        K::SendConfirmation
        | K::ReleaseWorkplaceCounts
        | K::RecountSignatures
        | K::ExpireSignatures => signatures::work::run(app, kind, job).await,
        K::SweepSheets => sheets::work::run(app, kind, job).await,
        K::SendReviewerDigest | K::ShuffleTestimony | K::RetireTestimony => {
            review::work::run(app, kind, job).await
        }
        K::RenderPacket
        | K::DestroyPacket
        | K::ForgetSignature
        | K::SweepPackets
        | K::ForgetTestimonies => packets::work::run(app, kind, job).await,
        // A signer who takes back a signature is told of copies that are out: signatures know of no packet.
        K::SendWithdrawn
        | K::SendPacket
        | K::SendRecordReminder
        | K::RemindRecord
        | K::TurnRecord => accountability::work::run(app, kind, job).await,
        K::SendRsvpConfirmation
        | K::SendRsvpStanding
        | K::SendRsvpMovedUp
        | K::SendEventChange
        | K::SendJoinChange
        | K::SendEventReminder
        | K::RemindEvent
        | K::SweepRsvps => events::work::run(app, kind, job).await,
        K::SendAnnouncement | K::SweepAnnouncements => {
            announcements::work::run(app, kind, job).await
        }
        K::LogDeletions => backup::deletions::log(app).await,
        K::LogWithdrawals => backup::withdrawals::log(app).await,
        K::ChainAudit => audit::work::run(app, kind, job).await,
        K::SweepExpired => match identity::work::run(app, kind, job).await {
            Outcome::Done => match backup::before_migration::sweep(app) {
                Outcome::Done => jobs::work::run(app, kind, job).await,
                failed => failed,
            },
            failed => failed,
        },
    }
}
