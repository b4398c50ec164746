//! Puts work into the table, in the transaction of the verb that wants it.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use super::entity::JobId;
use super::entity::job::{ActiveModel, Column, Entity};
use super::{Kind, NewJob};
use crate::app::App;
use crate::db::Tx;
use crate::ids;

pub async fn enqueue(app: &App, tx: &Tx, job: NewJob) -> Result<(), DbErr> {
    enqueue_many(app, tx, vec![job]).await
}

/// A unique key that is taken already means that the work is waiting already: that is no error.
pub async fn enqueue_many(app: &App, tx: &Tx, jobs: Vec<NewJob>) -> Result<(), DbErr> {
    for chunk in jobs.chunks(500) {
        let rows = chunk.iter().map(|job| row(app, job));
        let mut taken = OnConflict::column(Column::UniqueKey);
        Entity::insert_many(rows)
            .on_conflict(taken.do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    app.wake_worker();
    Ok(())
}

fn row(app: &App, job: &NewJob) -> ActiveModel {
    let kind: Kind = job.kind;
    ActiveModel {
        id: Set(JobId(ids::timely(&app.clock, &app.entropy))),
        kind: Set(kind.as_str().to_owned()),
        subject: Set(job.subject),
        language: Set(job.language.clone()),
        state: Set("queued".to_owned()),
        run_at: Set(job.run_at),
        attempts: Set(0),
        max_attempts: Set(kind.max_attempts()),
        leased_until: Set(None),
        lease_owner: Set(None),
        last_error: Set(None),
        unique_key: Set(job.unique_key.clone()),
        created_at: Set(app.clock.now()),
        finished_at: Set(None),
    }
}
