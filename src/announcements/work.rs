//! What announcements do later.

use sea_orm::DbErr;

use super::AnnouncementId;
use super::enrol::{Enrolled, enrol};
use super::send::send;
use super::sweep::sweep;
use super::turn::{Next, Turn};
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    let done = match kind {
        Kind::SendAnnouncement => go_on(app, AnnouncementId(job.subject)).await,
        Kind::SweepAnnouncements => sweep(app).await,
        _ => return Outcome::Bury("unknown-kind"),
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(error) => {
            tracing::warn!(fault = ?crate::db::fault(&error), "a job of announcements met the database");
            Outcome::Retry("database")
        }
    }
}

/// One turn. What follows it is a job of its own, enqueued when the turn ends.
async fn go_on(app: &App, id: AnnouncementId) -> Result<(), DbErr> {
    let Some((row, turn)) = Turn::take(app, id).await? else {
        return Ok(());
    };
    let next = match enrol(app, &row, &turn).await? {
        Enrolled::All => send(app, &row, &turn).await?,
        Enrolled::NotYet => Next::At(app.clock.now()),
        Enrolled::Stopped => Next::Stop,
    };
    turn.end(app, next).await
}
