//! What review does later.

use super::digest;
use super::retire::{retire_testimonies, shuffle_reviews};
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};
use crate::testimony::shuffle_testimonies;

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    let done = match kind {
        Kind::RetireTestimony => retire_testimonies(app).await,
        Kind::ShuffleTestimony => match shuffle_testimonies(app).await {
            Ok(()) => shuffle_reviews(app).await,
            failed => failed,
        },
        Kind::SendReviewerDigest => return digest::run(app, job).await,
        _ => return Outcome::Bury("unknown-kind"),
    };
    match done {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}
