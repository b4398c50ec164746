//! What packets does later.

use super::{forget_signature, forget_testimonies, render, sweep};
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::RenderPacket => render::render(app, job).await,
        Kind::DestroyPacket => forget_signature::destroy(app, job.subject).await,
        Kind::ForgetSignature => forget_signature::forget(app, job.subject).await,
        Kind::SweepPackets => sweep::sweep(app).await,
        Kind::ForgetTestimonies => forget_testimonies::forget(app).await,
        _ => Outcome::Bury("unknown-kind"),
    }
}
