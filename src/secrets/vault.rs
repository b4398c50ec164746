//! What one node keeps in its memory only: short-lived sealed things, each found by the hash of a token.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One kept thing: sealed under its token, which is not here.
#[derive(Clone)]
pub struct Kept {
    pub holder: Uuid,
    pub session: Uuid,
    pub sealed: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub used_at: DateTime<Utc>,
}

/// Empty after every start of the process.
#[derive(Default)]
pub struct Vault(Mutex<HashMap<[u8; 32], Kept>>);

impl Vault {
    pub fn keep(&self, hash: [u8; 32], kept: Kept) {
        self.lock().insert(hash, kept);
    }

    pub fn get(&self, hash: &[u8; 32]) -> Option<Kept> {
        self.lock().get(hash).cloned()
    }

    pub fn touch(&self, hash: &[u8; 32], now: DateTime<Utc>) {
        if let Some(kept) = self.lock().get_mut(hash) {
            kept.used_at = now;
        }
    }

    /// Forgets what does not pass.
    pub fn retain(&self, passes: impl Fn(&[u8; 32], &Kept) -> bool) {
        self.lock().retain(|hash, kept| passes(hash, kept));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kept(hidden)")
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(hidden)")
    }
}
