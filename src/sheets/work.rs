//! What sheets does later.

use super::sweep::sweep;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, _job: &Model) -> Outcome {
    match kind {
        Kind::SweepSheets => match sweep(app).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Retry("database"),
        },
        _ => Outcome::Bury("unknown-kind"),
    }
}
