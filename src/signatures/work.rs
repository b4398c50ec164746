//! What signatures does later.

use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(_app: &App, kind: Kind, _job: &Model) -> Outcome {
    match kind {
        _ => Outcome::Bury("unknown-kind"),
    }
}
