//! What testimony does later.

use super::shuffle::shuffle_testimonies;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, _job: &Model) -> Outcome {
    match kind {
        Kind::ShuffleTestimony => match shuffle_testimonies(app).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Retry("database"),
        },
        _ => Outcome::Bury("unknown-kind"),
    }
}
