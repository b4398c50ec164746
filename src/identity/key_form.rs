//! What keys of machines have in common: their form, their hash, and what a member reads about them.

use data_encoding::BASE32_NOPAD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::entity::api_key::Model;
use super::wire::{ApiKey, Scope};
use crate::app::App;

pub const PREFIX: &str = "bsk_";

/// 256 random bits in letters and digits, so that a double click selects all of it.
pub fn fresh(app: &App) -> Zeroizing<String> {
    let bytes: Zeroizing<[u8; 32]> = Zeroizing::new(app.entropy.bytes());
    Zeroizing::new(format!("{PREFIX}{}", BASE32_NOPAD.encode(&*bytes)))
}

/// A plain hash is enough for 256 random bits.
pub fn hash(key: &str) -> Vec<u8> {
    Sha256::digest(key).to_vec()
}

pub fn scopes_of(row: &Model) -> Vec<Scope> {
    serde_json::from_value(row.scopes.clone()).unwrap_or_default()
}

impl From<Model> for ApiKey {
    fn from(row: Model) -> Self {
        Self {
            scopes: scopes_of(&row),
            id: row.id,
            name: row.name,
            created_by: row.created_by,
            created_at: row.created_at,
            expires_at: row.expires_at,
            revoked_at: row.revoked_at,
            last_used_on: row.last_used_on,
        }
    }
}
