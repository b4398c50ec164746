//! What signatures does later.

use sea_orm::DbErr;

use super::{expire, mail, part_subscriptions, recount, release};
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::SendConfirmation => mail::send_confirmation(app, job).await,
        Kind::ReleaseWorkplaceCounts => ended(release::release(app, job.subject).await),
        Kind::RecountSignatures => ended(nightly(app).await),
        Kind::ExpireSignatures => ended(expire::expire(app).await),
        _ => Outcome::Bury("unknown-kind"),
    }
}

async fn nightly(app: &App) -> Result<(), DbErr> {
    recount::recount(app).await?;
    recount::forget_counted_addresses(app).await?;
    recount::retire_keys(app).await?;
    part_subscriptions::part_subscriptions(app).await
}

fn ended(done: Result<(), DbErr>) -> Outcome {
    done.map_or_else(|error| mail::broken(&error), |()| Outcome::Done)
}
