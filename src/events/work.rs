//! What events do later.

use super::mail;
use super::remind::remind;
use super::rsvps::sweep::sweep;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::RemindEvent => remind(app, job).await,
        Kind::SweepRsvps => sweep(app).await,
        _ => mail::send(app, kind, job).await,
    }
}
