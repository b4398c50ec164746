//! Hands out the manifest of a finished packet and the signature over it: counts and digests, and no signer's name.

use super::entity::packet;
use super::manifest::signature_text;
use super::rules::State;
use crate::http::{Problem, catalogue as known};

/// Why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoManifest {
    #[error("the packet is not set yet")]
    NotReady,
    #[error("the packet could not be set")]
    Failed,
    #[error("the packet's document was destroyed")]
    Destroyed,
    #[error("the packet's compilation was cancelled")]
    Cancelled,
    #[error("the organization's key could not be opened when the packet was set")]
    NotSigned,
}

/// The manifest, byte for byte as it was signed, and the signature.
pub fn signed_manifest(row: packet::Model) -> Result<(Vec<u8>, String), NoManifest> {
    match row.state.parse() {
        Ok(State::Ready) => {}
        Ok(State::Failed) => return Err(NoManifest::Failed),
        Ok(State::Destroyed) => return Err(NoManifest::Destroyed),
        Ok(State::Cancelled) => return Err(NoManifest::Cancelled),
        _ => return Err(NoManifest::NotReady),
    }
    let signed = row.manifest.zip(row.manifest_signature);
    let (manifest, signature) = signed.ok_or(NoManifest::NotSigned)?;
    Ok((manifest.into_bytes(), signature_text(&signature)))
}

impl From<NoManifest> for Problem {
    fn from(error: NoManifest) -> Self {
        match error {
            NoManifest::NotReady => Self::new(known::PACKET_NOT_READY).retry_after(2),
            NoManifest::Failed => Self::new(known::PACKET_FAILED),
            NoManifest::Destroyed => Self::new(known::PACKET_DESTROYED),
            NoManifest::Cancelled => Self::new(known::PACKET_CANCELLED),
            NoManifest::NotSigned => Self::new(known::PACKET_NOT_SIGNED),
        }
    }
}
