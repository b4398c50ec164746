//! One sealed testimony with its wraps: made here for plain clients by the server, and by the reference client for itself.

use std::fmt;

use rand::CryptoRng;

use super::TestimonyId;
use super::content::Content;
use super::receipt::{Auth, Receipt};
use super::seal::{Place, Purpose, SealError, Sealed, seal_new};
use super::told::Told;
use super::wrap::{Address, Recipient, Wrapped, wrap};
use crate::identity::OrganizationId;
use crate::secrets::exchange::PublicKey;
use crate::secrets::random;

/// One holder of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    pub recipient: Recipient,
    pub key: PublicKey,
}

/// What is stored of a testimony, and all that a sealing client sends. Nobody reads it but those it is wrapped to.
pub struct Envelope {
    pub testimony: TestimonyId,
    /// Proves the receipt to the service without showing it.
    pub auth: Auth,
    pub mailbox: PublicKey,
    pub sealed: Sealed,
    pub wraps: Vec<(Recipient, Wrapped)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    #[error("the text contains the receipt that opens its mailbox")]
    ReceiptInText,
    #[error("text and facts do not fit into 64 KiB")]
    TooLong,
    #[error("it could not be sealed")]
    NotSealed,
}

/// Seals under a fresh key, which is wrapped to each reader and to the receipt's mailbox. Draws the testimony's id, the
/// content key, the nonce and one seed a wrap, in this order; the mailbox's wrap comes last.
pub fn seal_to(
    rng: &mut impl CryptoRng,
    organization: OrganizationId,
    receipt: &Receipt,
    content: &Content,
    readers: &[Reader],
) -> Result<Envelope, EnvelopeError> {
    let told = content.text.as_ref().map_or("", Told::expose);
    if receipt.appears_in(told) {
        return Err(EnvelopeError::ReceiptInText);
    }
    let testimony = TestimonyId(uuid::Builder::from_random_bytes(random(rng)).into_uuid());
    let (organization, id) = (organization.0.into_bytes(), testimony.0.into_bytes());
    let place = Place {
        purpose: Purpose::Testimony,
        organization,
        testimony: id,
    };
    let bytes = content.write().map_err(|_| EnvelopeError::NotSealed)?;
    let (key, sealed) = seal_new(rng, &place, &bytes).map_err(|error| match error {
        SealError::TooLong { .. } => EnvelopeError::TooLong,
        _ => EnvelopeError::NotSealed,
    })?;
    let mailbox = Reader {
        recipient: Recipient::Mailbox,
        key: receipt.mailbox().public(),
    };
    let mut wraps = Vec::with_capacity(readers.len() + 1);
    for reader in readers.iter().chain([&mailbox]) {
        let address = Address {
            organization,
            testimony: id,
            recipient: reader.recipient,
        };
        let wrapped = wrap(rng, &key, &reader.key, &address);
        let wrapped = wrapped.map_err(|_| EnvelopeError::NotSealed)?;
        wraps.push((reader.recipient, wrapped));
    }
    Ok(Envelope {
        testimony,
        auth: receipt.auth(),
        mailbox: mailbox.key,
        sealed,
        wraps,
    })
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(hidden)")
    }
}
