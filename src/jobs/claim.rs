//! Takes due work under a lease, so that a node that dies gives it back.

use chrono::Duration;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::entity::job::{Column, Entity, Model, for_jobs};
use crate::app::App;
use crate::db::Tx;

/// A mail gives up after three minutes, a packet after five; what may take longer renews its lease meanwhile.
pub(super) const LEASE_MINUTES: i64 = 10;

/// Up to `limit` jobs, marked as running by `node`. A lapsed lease counts as due.
pub async fn claim(app: &App, node: Uuid, limit: u64) -> Result<Vec<Model>, DbErr> {
    app.db
        .write(|tx| async move { take(app, &tx, node, limit).await })
        .await
}

/// A mail whose node died while it was leaving may have left: that is for a person to decide.
async fn set_uncertain_aside(app: &App, tx: &Tx) -> Result<(), DbErr> {
    let now = app.clock.now();
    Entity::update_many()
        .col_expr(Column::State, Expr::value("uncertain"))
        .col_expr(Column::LastError, Expr::value(super::sending::CUT_OFF))
        .col_expr(Column::FinishedAt, Expr::value(now))
        .filter(Column::State.eq("sending"))
        .filter(Column::LeasedUntil.lt(now))
        .exec(tx)
        .await
        .map(drop)
}

async fn take(app: &App, tx: &Tx, node: Uuid, limit: u64) -> Result<Vec<Model>, DbErr> {
    let now = app.clock.now();
    let waiting = Column::State.eq("queued").and(Column::RunAt.lte(now));
    let lapsed = Column::State.eq("running").and(Column::LeasedUntil.lt(now));
    let mut due = for_jobs()
        .filter(Condition::any().add(waiting).add(lapsed))
        .order_by_asc(Column::RunAt)
        .order_by_asc(Column::Id)
        .limit(limit);
    if !app.db.is_sqlite() {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    set_uncertain_aside(app, tx).await?;
    let mut jobs = due.all(tx).await?;
    if jobs.is_empty() {
        return Ok(jobs);
    }
    let until = now + Duration::minutes(LEASE_MINUTES);
    Entity::update_many()
        .col_expr(Column::State, Expr::value("running"))
        .col_expr(Column::LeasedUntil, Expr::value(until))
        .col_expr(Column::LeaseOwner, Expr::value(node))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        // What is enqueued from now on is new work: this run may have looked already.
        .col_expr(Column::UniqueKey, Expr::value(None::<String>))
        .filter(Column::Id.is_in(jobs.iter().map(|job| job.id)))
        .exec(tx)
        .await?;
    for job in &mut jobs {
        job.state = "running".to_owned();
        job.leased_until = Some(until);
        job.lease_owner = Some(node);
        job.attempts += 1;
        job.unique_key = None;
    }
    Ok(jobs)
}
