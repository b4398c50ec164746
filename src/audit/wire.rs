//! What audit says over HTTP.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use poem_openapi::Object;
use serde_json::Value;

use super::AuditEntryId;
use super::entity::audit_entry::Model;

/// One thing that a member, a machine or the system did. Nothing in it is personal: who did it stands there as an id.
#[derive(Clone, Debug, Object)]
pub struct AuditEntry {
    /// Its number in the chain, from 1.
    pub sequence: i64,
    pub id: AuditEntryId,
    /// A member's id (`mem_…`), a key's id (`key_…`), or `system`.
    pub actor: String,
    /// What was done, as a verb and a noun: `open_petition`.
    pub action: String,
    /// The id of what it was done to.
    pub subject: String,
    /// What else is worth knowing about it; it depends on the action.
    pub detail: Value,
    /// When; midnight (UTC) where only the day is kept.
    pub at: DateTime<Utc>,
    /// Only the day is kept. Such an entry appears when its day is over.
    pub on_day_only: bool,
    /// SHA-256, in hexadecimal, of the hash before and this entry.
    pub hash: String,
}

/// The end of the chain, as packets print it.
#[derive(Clone, Debug, Object)]
pub struct AuditHead {
    /// The number of the last entry; 0 where there is none.
    pub sequence: i64,
    /// Its hash, in hexadecimal.
    pub hash: String,
}

/// Entries, the latest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AuditEntryList {
    pub items: Vec<AuditEntry>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    pub head: AuditHead,
}

impl From<Model> for AuditEntry {
    fn from(row: Model) -> Self {
        Self {
            sequence: row.sequence.unwrap_or_default(),
            id: row.id,
            actor: row.actor,
            action: row.action,
            subject: row.subject,
            detail: row.detail,
            at: row.at,
            on_day_only: row.on_day_only,
            hash: HEXLOWER.encode(&row.hash.unwrap_or_default()),
        }
    }
}
