//! What a worker holds while it works on a job: only who still holds it may mark or finish it.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};

use super::claim::LEASE_MINUTES;
use super::entity::job::{Column, Entity, Model};
use crate::app::App;
use crate::db::Tx;

/// The row as this claim left it. Every claim has a number of its own, so that one node cannot mistake
/// its second for its first.
pub(super) fn ours(job: &Model) -> Condition {
    Condition::all()
        .add(Column::Id.eq(job.id))
        .add(Column::LeaseOwner.eq(job.lease_owner))
        .add(Column::Attempts.eq(job.attempts))
}

/// Begins the lease anew and puts the job into `state`; false where the job is no longer ours.
pub(super) async fn hold_in(
    app: &App,
    tx: &Tx,
    job: &Model,
    from: &str,
    to: &str,
) -> Result<bool, DbErr> {
    let until = app.clock.now() + Duration::minutes(LEASE_MINUTES);
    let held = Entity::update_many()
        .col_expr(Column::State, Expr::value(to))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .filter(ours(job))
        .filter(Column::State.eq(from))
        .exec(tx)
        .await?;
    Ok(held.rows_affected == 1)
}

/// Keeps a job that takes long; false where it is no longer ours.
pub async fn renew(app: &App, job: &Model) -> Result<bool, DbErr> {
    app.db
        .write(|tx| async move { hold_in(app, &tx, job, "running", "running").await })
        .await
}

/// Whether a claimed job may be begun: those claimed with it may have taken longer than its lease.
pub async fn still_ours(app: &App, job: &Model) -> Result<bool, DbErr> {
    let enough = app.clock.now() + Duration::minutes(LEASE_MINUTES - 1);
    if job.leased_until.is_some_and(|until| until > enough) {
        return Ok(true);
    }
    renew(app, job).await
}
