//! What review does later.

use super::digest;
use super::retire::retire_testimonies;
use super::shuffle::shuffle;
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    let done = match kind {
        Kind::RetireTestimony => retire_testimonies(app).await,
        Kind::ShuffleTestimony => shuffle(app).await,
        Kind::SendReviewerDigest => return digest::run(app, job).await,
        _ => return Outcome::Bury("unknown-kind"),
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}
