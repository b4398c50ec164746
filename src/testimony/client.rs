//! The witness's side, for clients that seal for themselves: pure functions, and the same sealing that the server uses.

use chrono::NaiveDate;
use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;

use super::content::Content;
use super::envelope::{EnvelopeError, Reader, seal_to};
use super::mailbox::purpose;
use super::readers::{SignedReader, is_vouched_for};
use super::receipt::Receipt;
use super::seal::{ContentKey, Place, Sealed, open, seal};
use super::told::Told;
use super::wire::NoteAuthor;
use super::wire::sealing::{
    NewSealedTestimony, NewWrap, RecipientKind, SealedMailbox, TestimonyKeys,
};
use super::wrap::{Address, Recipient, Wrapped, unwrap};
use crate::identity::{MemberId, OrganizationId};
use crate::secrets::unpack;

/// Why a client does not do what it was asked to do; nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    #[error("the service shows a key that is none")]
    BadKey,
    #[error(
        "the organization has not signed a key that the service shows: somebody may be trying to read along"
    )]
    NotSigned,
    #[error("nobody could open this testimony: the organization has no reviewer's key yet")]
    NoReader,
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    #[error("what lies in the mailbox does not open with this receipt")]
    CannotOpen,
    #[error("the text is too long")]
    TooLong,
}

/// A recipient as the wire names it.
pub fn recipient(kind: RecipientKind, id: Option<&str>) -> Option<Recipient> {
    match (kind, id) {
        (RecipientKind::Mailbox, None) => Some(Recipient::Mailbox),
        (RecipientKind::Reviewer, Some(id)) => {
            let id: MemberId = id.parse().ok()?;
            Some(Recipient::Reviewer(id.0.into_bytes()))
        }
        (RecipientKind::Recovery, Some(id)) => {
            let id: OrganizationId = id.parse().ok()?;
            Some(Recipient::Recovery(id.0.into_bytes()))
        }
        _ => None,
    }
}

/// The organization's signing key as the service shows it; its fingerprint is for the witness to compare.
pub fn organization_key(keys: &TestimonyKeys) -> Result<[u8; 32], ClientError> {
    unpack(&keys.organization_key).ok_or(ClientError::BadKey)
}

/// The readers, all of them signed. One that is not is reason to stop, not to leave it out.
pub fn verified_readers(keys: &TestimonyKeys) -> Result<Vec<Reader>, ClientError> {
    let signer = organization_key(keys)?;
    let mut readers = Vec::with_capacity(keys.readers.len());
    for listed in &keys.readers {
        let recipient = recipient(listed.recipient, Some(&listed.id)).ok_or(ClientError::BadKey)?;
        let key = listed.public_key.parse().map_err(|_| ClientError::BadKey)?;
        let signature = BASE64URL_NOPAD.decode(listed.signature.as_bytes());
        let signed = SignedReader {
            reader: Reader { recipient, key },
            signature: signature.map_err(|_| ClientError::BadKey)?,
        };
        if !is_vouched_for(&signer, keys.organization_id, &signed) {
            return Err(ClientError::NotSigned);
        }
        readers.push(signed.reader);
    }
    if readers.is_empty() {
        return Err(ClientError::NoReader);
    }
    Ok(readers)
}

/// What to send: sealed to every reader and to the mailbox of the receipt, which stays here.
pub fn seal_testimony(
    rng: &mut impl CryptoRng,
    keys: &TestimonyKeys,
    receipt: &Receipt,
    content: &Content,
    wants_approval: bool,
) -> Result<NewSealedTestimony, ClientError> {
    let readers = verified_readers(keys)?;
    let envelope = seal_to(rng, keys.organization_id, receipt, content, &readers)?;
    let wraps = envelope.wraps.into_iter().map(|(to, wrapped)| {
        let (recipient, id) = named(&to);
        NewWrap {
            recipient,
            id,
            wrapped: BASE64URL_NOPAD.encode(wrapped.as_bytes()),
        }
    });
    Ok(NewSealedTestimony {
        testimony_id: envelope.testimony,
        auth: auth(receipt),
        mailbox_key: envelope.mailbox.to_string(),
        sealed: BASE64URL_NOPAD.encode(envelope.sealed.as_bytes()),
        wraps: wraps.collect(),
        wants_approval: Some(wants_approval),
        proof: None,
        worker_token: None,
        accept_risk: None,
    })
}

/// What lets a client into the mailbox without showing the receipt.
pub fn auth(receipt: &Receipt) -> Told {
    Told::from(BASE64URL_NOPAD.encode(receipt.auth().expose()))
}

/// A recipient's name on the wire.
pub fn named(recipient: &Recipient) -> (RecipientKind, Option<String>) {
    let uuid = |id: &[u8; 16]| uuid::Uuid::from_bytes(*id);
    match recipient {
        Recipient::Reviewer(id) => (
            RecipientKind::Reviewer,
            Some(MemberId(uuid(id)).to_string()),
        ),
        Recipient::Recovery(id) => (
            RecipientKind::Recovery,
            Some(OrganizationId(uuid(id)).to_string()),
        ),
        Recipient::Mailbox => (RecipientKind::Mailbox, None),
    }
}

/// A note in the open.
#[derive(Debug)]
pub struct OpenedNote {
    pub from: NoteAuthor,
    pub text: Told,
    pub written_on: NaiveDate,
}

/// A mailbox that its receipt has opened here.
#[derive(Debug)]
pub struct OwnMailbox {
    key: ContentKey,
    organization: [u8; 16],
    testimony: [u8; 16],
}

/// Opens with the receipt what the service could not read.
pub fn open_mailbox(receipt: &Receipt, mailbox: &SealedMailbox) -> Result<OwnMailbox, ClientError> {
    let organization = mailbox.organization_id.0.into_bytes();
    let testimony = mailbox.testimony_id.0.into_bytes();
    let address = Address {
        organization,
        testimony,
        recipient: Recipient::Mailbox,
    };
    let wrapped: [u8; Wrapped::LENGTH] = unpack(&mailbox.wrapped).ok_or(ClientError::CannotOpen)?;
    let wrapped = Wrapped::from(wrapped.to_vec());
    let key = unwrap(&wrapped, &receipt.mailbox(), &address);
    Ok(OwnMailbox {
        key: key.map_err(|_| ClientError::CannotOpen)?,
        organization,
        testimony,
    })
}

impl OwnMailbox {
    pub fn notes(&self, mailbox: &SealedMailbox) -> Result<Vec<OpenedNote>, ClientError> {
        let opened = mailbox.notes.iter().map(|note| {
            let sealed = BASE64URL_NOPAD.decode(note.sealed.as_bytes()).ok()?;
            let text = open(&self.key, &self.place(note.from), &Sealed::from(sealed)).ok()?;
            Some(OpenedNote {
                from: note.from,
                text: Told::try_from(text).ok()?,
                written_on: note.written_on,
            })
        });
        let opened: Option<Vec<_>> = opened.collect();
        opened.ok_or(ClientError::CannotOpen)
    }

    /// A note for the reviewers, as it is sent.
    pub fn seal_note(
        &self,
        rng: &mut impl CryptoRng,
        from: NoteAuthor,
        text: &str,
    ) -> Result<String, ClientError> {
        let sealed = seal(rng, &self.key, &self.place(from), text.as_bytes());
        let sealed = sealed.map_err(|_| ClientError::TooLong)?;
        Ok(BASE64URL_NOPAD.encode(sealed.as_bytes()))
    }

    /// What a withdrawal shows of the key, so that what was published goes too.
    pub fn link_key(&self) -> Told {
        Told::from(BASE64URL_NOPAD.encode(self.key.for_link().expose()))
    }

    fn place(&self, from: NoteAuthor) -> Place {
        Place {
            purpose: purpose(from),
            organization: self.organization,
            testimony: self.testimony,
        }
    }
}
