//! What whoever hands a packet over asks of it: whether it may go, its documents, and that it has gone.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

use super::PacketId;
use super::bundle::{Bundle, REPORT};
use super::download::{file_name, volume_ending};
use super::entity::{packet, packet_name, packet_volume};
use super::forget_testimonies::prints_withdrawn;
use super::rules::{Kind, State};
use super::vault::{self, VaultError};
use crate::app::App;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::signatures::SignatureId;

/// Why a packet cannot be handed over.
#[derive(Debug, thiserror::Error)]
pub enum NotDeliverable {
    #[error("there is no such packet")]
    Missing,
    #[error("the packet is not set yet")]
    NotReady,
    #[error("the packet could not be set")]
    Failed,
    #[error("the packet was destroyed")]
    Destroyed,
    #[error("the packet's compilation was cancelled")]
    Cancelled,
    #[error("a newer packet has taken its place")]
    Superseded,
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// A document with the name of its file.
#[derive(Debug)]
pub struct Handed {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The packet, held until the transaction ends, if it may leave now.
pub async fn deliverable(
    tx: &Tx,
    owner: OrganizationId,
    id: PacketId,
) -> Result<packet::Model, NotDeliverable> {
    let row = packet::of(owner).filter(packet::Column::Id.eq(id));
    let row = row.lock_exclusive().one(tx).await?;
    let row = row.ok_or(NotDeliverable::Missing)?;
    is_ready(&row)?;
    if row.superseded_by.is_some() {
        return Err(NotDeliverable::Superseded);
    }
    // What left before went as it was.
    if row.delivered_on.is_none() && prints_withdrawn(tx, id).await? {
        return Err(NotDeliverable::Destroyed);
    }
    Ok(row)
}

/// Asked again, in the transaction that says that it goes, of one that was deliverable before.
pub async fn may_still_go(tx: &Tx, id: PacketId) -> Result<(), NotDeliverable> {
    let row = packet::for_jobs().filter(packet::Column::Id.eq(id));
    let row = row.lock_exclusive().one(tx).await?;
    let row = row.ok_or(NotDeliverable::Missing)?;
    is_ready(&row)?;
    if row.delivered_on.is_none() && prints_withdrawn(tx, id).await? {
        return Err(NotDeliverable::Destroyed);
    }
    Ok(())
}

fn is_ready(row: &packet::Model) -> Result<(), NotDeliverable> {
    match row.state.parse() {
        Ok(State::Ready) => Ok(()),
        Ok(State::Failed) => Err(NotDeliverable::Failed),
        Ok(State::Destroyed) => Err(NotDeliverable::Destroyed),
        Ok(State::Cancelled) => Err(NotDeliverable::Cancelled),
        _ => Err(NotDeliverable::NotReady),
    }
}

/// Says when it left so that nobody can call it back, or that it did not.
pub async fn set_left(tx: &Tx, id: PacketId, on: Option<NaiveDate>) -> Result<(), DbErr> {
    use packet::Column as C;
    packet::Entity::update_many()
        .col_expr(C::DeliveredOn, Expr::value(on))
        .col_expr(C::Revision, Expr::col(C::Revision).add(1))
        .filter(C::Id.eq(id))
        .exec(tx)
        .await
        .map(drop)
}

/// Whether it has names that were given for the recipient's eyes, or names as a table.
pub async fn bears_names(db: &impl ConnectionTrait, row: &packet::Model) -> Result<bool, DbErr> {
    let volumes = Bundle::of(db, row.clone()).await?.volumes;
    let has_table = volumes.iter().any(|volume| volume.csv_digest.is_some());
    Ok(row.kind == Kind::Full.as_str() || has_table)
}

/// The bytes of all volumes together.
pub async fn size(db: &impl ConnectionTrait, row: &packet::Model) -> Result<i64, DbErr> {
    let volumes = Bundle::of(db, row.clone()).await?.volumes;
    Ok(volumes.iter().filter_map(|volume| volume.pdf_size).sum())
}

/// All documents, or one.
pub async fn documents(
    app: &App,
    row: &packet::Model,
    only: Option<i32>,
) -> Result<Vec<Handed>, NotDeliverable> {
    is_ready(row)?;
    let bundle = Bundle::of(&app.db.read, row.clone()).await?;
    let wanted = bundle.volumes.iter();
    let wanted = wanted.filter(|volume| only.is_none_or(|number| number == volume.number));
    let mut handed = Vec::new();
    for volume in wanted {
        handed.push(Handed {
            name: name_of(row, volume),
            bytes: read(app, volume).await?,
        });
    }
    if handed.is_empty() {
        return Err(NotDeliverable::Missing);
    }
    Ok(handed)
}

async fn read(app: &App, volume: &packet_volume::Model) -> Result<Vec<u8>, NotDeliverable> {
    let stored = volume.pdf_object.zip(volume.pdf_size);
    let (object, size) = stored.ok_or(NotDeliverable::NotReady)?;
    let size = usize::try_from(size).unwrap_or_default();
    let bytes = vault::read(app, object, size).await?;
    if volume.pdf_digest.as_ref() != Some(&super::sha256(&bytes)) {
        return Err(VaultError::Damaged.into());
    }
    Ok(bytes)
}

/// Plain letters, so that every system takes it.
fn name_of(row: &packet::Model, volume: &packet_volume::Model) -> String {
    let addressee = addressee_of(row);
    let plain = file_name(&addressee, |c| c.is_ascii_alphanumeric());
    let day = row.created_at.date_naive();
    format!("packet-{plain}-{day}.{}", volume_ending(volume.number))
}

/// The name on the first page.
pub fn addressee_of(row: &packet::Model) -> String {
    let name = row.summary.get("addressee").and_then(|name| name.as_str());
    name.unwrap_or_default().to_owned()
}

/// SHA-256 of the report.
pub async fn report_digest(
    db: &impl ConnectionTrait,
    row: &packet::Model,
) -> Result<Option<Vec<u8>>, DbErr> {
    let bundle = Bundle::of(db, row.clone()).await?;
    let report = bundle.volume(REPORT);
    Ok(report.and_then(|volume| volume.pdf_digest.clone()))
}

/// The packets with this name, or these words, that have left.
pub async fn copies_of(
    db: &impl ConnectionTrait,
    signature: SignatureId,
) -> Result<Vec<packet::Model>, DbErr> {
    use packet::Column as C;
    let printed = packet_name::for_jobs()
        .filter(packet_name::Column::SignatureId.eq(signature))
        .select_only()
        .column(packet_name::Column::PacketId);
    packet::for_jobs()
        .filter(C::Id.in_subquery(printed.into_query()))
        .filter(C::DeliveredOn.is_not_null())
        .all(db)
        .await
}

impl From<NotDeliverable> for Problem {
    fn from(error: NotDeliverable) -> Self {
        use NotDeliverable as N;
        match error {
            N::Missing => Self::new(known::NOT_FOUND),
            N::NotReady => Self::new(known::PACKET_NOT_READY).retry_after(2),
            N::Failed => Self::new(known::PACKET_FAILED),
            N::Destroyed => Self::new(known::PACKET_DESTROYED),
            N::Cancelled => Self::new(known::PACKET_CANCELLED),
            N::Superseded => Self::new(known::PACKET_SUPERSEDED),
            N::Vault(error) => error.into(),
            N::Db(error) => error.into(),
        }
    }
}
