//! The worker: claims due jobs and hands each to the feature that knows its kind.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use uuid::Uuid;

use crate::app::App;
use crate::ids;
use crate::jobs::entity::job;
use crate::jobs::{self, Kind, Outcome};
use crate::{audit, backup, identity, packets, petitions, readiness, review, signatures};

const BATCH: u64 = 16;
/// Well within the lease of a job, and by the wall clock: it is for work that takes long.
const RENEW_EVERY: Duration = Duration::from_secs(180);

/// Runs until `stop` resolves; a job under way is finished first.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    let node = ids::timeless(&app.entropy);
    tokio::pin!(stop);
    if let Err(error) = jobs::recover(&app).await {
        tracing::warn!(error = ?crate::db::fault(&error), "work left by the last run waits for its lease");
    }
    loop {
        let round = round(&app, node).await;
        let rest = match round {
            Round::Worked => Duration::ZERO,
            Round::Idle => Duration::from_millis(500),
            Round::Failed => Duration::from_secs(3),
        };
        tokio::select! {
            biased;
            () = &mut stop => return,
            () = app.work.notified(), if round == Round::Idle => {}
            () = tokio::time::sleep(rest) => {}
        }
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
    let node = ids::timeless(&app.entropy);
    while round(app, node).await == Round::Worked {}
}

async fn round(app: &App, node: Uuid) -> Round {
    if let Err(error) = jobs::enqueue_due(app).await {
        tracing::warn!(error = ?crate::db::fault(&error), "recurring work cannot be enqueued");
        return Round::Failed;
    }
    match jobs::claim(app, node, BATCH).await {
        Ok(claimed) if claimed.is_empty() => Round::Idle,
        Ok(claimed) => {
            for job in claimed {
                if !matches!(jobs::still_ours(app, &job).await, Ok(true)) {
                    continue;
                }
                let performed = tokio::select! {
                    // A mistake in one kind of work must not end all others.
                    performed = AssertUnwindSafe(perform(app, &job)).catch_unwind() => performed,
                    () = keep(app, &job) => continue,
                };
                let outcome = performed.unwrap_or(Outcome::Retry("panicked"));
                if let Err(error) = jobs::finish(app, job, outcome).await {
                    tracing::warn!(kind = "job", error = ?crate::db::fault(&error), "a job's end could not be written");
                }
            }
            Round::Worked
        }
        Err(error) => {
            tracing::warn!(error = ?crate::db::fault(&error), "jobs cannot be claimed");
            Round::Failed
        }
    }
}

/// Renews the lease for as long as the work takes. It never ends by itself.
async fn keep(app: &App, job: &job::Model) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        if let Err(error) = jobs::renew(app, job).await {
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
        | K::SendWithdrawn
        | K::ReleaseWorkplaceCounts
        | K::RecountSignatures
        | K::ExpireSignatures => signatures::work::run(app, kind, job).await,
        K::SendReviewerDigest | K::ShuffleTestimony | K::RetireTestimony => {
            review::work::run(app, kind, job).await
        }
        K::RenderPacket
        | K::DestroyPacket
        | K::ForgetSignature
        | K::SweepPackets
        | K::ForgetTestimonies => packets::work::run(app, kind, job).await,
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
