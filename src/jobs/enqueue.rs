//! Puts work into the table, in the transaction of the verb that wants it.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbErr};

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

/// A unique key that is taken already means that the work is waiting already: that is no error.
pub async fn enqueue_many(app: &App, tx: &Tx, jobs: Vec<NewJob>) -> Result<(), DbErr> {
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
    let mut by_time: BTreeMap<_, Vec<many::Row>> = BTreeMap::new();
    for job in jobs {
        by_time
            .entry(job.run_at)
            .or_default()
            .push(row(clock, entropy, job));
    }
    for (run_at, rows) in by_time {
        let shared = vec![
            ("state", "queued".into()),
            ("run_at", run_at.into()),
            ("attempts", 0.into()),
            ("created_at", clock.now().into()),
        ];
        let tail = "ON CONFLICT (unique_key) DO NOTHING";
        tx.execute_raw(many::insert(
            tx.get_database_backend(),
            "job",
            COLUMNS,
            shared,
            &rows,
            tail,
        ))
        .await?;
    }
    Ok(())
}

fn row(clock: &Clock, entropy: &Entropy, job: NewJob) -> many::Row {
    let id = ids::timely(clock, entropy);
    vec![
        Some(id.simple().to_string()),
        Some(job.kind.as_str().to_owned()),
        Some(job.subject.simple().to_string()),
        Some(job.language),
        Some(job.kind.max_attempts().to_string()),
        job.unique_key,
    ]
}
