//! Slows guessing down: every failure at one account makes the next try wait longer, over all nodes.
//!
//! The count is kept by keyed hash of the address that was typed, whether or not anybody has it, so that
//! waiting tells nothing about who has an account. Network addresses are limited in memory, never here.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::entity::sign_in_failure::{ActiveModel, Column, Entity, for_jobs};
use super::rules;
use crate::app::App;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};

/// Why a try was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum NotNow {
    #[error("too many failures; wait")]
    TooSoon { seconds: u64 },
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Counts a try before it is looked at, so that tries side by side count too. `forgive` takes it back.
pub async fn begin(app: &App, subject: &[u8]) -> Result<(), NotNow> {
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let (failures, last_at) = row_of(app, tx, subject).await?;
            let failures = rules::remembered(failures, last_at, now);
            let free_at = last_at + rules::wait_after(failures);
            if failures > 0 && free_at > now {
                let wait = (free_at - now).to_std().unwrap_or_default();
                let seconds = wait.as_secs() + u64::from(wait.subsec_millis() > 0);
                return Err(NotNow::TooSoon { seconds });
            }
            count(tx, subject, failures + 1, now).await?;
            Ok(())
        })
        .await
}

/// Whether this is one of the first `limit` in a row; a quiet day starts the row anew. Those beyond the limit
/// do not prolong it, so that a stranger cannot silence somebody for good.
pub async fn is_among_the_first(
    app: &App,
    tx: &Tx,
    subject: &[u8],
    limit: i32,
) -> Result<bool, DbErr> {
    let now = app.clock.now();
    let (times, last_at) = row_of(app, tx, subject).await?;
    let times = rules::remembered(times, last_at, now);
    let few = times < limit;
    let (times, last_at) = if few {
        (times + 1, now)
    } else {
        (times, last_at)
    };
    count(tx, subject, times, last_at).await?;
    Ok(few)
}

/// The row of a subject, made when missing and locked where rows can be.
async fn row_of(app: &App, tx: &Tx, subject: &[u8]) -> Result<(i32, DateTime<Utc>), DbErr> {
    let now = app.clock.now();
    let row = ActiveModel {
        subject_key: Set(subject.to_vec()),
        failures: Set(0),
        last_at: Set(now),
    };
    let mut there = OnConflict::column(Column::SubjectKey);
    Entity::insert(row)
        .on_conflict(there.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    let mut found = for_jobs().filter(Column::SubjectKey.eq(subject.to_vec()));
    if !app.db.is_sqlite() {
        found = found.lock_exclusive();
    }
    let found = found.one(tx).await?;
    Ok(found.map_or((0, now), |row| (row.failures, row.last_at)))
}

async fn count(
    tx: &Tx,
    subject: &[u8],
    failures: i32,
    last_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::Failures, failures.into())
        .col_expr(Column::LastAt, last_at.into())
        .filter(Column::SubjectKey.eq(subject.to_vec()))
        .exec(tx)
        .await
        .map(drop)
}

/// The try was good: the account starts anew.
pub async fn forgive(tx: &Tx, subject: &[u8]) -> Result<(), DbErr> {
    Entity::delete_many()
        .filter(Column::SubjectKey.eq(subject.to_vec()))
        .exec(tx)
        .await
        .map(drop)
}

impl From<NotNow> for Problem {
    fn from(error: NotNow) -> Self {
        match error {
            NotNow::TooSoon { seconds } => Self::new(known::RATE_LIMITED).retry_after(seconds),
            NotNow::Db(error) => error.into(),
        }
    }
}
