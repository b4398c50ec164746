//! Takes stored objects away that no packet holds any more: those of a request that was cut off.

use std::collections::HashSet;

use chrono::Duration;
use futures_util::StreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use sea_orm::{ColumnTrait, Condition, DbErr, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entity::{packet, packet_volume};
use super::rules::State;
use super::vault::{self, VaultError};
use crate::app::App;
use crate::jobs::Outcome;

const AT_ONCE: usize = 500;

#[derive(Debug, thiserror::Error)]
enum Unswept {
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the object store does not answer")]
    Store(#[from] object_store::Error),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn sweep(app: &App) -> Outcome {
    match orphans(app).await {
        Ok(()) => Outcome::Done,
        Err(Unswept::Db(_)) => Outcome::Retry("database"),
        Err(_) => Outcome::Retry("store-unavailable"),
    }
}

/// A day old at least: what is younger may belong to a request under way, whose bytes come before its rows.
async fn orphans(app: &App) -> Result<(), Unswept> {
    let before = app.clock.now() - Duration::days(1);
    let stored = app.store.list(Some(&Path::from("packets")));
    let mut some = stored.chunks(AT_ONCE);
    while let Some(found) = some.next().await {
        let mut old = HashSet::new();
        for object in found {
            let object = object?;
            let id = object
                .location
                .filename()
                .and_then(|name| Uuid::try_parse(name).ok());
            old.extend(id.filter(|_| object.last_modified < before));
        }
        for row in holders(app, &old).await? {
            old.remove(&row.snapshot_object);
            row.pdf_object.map(|pdf| old.remove(&pdf));
        }
        for object in old {
            vault::destroy(app, object).await?;
        }
    }
    Ok(())
}

async fn holders(app: &App, objects: &HashSet<Uuid>) -> Result<Vec<packet_volume::Model>, DbErr> {
    use packet_volume::Column as C;
    let ids = || objects.iter().copied();
    let gone = packet::for_jobs()
        .filter(packet::Column::State.is_in(State::GONE.map(State::as_str)))
        .select_only()
        .column(packet::Column::Id);
    packet_volume::for_jobs()
        .filter(C::PacketId.not_in_subquery(gone.into_query()))
        .filter(
            Condition::any()
                .add(C::SnapshotObject.is_in(ids()))
                .add(C::PdfObject.is_in(ids())),
        )
        .all(&app.db.read)
        .await
}
