//! Work that comes back by the clock: each kind is enqueued once when its time has come, by whichever node sees it first.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entity::lease::{ActiveModel, Column, Entity, for_jobs};
use super::{Kind, NewJob, enqueue};
use crate::app::App;
use crate::db::Tx;

/// How often a kind of work comes back.
#[derive(Clone, Copy, Debug)]
enum Rhythm {
    Minutes(i64),
    /// At this hour, UTC.
    Daily(u32),
}

const RECURRING: &[(Kind, Rhythm)] = &[
    (Kind::TurnPetitions, Rhythm::Minutes(5)),
    (Kind::ExpireSignatures, Rhythm::Minutes(60)),
    (Kind::SweepExpired, Rhythm::Minutes(60)),
    (Kind::SweepRsvps, Rhythm::Minutes(60)),
    (Kind::ChainAudit, Rhythm::Minutes(60)),
    (Kind::LogWithdrawals, Rhythm::Minutes(60)),
    (Kind::TurnRecord, Rhythm::Minutes(60)),
    (Kind::RemindRecord, Rhythm::Daily(14)),
    (Kind::ShuffleTestimony, Rhythm::Daily(1)),
    (Kind::RetireTestimony, Rhythm::Daily(2)),
    (Kind::SweepSheets, Rhythm::Daily(2)),
    (Kind::RecountSignatures, Rhythm::Daily(3)),
    (Kind::ReleaseWorkplaceCounts, Rhythm::Daily(4)),
    (Kind::ForgetTestimonies, Rhythm::Daily(5)),
    (Kind::SendReviewerDigest, Rhythm::Daily(15)),
    (Kind::SweepPackets, Rhythm::Daily(5)),
    (Kind::SweepAnnouncements, Rhythm::Daily(6)),
];

impl Rhythm {
    fn next(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Minutes(minutes) => now + Duration::minutes(minutes),
            Self::Daily(hour) => {
                let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
                let today = now.date_naive().and_time(time).and_utc();
                if today > now {
                    today
                } else {
                    today + Days::new(1)
                }
            }
        }
    }
}

impl Rhythm {
    /// Nothing waits for longer, unless the clock has been ahead meanwhile. One turn more than the next: another node's clock may
    /// be some moments ahead of ours.
    fn latest(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let turn = match self {
            Self::Minutes(minutes) => Duration::minutes(minutes),
            Self::Daily(_) => Duration::days(1),
        };
        self.next(now) + turn
    }

    fn is_due(self, until: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        until <= now || until > self.latest(now)
    }

    /// The same, for rows.
    fn due(self, now: DateTime<Utc>) -> Condition {
        Condition::any()
            .add(Column::Until.lte(now))
            .add(Column::Until.gt(self.latest(now)))
    }
}

/// Enqueues what has come due. What is seen for the first time waits for its first turn.
pub async fn enqueue_due(app: &App) -> Result<(), DbErr> {
    let now = app.clock.now();
    for (kind, rhythm) in RECURRING {
        let name = format!("schedule:{}", kind.as_str());
        let waiting = for_jobs()
            .filter(Column::Name.eq(&name))
            .one(&app.db.read)
            .await?;
        if waiting.is_some_and(|row| !rhythm.is_due(row.until, now)) {
            continue;
        }
        let name = &name;
        app.db
            .write(|tx| async move { take_turn(app, &tx, *kind, name, *rhythm).await })
            .await?;
    }
    Ok(())
}

async fn take_turn(
    app: &App,
    tx: &Tx,
    kind: Kind,
    name: &str,
    rhythm: Rhythm,
) -> Result<(), DbErr> {
    let now = app.clock.now();
    let next = rhythm.next(now);
    let row = ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(Uuid::nil()),
        until: Set(next),
    };
    let mut known = OnConflict::column(Column::Name);
    let first = Entity::insert(row)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if first == 1 {
        return Ok(());
    }
    let ours = Entity::update_many()
        .col_expr(Column::Until, next.into())
        .filter(Column::Name.eq(name))
        .filter(rhythm.due(now))
        .exec(tx)
        .await?;
    if ours.rows_affected == 0 {
        return Ok(());
    }
    enqueue(app, tx, NewJob::new(kind, Uuid::nil(), now).only_once(name)).await
}

/// Whether `name` is asked for the first time today (UTC). Ask in the transaction that does the work: a job that runs
/// again after a crash then finds that it was done.
pub async fn first_today(app: &App, tx: &Tx, name: &str) -> Result<bool, DbErr> {
    first_until(app, tx, name, Rhythm::Daily(0).next(app.clock.now())).await
}

/// The same for a day that ends at another hour: nobody else is the first until then.
pub async fn first_until(
    app: &App,
    tx: &Tx,
    name: &str,
    end: DateTime<Utc>,
) -> Result<bool, DbErr> {
    let now = app.clock.now();
    let row = ActiveModel {
        name: Set(name.to_owned()),
        holder: Set(Uuid::nil()),
        until: Set(end),
    };
    let mut known = OnConflict::column(Column::Name);
    let made = Entity::insert(row)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await?;
    if made == 1 {
        return Ok(true);
    }
    let ours = Entity::update_many()
        .col_expr(Column::Until, end.into())
        .filter(Column::Name.eq(name))
        .filter(Rhythm::Daily(0).due(now))
        .exec(tx)
        .await?;
    Ok(ours.rows_affected == 1)
}
