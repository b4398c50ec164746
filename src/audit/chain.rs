//! The chain itself, pure: each entry's hash covers the one before, so that nothing can be changed, taken out
//! or moved without breaking every hash after it.

use chrono::SecondsFormat;
use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::entity::audit_entry::Model;
use crate::identity::OrganizationId;

pub type Hash = [u8; 32];

/// What stands before the first entry; the chains of two organizations never fit each other.
pub fn beginning(organization: OrganizationId) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(b"broadside/audit/v1|");
    hasher.update(organization.0.as_bytes());
    hasher.finalize().into()
}

/// SHA-256 over the hash before and the entry in its one canonical form.
pub fn link(before: &Hash, sequence: i64, entry: &Model) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(sequence.to_be_bytes());
    hasher.update(canonical(entry));
    hasher.finalize().into()
}

/// Each field preceded by its length. Databases keep the keys of JSON in orders of their own: here they are sorted.
fn canonical(entry: &Model) -> Vec<u8> {
    let at = entry.at.to_rfc3339_opts(SecondsFormat::Millis, true);
    let fields = [
        entry.id.to_string(),
        entry.organization_id.to_string(),
        entry.actor.clone(),
        entry.action.clone(),
        entry.subject.clone(),
        sorted(&entry.detail).to_string(),
        at,
        entry.on_day_only.to_string(),
    ];
    let mut bytes = Vec::new();
    for field in fields {
        bytes.extend((field.len() as u64).to_be_bytes());
        bytes.extend(field.as_bytes());
    }
    bytes
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            let fields = fields
                .into_iter()
                .map(|(name, field)| (name.clone(), sorted(field)));
            Value::Object(fields.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// Where a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("entry {0} is missing")]
    Missing(i64),
    #[error("entry {0} was changed, or stands where another stood")]
    Changed(i64),
    #[error("the chain goes on to {0}, beyond its recorded end")]
    BeyondTheEnd(i64),
    #[error("the recorded end does not fit entry {0}")]
    End(i64),
}

/// Walks a chain from its beginning, entry by entry in the order of their numbers.
#[derive(Clone, Debug)]
pub struct Walk {
    sequence: i64,
    hash: Hash,
}

impl Walk {
    pub fn new(organization: OrganizationId) -> Self {
        Self {
            sequence: 0,
            hash: beginning(organization),
        }
    }

    pub fn step(&mut self, entry: &Model) -> Result<(), Broken> {
        let sequence = self.sequence + 1;
        match entry.sequence {
            Some(number) if number > sequence => return Err(Broken::Missing(sequence)),
            Some(number) if number == sequence => {}
            // The same number twice: the one of them is not what stood there.
            number => return Err(Broken::Changed(number.unwrap_or(sequence))),
        }
        let hash = link(&self.hash, sequence, entry);
        if entry.hash.as_deref() != Some(&hash[..]) {
            return Err(Broken::Changed(sequence));
        }
        (self.sequence, self.hash) = (sequence, hash);
        Ok(())
    }

    /// Holds the end against the recorded one.
    pub fn end(&self, recorded: Option<(i64, &[u8])>) -> Result<(), Broken> {
        match recorded {
            Some((sequence, _)) if sequence > self.sequence => {
                Err(Broken::Missing(self.sequence + 1))
            }
            Some((sequence, _)) if sequence < self.sequence => {
                Err(Broken::BeyondTheEnd(self.sequence))
            }
            Some((_, hash)) if hash != self.hash => Err(Broken::End(self.sequence)),
            None if self.sequence > 0 => Err(Broken::BeyondTheEnd(self.sequence)),
            _ => Ok(()),
        }
    }

    /// The number of the last entry, and its hash in hexadecimal.
    pub fn place(&self) -> (i64, String) {
        (self.sequence, HEXLOWER.encode(&self.hash))
    }
}

#[cfg(test)]
mod tests;
