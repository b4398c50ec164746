//! `/metrics` for Prometheus, on a loopback port of its own: what is waiting, what failed, how long commits take.

use std::time::Duration;

use metrics::{describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use poem::web::Data;
use poem::{Endpoint, EndpointExt, IntoResponse, Route, get, handler};

use crate::app::App;
use crate::jobs;

const PATIENCE: Duration = Duration::from_secs(2);
const COMMIT_SECONDS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0,
];

/// Begins to keep the figures of this process; once.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let commits = Matcher::Full("broadside_commit_seconds".to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(commits, COMMIT_SECONDS)?
        .install_recorder()?;
    describe_histogram!(
        "broadside_commit_seconds",
        "How long a group commit of signatures took."
    );
    describe_gauge!(
        "broadside_intake_waiting",
        "Signatures and confirmations that wait for a commit."
    );
    describe_gauge!(
        "broadside_recount_mismatch",
        "Counters that differed from a recount last night; 0 is right."
    );
    describe_gauge!(
        "broadside_database_up",
        "1 when the database took a write just now."
    );
    describe_gauge!("broadside_jobs", "Jobs by state.");
    describe_gauge!(
        "broadside_queue_depth",
        "Jobs that are due and wait for a worker."
    );
    describe_gauge!(
        "broadside_oldest_job_seconds",
        "How long the job that has waited longest is overdue, at least."
    );
    describe_gauge!(
        "broadside_mail_failed",
        "Mails that were given up; `broadside jobs list --state buried` names them."
    );
    describe_gauge!(
        "broadside_mail_uncertain",
        "Mails that may or may not have left; an operator decides."
    );
    describe_gauge!(
        "broadside_mail_paused",
        "1 while all mail waits because the mail server was not there."
    );
    gauge!("broadside_recount_mismatch").set(0.0);
    Ok(handle)
}

pub fn endpoint(app: App, handle: PrometheusHandle) -> impl Endpoint {
    Route::new()
        .at("/metrics", get(show))
        .data(app)
        .data(handle)
}

#[handler]
async fn show(app: Data<&App>, handle: Data<&PrometheusHandle>) -> impl IntoResponse {
    let looked = tokio::time::timeout(PATIENCE, look(&app)).await;
    gauge!("broadside_database_up").set(if matches!(looked, Ok(Ok(()))) {
        1.0
    } else {
        0.0
    });
    handle.run_upkeep();
    handle
        .render()
        .with_content_type("text/plain; version=0.0.4; charset=utf-8")
}

#[expect(clippy::cast_precision_loss, reason = "figures for a graph")]
async fn look(app: &App) -> Result<(), sea_orm::DbErr> {
    app.db.probe().await?;
    let census = jobs::census(app).await?;
    for (state, jobs) in census.by_state {
        gauge!("broadside_jobs", "state" => state).set(jobs as f64);
    }
    gauge!("broadside_queue_depth").set(census.due as f64);
    gauge!("broadside_oldest_job_seconds").set(census.oldest_seconds as f64);
    gauge!("broadside_mail_failed").set(census.mail_failed as f64);
    gauge!("broadside_mail_uncertain").set(census.mail_uncertain as f64);
    let paused = app.mailer.pauses(app.clock.now());
    gauge!("broadside_mail_paused").set(f64::from(u8::from(paused)));
    Ok(())
}
