//! Puts work into the table, in the transaction of the verb that wants it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::finish::full_hour;
use super::{Lane, NewJob};
use crate::app::App;
use crate::clock::{Clock, hour};
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
    let mut alike: BTreeMap<Shared, Vec<many::Row>> = BTreeMap::new();
    for job in jobs {
        let shared = shared(&job, clock.now());
        let row = row(clock, entropy, job);
        alike.entry(shared).or_default().push(row);
    }
    let insert = |((lane, run_at, created_at), rows): (Shared, Vec<many::Row>)| {
        let shared = vec![
            ("lane", lane.as_str().into()),
            ("state", "queued".into()),
            ("run_at", run_at.into()),
            ("attempts", 0.into()),
            ("created_at", created_at.into()),
        ];
        let tail = "ON CONFLICT (unique_key) WHERE unique_key IS NOT NULL DO NOTHING";
        many::insert(backend, "job", COLUMNS, shared, rows, (only, tail))
    };
    alike.into_iter().map(insert).collect()
}

/// Lane, when it is to run, and when it was made.
type Shared = (Lane, DateTime<Utc>, DateTime<Utc>);

fn shared(job: &NewJob, now: DateTime<Utc>) -> Shared {
    let (lane, at) = (job.kind.lane(), job.run_at);
    if !job.kind.is_about_signers() {
        return (lane, at, now);
    }
    let at = if at > now { full_hour(at) } else { hour(at) };
    (lane, at, hour(now))
}

fn row(clock: &Clock, entropy: &Entropy, job: NewJob) -> many::Row {
    let id = if job.kind.is_about_signers() {
        ids::of_the_hour(clock.now(), entropy)
    } else {
        ids::timely(clock, entropy)
    };
    vec![
        id.into(),
        job.kind.as_str().into(),
        job.subject.into(),
        job.language.into(),
        job.kind.max_attempts().into(),
        job.unique_key.into(),
    ]
}
