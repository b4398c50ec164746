//! What a client that seals for itself says and hears. The service reads none of what is sealed here.

use std::fmt;

use chrono::NaiveDate;
use poem_openapi::Object;

use super::{NoteAuthor, State};
use crate::identity::OrganizationId;
use crate::testimony::TestimonyId;
use crate::testimony::told::Told;
use crate::tokens::wire::WorkerToken;

crate::words! {
    /// For whom a content key is wrapped.
    #[oai(rename = "WrapRecipient")]
    RecipientKind {
        Reviewer = "reviewer",
        /// The printed key of the organization's officers.
        Recovery = "recovery",
        /// The witness's own, behind the receipt.
        Mailbox = "mailbox",
    }
}

/// One holder of a key to whom testimony is to be sealed. Who it is in life is not said.
#[derive(Clone, Debug, Object)]
pub struct TestimonyReader {
    /// `reviewer` or `recovery`.
    pub recipient: RecipientKind,
    /// For a reviewer `mem_…`, for the recovery key the organization's `org_…`. Its 32 hexadecimal digits are the 16
    /// bytes that the wrap's `info` names.
    pub id: String,
    /// X25519, base64url without padding.
    pub public_key: String,
    /// The organization's Ed25519 signature, base64url without padding, over `broadside/reader-key/v1|`, the recipient
    /// as text, `|`, and then as bytes the organization's id, the reader's id and the public key. Seal to nobody whose
    /// signature does not verify.
    pub signature: String,
    /// The key in words that can be read aloud: the first half of its SHA-256 in groups of four hexadecimal digits.
    pub fingerprint: String,
}

/// Everything that a client needs in order to seal a testimony.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TestimonyKeys {
    pub organization_id: OrganizationId,
    pub organization_name: String,
    /// The organization's signing key (Ed25519), base64url without padding. Compare it, or its fingerprint, with what
    /// the organization prints or says elsewhere: whoever controls the service could show another.
    pub organization_key: String,
    /// The organization's key in words that can be read aloud.
    pub fingerprint: String,
    /// Whether the campaign takes testimony now.
    pub takes_testimony: bool,
    /// The language of the campaign (BCP 47); that of a testimony which names none.
    pub language: String,
    /// Reviewers of today, and the recovery key where one was printed. Wrap to every one of them.
    pub readers: Vec<TestimonyReader>,
    /// Until this day, included, a testimony can be withdrawn; left out where there is no last day.
    pub withdraw_until: Option<NaiveDate>,
}

/// The content key, wrapped to one holder.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct NewWrap {
    pub recipient: RecipientKind,
    /// As in `get_testimony_keys`; left out for the mailbox.
    #[oai(validator(max_length = 40))]
    pub id: Option<String>,
    /// 81 bytes, base64url without padding: a version byte 1, the 32 bytes of the encapsulated key, and the 48 of the
    /// sealed content key (HPKE base mode: DHKEM X25519 with HKDF-SHA256, HKDF-SHA256, ChaCha20Poly1305; empty AAD;
    /// `info` is `broadside/wrap/v1|`, the recipient as text, `|`, and as bytes the ids of organization, testimony and
    /// recipient, 16 zero bytes for the mailbox).
    #[oai(validator(min_length = 108, max_length = 108))]
    pub wrapped: String,
}

/// A testimony that the client has sealed. Neither the receipt nor a word of the text is in it.
#[derive(Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct NewSealedTestimony {
    /// Made by the client: `tes_` and the 32 hexadecimal digits of a random UUID (version 4).
    pub testimony_id: TestimonyId,
    /// 32 bytes, base64url without padding: HKDF-SHA256 without salt of the 20 characters of the receipt (upper case,
    /// no hyphens, no check characters), info `auth`.
    #[oai(validator(min_length = 43, max_length = 43))]
    pub auth: Told,
    /// The mailbox's X25519 public key, base64url without padding. Its private half is HKDF-SHA256 of the same
    /// characters, info `mailbox`.
    #[oai(validator(min_length = 43, max_length = 43))]
    pub mailbox_key: String,
    /// Base64url without padding: a version byte 1, 24 bytes of nonce, and XChaCha20-Poly1305 under the content key of
    /// four bytes of length (big-endian), the content, and zeroes up to 1, 4, 16 or 64 KiB of content. AAD is
    /// `broadside/seal/v1|testimony|` and as bytes the ids of organization and testimony. The content is the JSON object
    /// of `submit_testimony` without `wants_approval`, `receipt`, `proof`,
    /// `worker_token` and `accept_risk`; `kind` and `language` are needed.
    #[oai(validator(min_length = 1426, max_length = 87442))]
    pub sealed: String,
    /// One for every reader of `get_testimony_keys`, and one for the mailbox.
    #[oai(validator(min_items = 1, max_items = 500))]
    pub wraps: Vec<NewWrap>,
    /// Publish nothing before I have read the wording and said yes through the mailbox. Default: false.
    pub wants_approval: Option<bool>,
    /// As in `submit_testimony`. It is no part of what makes a repeat the same.
    #[oai(validator(max_length = 2000))]
    pub proof: Option<String>,
    /// As in `submit_testimony`. Of a repeat it is not asked for again, and a second one is not spent.
    pub worker_token: Option<WorkerToken>,
    /// As in `submit_testimony`. It is no part of what makes a repeat the same.
    pub accept_risk: Option<bool>,
}

/// What opens a mailbox without showing the receipt.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct MailboxAuth {
    /// 32 bytes, base64url without padding: the `auth` of the receipt.
    #[oai(validator(max_length = 64))]
    pub auth: Told,
}

/// One note, sealed under the content key of the testimony.
#[derive(Clone, Debug, Object)]
pub struct SealedNote {
    pub from: NoteAuthor,
    /// Base64url without padding, in the form of a sealed testimony. The purpose in its AAD is `addition` from
    /// `witness`, `question` from `reviewer`, `note` from `wording`, `answer` from `correction`, `beside` from `beside`.
    pub sealed: String,
    /// The day it was written; no finer time is kept.
    pub written_on: NaiveDate,
}

/// A mailbox as it is stored: the client opens it with the receipt, which stays with the client.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SealedMailbox {
    pub organization_id: OrganizationId,
    pub testimony_id: TestimonyId,
    pub state: State,
    /// The content key, wrapped to the mailbox.
    pub wrapped: String,
    /// Questions, answers, additions and the wording that waits; of one day in no order.
    pub notes: Vec<SealedNote>,
    /// Whether the testimony waits for the witness's approval before it is published.
    pub wants_approval: bool,
    /// Whether a worker token was spent for it.
    pub verified_worker: bool,
    /// As in `open_mailbox`.
    pub legal_hold: bool,
    /// Until this day, included, the testimony can be withdrawn; left out where there is no last day.
    pub withdraw_until: Option<NaiveDate>,
    /// From this day on the sealed original is destroyed, unless it is decided before; left out under a legal hold or
    /// when it is destroyed already.
    pub destroyed_from: Option<NaiveDate>,
}

impl fmt::Debug for NewWrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewWrap(hidden)")
    }
}

impl fmt::Debug for NewSealedTestimony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSealedTestimony(hidden)")
    }
}

impl fmt::Debug for MailboxAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxAuth(hidden)")
    }
}
