//! What signatures does later.

use super::mail;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::SendConfirmation => mail::send_confirmation(app, job).await,
        Kind::SendWithdrawn => mail::send_withdrawn(app, job).await,
        _ => Outcome::Bury("unknown-kind"),
    }
}
