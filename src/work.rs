//! The worker: claims due jobs and hands each to the feature that knows its kind.

use std::time::Duration;

use uuid::Uuid;

use crate::app::App;
use crate::ids;
use crate::jobs::entity::job;
use crate::jobs::{self, Kind, Outcome};
use crate::{audit, identity, packets, petitions, review, signatures};

const BATCH: u64 = 16;

/// Runs until `stop` resolves; a job under way is finished first.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    let node = ids::timeless(&app.entropy);
    tokio::pin!(stop);
    if let Err(error) = jobs::recover(&app).await {
        tracing::warn!(error = ?crate::db::fault(&error), "work left by the last run waits for its lease");
    }
    loop {
        let worked = round(&app, node).await;
        let rest = if worked {
            Duration::ZERO
        } else {
            Duration::from_millis(500)
        };
        tokio::select! {
            () = &mut stop => return,
            () = app.work.notified(), if !worked => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// Works everything that is due now; tests call it instead of waiting.
pub async fn drain(app: &App) {
    let node = ids::timeless(&app.entropy);
    while round(app, node).await {}
}

async fn round(app: &App, node: Uuid) -> bool {
    if let Err(error) = jobs::enqueue_due(app).await {
        tracing::warn!(error = ?crate::db::fault(&error), "recurring work cannot be enqueued");
    }
    match jobs::claim(app, node, BATCH).await {
        Ok(claimed) => {
            let any = !claimed.is_empty();
            for job in claimed {
                let outcome = perform(app, &job).await;
                if let Err(error) = jobs::finish(app, job, outcome).await {
                    tracing::warn!(kind = "job", error = ?crate::db::fault(&error), "a job's end could not be written");
                }
            }
            any
        }
        Err(error) => {
            tracing::warn!(error = ?crate::db::fault(&error), "jobs cannot be claimed");
            false
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
        K::TurnPetitions | K::SendTestMail => petitions::work::run(app, kind, job).await,
        K::SendConfirmation
        | K::SendWithdrawn
        | K::ReleaseWorkplaceCounts
        | K::RecountSignatures
        | K::ExpireSignatures => signatures::work::run(app, kind, job).await,
        K::SendReviewerDigest | K::ShuffleTestimony | K::RetireTestimony => {
            review::work::run(app, kind, job).await
        }
        K::RenderPacket => packets::work::run(app, kind, job).await,
        K::ChainAudit => audit::work::run(app, kind, job).await,
        K::SweepExpired => jobs::work::run(app, kind, job).await,
    }
}
