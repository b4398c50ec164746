//! Takes due work under a lease, so that a node that dies gives it back.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use uuid::Uuid;

use super::entity::job::{Column, Entity, Model, for_jobs};
use super::{JobId, Lane};
use crate::app::App;
use crate::clock::hour;
use crate::db::Tx;

/// Nothing waits longer for a node that died. One that lives renews its leases four times as often.
pub(super) const LEASE_SECONDS: i64 = 60;

/// Up to `limit` jobs of a lane, marked as running by `node`. A lapsed lease counts as due.
pub async fn claim(app: &App, node: Uuid, lane: Lane, limit: u64) -> Result<Vec<Model>, DbErr> {
    // Looked at first, so that an idle worker never stands in the way of those who sign.
    if !is_any(app, lane).await? {
        return Ok(Vec::new());
    }
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let early = &app.soon.take(lane, app.clock.now(), most);
    app.db
        .write(|tx| async move { take(app, &tx, node, (lane, limit), early).await })
        .await
}

/// What is due by the table.
pub(super) fn due(lane: Lane, now: DateTime<Utc>) -> Select<Entity> {
    for_jobs()
        .filter(Column::Lane.eq(lane.as_str()))
        .filter(Column::State.eq("queued"))
        .filter(Column::RunAt.lte(now))
}

fn lapsed(lane: Lane, state: &str, now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::Lane.eq(lane.as_str()))
        .add(Column::State.eq(state))
        .add(Column::LeasedUntil.lt(now))
}

async fn is_any(app: &App, lane: Lane) -> Result<bool, DbErr> {
    let (now, db) = (app.clock.now(), &app.db.read);
    if app.soon.is_due(lane, now) || due(lane, now).one(db).await?.is_some() {
        return Ok(true);
    }
    let lapsed = lapsed(lane, "running", now);
    let lapsed = Condition::any()
        .add(lapsed)
        .add(self::lapsed(lane, "sending", now));
    Ok(for_jobs().filter(lapsed).one(db).await?.is_some())
}

/// Whoever had it is gone, and it waits again.
async fn take_back(tx: &Tx, lane: Lane, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value("queued"))
        .col_expr(Column::RunAt, Expr::value(hour(now)))
        .filter(lapsed(lane, "running", now))
        .exec(tx)
        .await
        .map(drop)
}

/// A mail whose node died while it was leaving may have left: that is for a person to decide.
async fn set_uncertain_aside(tx: &Tx, lane: Lane, now: DateTime<Utc>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value("uncertain"))
        .col_expr(Column::LastError, Expr::value(super::sending::CUT_OFF))
        .col_expr(Column::FinishedAt, Expr::value(hour(now)))
        .col_expr(Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(lapsed(lane, "sending", now))
        .exec(tx)
        .await
        .map(drop)
}

async fn take(
    app: &App,
    tx: &Tx,
    node: Uuid,
    (lane, limit): (Lane, u64),
    early: &[JobId],
) -> Result<Vec<Model>, DbErr> {
    let now = app.clock.now();
    take_back(tx, lane, now).await?;
    set_uncertain_aside(tx, lane, now).await?;
    let locked = |found: Select<Entity>| {
        if app.db.is_sqlite() {
            found
        } else {
            found.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        }
    };
    let mut jobs = Vec::new();
    if !early.is_empty() {
        let found = for_jobs()
            .filter(Column::Id.is_in(early.iter().copied()))
            .filter(Column::State.eq("queued"));
        jobs = locked(found).all(tx).await?;
    }
    let room = limit.saturating_sub(jobs.len() as u64);
    if room > 0 {
        // By the index alone: within an hour the order is any.
        let mut found = due(lane, now).order_by_asc(Column::RunAt).limit(room);
        if !jobs.is_empty() {
            found = found.filter(Column::Id.is_not_in(jobs.iter().map(|job| job.id)));
        }
        jobs.extend(locked(found).all(tx).await?);
    }
    if jobs.is_empty() {
        return Ok(jobs);
    }
    let until = now + Duration::seconds(LEASE_SECONDS);
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
