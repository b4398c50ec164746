//! What an erasure does to packets: those not yet delivered that print the name cease to exist.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::PacketId;
use super::bundle::volumes_of;
use super::entity::{packet, packet_name};
use super::rules::State;
use super::step_back::step_back;
use super::vault;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Tx;
use crate::entropy::Entropy;
use crate::jobs::{self, NewJob, Outcome};
use crate::signatures::SignatureId;

/// Destroys the undelivered packets that print this name, and returns the delivered ones: nobody can call those back.
/// The stored bytes go in a job, since a transaction cannot take a deleted file back.
pub async fn forget_signature(
    app: &App,
    tx: &Tx,
    signature: SignatureId,
) -> Result<Vec<PacketId>, DbErr> {
    let (delivered, kept): (Vec<_>, Vec<_>) = printing(tx, signature)
        .await?
        .into_iter()
        .partition(|row| row.delivered_on.is_some());
    let jobs = end_undelivered(tx, app.clock.now(), &kept).await?;
    jobs::enqueue_many(app, tx, jobs).await?;
    recall(tx, &delivered, app.clock.today()).await?;
    Ok(delivered.into_iter().map(|row| row.id).collect())
}

/// Says of what has left that somebody in it took something back since: whoever checks it learns not to pass it on.
async fn recall(tx: &Tx, rows: &[packet::Model], today: NaiveDate) -> Result<(), DbErr> {
    use packet::Column as C;
    let first = rows.iter().filter(|row| row.recalled_on.is_none());
    packet::Entity::update_many()
        .col_expr(C::RecalledOn, Expr::value(today))
        .filter(C::Id.is_in(first.map(|row| row.id)))
        .exec(tx)
        .await
        .map(drop)
}

/// The same for somebody whom a restored backup has brought back, before anybody is served.
pub async fn forget_restored_signature(
    clock: &Clock,
    entropy: &Entropy,
    tx: &Tx,
    signature: Uuid,
) -> Result<(), DbErr> {
    let rows = printing(tx, SignatureId(signature)).await?;
    let (delivered, kept): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.delivered_on.is_some());
    recall(tx, &delivered, clock.today()).await?;
    let jobs = end_undelivered(tx, clock.now(), &kept).await?;
    jobs::leave(clock, entropy, tx, jobs).await
}

/// Packets that print this name.
async fn printing(tx: &Tx, signature: SignatureId) -> Result<Vec<packet::Model>, DbErr> {
    use packet::Column as C;
    let printed = packet_name::for_jobs()
        .filter(packet_name::Column::SignatureId.eq(signature))
        .select_only()
        .column(packet_name::Column::PacketId);
    packet::for_jobs()
        .filter(C::Id.in_subquery(printed.into_query()))
        .filter(C::State.is_not_in(State::GONE.map(State::as_str)))
        // A packet that is being handed over at this moment has left, or goes.
        .lock_exclusive()
        .all(tx)
        .await
}

/// Ends packets that nobody has received. Their stored bytes go in the jobs that come back.
pub(super) async fn end_undelivered(
    tx: &Tx,
    now: DateTime<Utc>,
    rows: &[packet::Model],
) -> Result<Vec<NewJob>, DbErr> {
    step_back(tx, now, rows, State::Destroyed).await
}

/// The same as a job, for the features that packets are built on: they cannot call this one.
pub async fn forget(app: &App, subject: Uuid) -> Outcome {
    let signature = SignatureId(subject);
    let done = app
        .db
        .write(|tx| async move { forget_signature(app, &tx, signature).await });
    match done.await {
        Ok(_) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

/// Removes the stored bytes of a packet that is gone, those of all its volumes.
pub async fn destroy(app: &App, subject: Uuid) -> Outcome {
    let row = packet::for_jobs().filter(packet::Column::Id.eq(subject));
    let row = match row.one(&app.db.read).await {
        Ok(Some(row)) if row.state.parse().is_ok_and(State::is_gone) => row,
        Ok(_) => return Outcome::Done,
        Err(_) => return Outcome::Retry("database"),
    };
    let Ok(volumes) = volumes_of(&app.db.read, &[row.id]).await else {
        return Outcome::Retry("database");
    };
    let mut objects = Vec::new();
    for volume in volumes {
        objects.push(volume.snapshot_object);
        objects.extend(volume.pdf_object);
    }
    for object in objects {
        if vault::destroy(app, object).await.is_err() {
            return Outcome::Retry("store-unavailable");
        }
    }
    Outcome::Done
}
