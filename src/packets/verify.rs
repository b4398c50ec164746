//! Tells anyone whether a digest, or a packet, is one of this service; names nobody.

use data_encoding::HEXLOWER;
use sea_orm::{ColumnTrait, DbErr, ExprTrait, QueryFilter, QueryOrder};

use super::PacketId;
use super::bundle::Bundle;
use super::entity::{packet, packet_volume};
use super::wire::{CheckedPacket, PacketDigest};
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// Why a check gives no answer.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    #[error("that is no SHA-256 digest in hexadecimal")]
    NotADigest,
    #[error("there is no such packet")]
    Missing,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The digest of any volume, of a table attached to one, or of the snapshot whose beginning stands in a footer.
pub async fn verify_packet_digest(app: &App, digest: &str) -> Result<PacketDigest, VerifyError> {
    let packet = find_by_digest(app, digest).await?;
    let packet = packet.map(CheckedPacket::from);
    Ok(PacketDigest {
        known: packet.is_some(),
        packet,
    })
}

pub(super) async fn find_by_digest(app: &App, digest: &str) -> Result<Option<Bundle>, VerifyError> {
    use packet_volume::Column as C;
    let bytes = HEXLOWER.decode(digest.to_ascii_lowercase().as_bytes()).ok();
    let bytes = bytes
        .filter(|bytes| bytes.len() == 32)
        .ok_or(VerifyError::NotADigest)?;
    let any = C::PdfDigest
        .eq(bytes.clone())
        .or(C::SnapshotDigest.eq(bytes.clone()))
        .or(C::CsvDigest.eq(bytes));
    let volume = packet_volume::for_jobs()
        .filter(any)
        .order_by_asc(C::PacketId)
        .one(&app.db.read)
        .await?;
    match volume {
        Some(volume) => find(app, volume.packet_id).await.map(Some),
        None => Ok(None),
    }
}

pub async fn verify_packet(app: &App, id: PacketId) -> Result<CheckedPacket, VerifyError> {
    find(app, id).await.map(CheckedPacket::from)
}

pub(super) async fn find(app: &App, id: PacketId) -> Result<Bundle, VerifyError> {
    let found = packet::for_jobs()
        .filter(packet::Column::Id.eq(id))
        .one(&app.db.read)
        .await?;
    let found = found.ok_or(VerifyError::Missing)?;
    Ok(Bundle::of(&app.db.read, found).await?)
}

impl From<VerifyError> for Problem {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::NotADigest => Self::new(known::INVALID_PARAMETER)
                .because("The digest must have 64 hexadecimal digits (SHA-256)."),
            VerifyError::Missing => Self::new(known::NOT_FOUND),
            VerifyError::Db(error) => error.into(),
        }
    }
}
