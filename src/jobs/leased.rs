//! What a worker holds while it works on a job: only who still holds it may mark or finish it.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter};
use uuid::Uuid;

use super::claim::LEASE_SECONDS;
use super::entity::job::{Column, Entity, Model};
use crate::app::App;
use crate::clock::hour;
use crate::db::Tx;

/// The row as this claim left it. Every claim has a number of its own, so that one node cannot mistake
/// its second for its first.
pub(super) fn ours(job: &Model) -> Condition {
    Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::LeaseOwner.eq(job.lease_owner))
        .add(Column::Attempts.eq(job.attempts))
}

fn any_of(jobs: &[Model]) -> Condition {
    let each = jobs.iter().map(ours);
    each.fold(Condition::any(), Condition::add)
}

/// Begins the lease anew and puts the job into `state`; false where the job is no longer ours.
pub(super) async fn hold_in(
    app: &App,
    tx: &Tx,
    job: &Model,
    from: &str,
    to: &str,
) -> Result<bool, DbErr> {
    let until = app.clock.now() + Duration::seconds(LEASE_SECONDS);
    let held = Entity::update_many()
        .col_expr(Column::State, Expr::value(to))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .filter(ours(job))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(held.rows_affected == 1)
}

/// Keeps jobs that are worked on, or wait for their turn at this worker; how many are still ours.
pub async fn renew(app: &App, jobs: &[Model]) -> Result<u64, DbErr> {
    let until = app.clock.now() + Duration::seconds(LEASE_SECONDS);
    let held = app.db.write(|tx| async move {
        Entity::update_many()
            .col_expr(Column::LeasedUntil, Expr::value(until))
            .filter(any_of(jobs))
            .filter(Column::State.is_in(["running", "sending"]))
            .exec(&*tx)
            .await
    });
    Ok(held.await?.rows_affected)
}

/// Whether a claimed job may be begun: those claimed with it may have taken longer than its lease.
pub async fn still_ours(app: &App, job: &Model) -> Result<bool, DbErr> {
    let enough = app.clock.now() + Duration::seconds(LEASE_SECONDS / 2);
    if job.leased_until.is_some_and(|until| until > enough) {
        return Ok(true);
    }
    Ok(renew(app, std::slice::from_ref(job)).await? == 1)
}

/// Puts back what was claimed and not begun, as if it never had been.
pub async fn give_back(app: &App, jobs: &[Model]) -> Result<(), DbErr> {
    if jobs.is_empty() {
        return Ok(());
    }
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            // What was to come before its hour still does.
            Entity::update_many()
                .col_expr(Column::RunAt, Expr::value(hour(now)))
                .filter(any_of(jobs))
                .filter(Column::RunAt.gt(now))
                .exec(&*tx)
                .await?;
            Entity::update_many()
                .col_expr(Column::State, Expr::value("queued"))
                .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
                .col_expr(Column::LeaseOwner, Expr::value(None::<Uuid>))
                .col_expr(Column::Attempts, Expr::col(Column::Attempts).sub(1))
                .filter(any_of(jobs))
                .filter(Column::State.eq("running"))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}
