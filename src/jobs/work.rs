//! Sweeps away rows whose time is over.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::job::{self, Model};
use super::{Kind, Outcome};
use crate::app::App;
use crate::http::entity::idempotency_key;

pub async fn run(app: &App, kind: Kind, _job: &Model) -> Outcome {
    match kind {
        Kind::SweepExpired => match sweep(app).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Retry("database"),
        },
        _ => Outcome::Bury("unknown-kind"),
    }
}

/// Mails to signers that were given up or are uncertain: whoever could decide about them has had the time.
const UNDECIDED_DAYS: i64 = 30;

/// Replies to repeated requests live for a day, finished jobs for a week; failed ones stay to be seen, but for those
/// about signers.
async fn sweep(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    app.db
        .write(|tx| async move {
            idempotency_key::Entity::delete_many()
                .filter(idempotency_key::Column::CreatedAt.lt(now - Duration::days(1)))
                .exec(&*tx)
                .await?;
            job::Entity::delete_many()
                .filter(job::Column::State.eq("done"))
                .filter(job::Column::FinishedAt.lt(now - Duration::days(7)))
                .exec(&*tx)
                .await?;
            let about_signers = Kind::ALL.iter().filter(|kind| kind.is_about_signers());
            job::Entity::delete_many()
                .filter(job::Column::Kind.is_in(about_signers.map(|kind| kind.as_str())))
                .filter(job::Column::State.is_in(["done", "buried", "uncertain"]))
                .filter(job::Column::FinishedAt.lt(now - Duration::days(UNDECIDED_DAYS)))
                .exec(&*tx)
                .await?;
            Ok(())
        })
        .await
}
