//! What an erasure does to packets: those not yet delivered that print the name cease to exist.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::PacketId;
use super::entity::{packet, packet_exhibit, packet_name};
use super::rules::State;
use super::vault;
use crate::app::App;
use crate::db::Tx;
use crate::jobs::{self, NewJob, Outcome};
use crate::signatures::SignatureId;

/// Destroys the undelivered packets that print this name, and returns the delivered ones: nobody can call those back.
/// The stored bytes go in a job, since a transaction cannot take a deleted file back.
pub async fn forget_signature(
    app: &App,
    tx: &Tx,
    signature: SignatureId,
) -> Result<Vec<PacketId>, DbErr> {
    use packet::Column as C;
    let printed = packet_name::for_jobs()
        .filter(packet_name::Column::SignatureId.eq(signature))
        .select_only()
        .column(packet_name::Column::PacketId);
    let rows = packet::for_jobs().filter(C::Id.in_subquery(printed.into_query()));
    let rows = rows
        .filter(C::State.ne(State::Destroyed.as_str()))
        .all(tx)
        .await?;
    let (delivered, kept): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.delivered_on.is_some());
    destroy_undelivered(app, tx, &kept).await?;
    Ok(delivered.into_iter().map(|row| row.id).collect())
}

/// Ends packets that nobody has received. Their stored bytes go in a job of their own.
pub(super) async fn destroy_undelivered(
    app: &App,
    tx: &Tx,
    rows: &[packet::Model],
) -> Result<(), DbErr> {
    use packet::Column as C;
    for row in rows {
        packet::Entity::update_many()
            .col_expr(C::State, Expr::value(State::Destroyed.as_str()))
            .col_expr(C::Revision, Expr::col(C::Revision).add(1))
            .filter(C::Id.eq(row.id))
            .exec(tx)
            .await?;
        packet_name::Entity::delete_many()
            .filter(packet_name::Column::PacketId.eq(row.id))
            .exec(tx)
            .await?;
        packet_exhibit::Entity::delete_many()
            .filter(packet_exhibit::Column::PacketId.eq(row.id))
            .exec(tx)
            .await?;
        let job = NewJob::new(jobs::Kind::DestroyPacket, row.id.0, app.clock.now());
        jobs::enqueue(app, tx, job).await?;
    }
    Ok(())
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

/// Removes the stored bytes of a destroyed packet.
pub async fn destroy(app: &App, subject: Uuid) -> Outcome {
    let row = packet::for_jobs().filter(packet::Column::Id.eq(subject));
    let row = match row.one(&app.db.read).await {
        Ok(Some(row)) if row.state == State::Destroyed.as_str() => row,
        Ok(_) => return Outcome::Done,
        Err(_) => return Outcome::Retry("database"),
    };
    for object in [Some(row.snapshot_object), row.pdf_object]
        .into_iter()
        .flatten()
    {
        if vault::destroy(app, object).await.is_err() {
            return Outcome::Retry("store-unavailable");
        }
    }
    Outcome::Done
}
