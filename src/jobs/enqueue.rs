//! Puts work into the table, in the transaction of the verb that wants it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::NewJob;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Tx;
use crate::db::many::{self, Cell};
use crate::entropy::Entropy;
use crate::ids;

pub async fn enqueue(app: &App, tx: &Tx, job: NewJob) -> Result<(), DbErr> {
    enqueue_many(app, tx, vec![job]).await
}

const COLUMNS: &[(&str, Cell)] = &[
    ("id", Cell::Uuid),
    ("kind", Cell::Text),
    ("subject", Cell::Uuid),
    ("language", Cell::Text),
    ("max_attempts", Cell::Integer),
    ("unique_key", Cell::Text),
];

/// Where the subject stands among them.
const SUBJECT: usize = 2;

/// A unique key that is taken already means that the work is waiting already: that is no error.
pub async fn enqueue_many(app: &App, tx: &Tx, jobs: Vec<NewJob>) -> Result<(), DbErr> {
    if jobs.is_empty() {
        return Ok(());
    }
    leave(&app.clock, &app.entropy, tx, jobs).await?;
    app.wake_worker();
    Ok(())
}

/// For the next worker that starts: none is running while a backup is restored.
pub async fn leave(
    clock: &Clock,
    entropy: &Entropy,
    tx: &Tx,
    jobs: Vec<NewJob>,
) -> Result<(), DbErr> {
    for statement in statements(clock, entropy, tx.get_database_backend(), jobs, "true") {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Only jobs whose subject is a row that was just made (`many::chain`); whoever runs the statements wakes the worker.
pub fn about_what_was_made(
    table: &str,
    app: &App,
    backend: DbBackend,
    jobs: Vec<NewJob>,
) -> Vec<Statement> {
    let subject = many::read(backend, SUBJECT, Cell::Uuid);
    let table = match backend {
        DbBackend::Postgres => "made",
        _ => table,
    };
    let there = format!("EXISTS (SELECT 1 FROM {table} WHERE id = {subject})");
    statements(&app.clock, &app.entropy, backend, jobs, &there)
}

fn statements(
    clock: &Clock,
    entropy: &Entropy,
    backend: DbBackend,
    jobs: Vec<NewJob>,
    only: &str,
) -> Vec<Statement> {
    let mut by_time: BTreeMap<_, Vec<many::Row>> = BTreeMap::new();
    for job in jobs {
        by_time
            .entry(job.run_at)
            .or_default()
            .push(row(clock, entropy, job));
    }
    let now = clock.now();
    let insert = |(run_at, rows): (DateTime<Utc>, Vec<many::Row>)| {
        let shared = vec![
            ("state", "queued".into()),
            ("run_at", run_at.into()),
            ("attempts", 0.into()),
            ("created_at", now.into()),
        ];
        let tail = "ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING";
        many::insert(backend, "job", COLUMNS, shared, rows, (only, tail))
    };
    by_time.into_iter().map(insert).collect()
}

fn row(clock: &Clock, entropy: &Entropy, job: NewJob) -> many::Row {
    vec![
        ids::timely(clock, entropy).into(),
        job.kind.as_str().into(),
        job.subject.into(),
        job.language.into(),
        job.kind.max_attempts().into(),
        job.unique_key.into(),
    ]
}
