//! What withdrawals do to packets: those not yet delivered that print such a testimony cease to exist. Done at night, or when
//! somebody asks for one before, so that the witness's own transaction touches no packet.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select,
};

use super::PacketId;
use super::entity::{packet, packet_exhibit};
use super::forget_signature::end_undelivered;
use super::rules::State;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Tx;
use crate::entropy::Entropy;
use crate::jobs::{self, NewJob, Outcome};
use crate::review::entity::published_testimony;

/// Exhibits whose witness has taken them back.
fn withdrawn() -> Select<packet_exhibit::Entity> {
    let taken_back = published_testimony::for_jobs()
        .filter(published_testimony::Column::WithdrawnOn.is_not_null())
        .select_only()
        .column(published_testimony::Column::Id);
    packet_exhibit::for_jobs()
        .filter(packet_exhibit::Column::PublishedId.in_subquery(taken_back.into_query()))
}

/// Whether a packet must not be set: it prints what was withdrawn since it was frozen.
pub async fn prints_withdrawn(db: &impl ConnectionTrait, id: PacketId) -> Result<bool, DbErr> {
    let own = withdrawn().filter(packet_exhibit::Column::PacketId.eq(id));
    Ok(own.count(db).await? > 0)
}

pub async fn forget(app: &App) -> Outcome {
    let done = app
        .db
        .write(|tx| async move { destroy(app, &tx, Condition::all()).await });
    match done.await {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

pub async fn forget_one(app: &App, id: PacketId) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let one = Condition::all().add(packet::Column::Id.eq(id));
            destroy(app, &tx, one).await
        })
        .await
}

async fn destroy(app: &App, tx: &Tx, which: Condition) -> Result<(), DbErr> {
    let jobs = end(tx, app.clock.now(), which).await?;
    jobs::enqueue_many(app, tx, jobs).await
}

/// At once for what a restored backup has brought back: nobody is served yet.
pub async fn forget_restored_testimonies(
    clock: &Clock,
    entropy: &Entropy,
    tx: &Tx,
) -> Result<(), DbErr> {
    let jobs = end(tx, clock.now(), Condition::all()).await?;
    jobs::leave(clock, entropy, tx, jobs).await
}

async fn end(tx: &Tx, now: DateTime<Utc>, which: Condition) -> Result<Vec<NewJob>, DbErr> {
    use packet::Column as C;
    let printed = withdrawn()
        .select_only()
        .column(packet_exhibit::Column::PacketId);
    let rows = packet::for_jobs()
        .filter(which)
        .filter(C::Id.in_subquery(printed.into_query()))
        .filter(C::DeliveredOn.is_null())
        .filter(C::State.is_not_in(State::GONE.map(State::as_str)));
    end_undelivered(tx, now, &rows.all(tx).await?).await
}
