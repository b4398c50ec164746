//! What petitions does later.

use super::turn::turn_petitions;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::TurnPetitions => match turn_petitions(app, job.subject).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Retry("petitions-not-turned"),
        },
        _ => Outcome::Bury("unknown-kind"),
    }
}
