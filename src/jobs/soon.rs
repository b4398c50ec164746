//! What this node tries again before the full hour that the table tells: a finer time is only ever in memory.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::{JobId, Lane};

/// Beyond so many the table's hour has to do.
const MOST: usize = 10_000;

/// Where a node dies, its jobs wait for their hour, and are tried then by whoever is there.
#[derive(Debug, Default)]
pub struct Soon(Mutex<BTreeSet<(Lane, DateTime<Utc>, JobId)>>);

impl Soon {
    pub fn note(&self, lane: Lane, at: DateTime<Utc>, id: JobId) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.insert((lane, at, id));
        }
    }

    pub fn is_due(&self, lane: Lane, now: DateTime<Utc>) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().any(|(of, at, _)| *of == lane && *at <= now)
    }

    /// Takes out those whose time has come.
    pub fn take(&self, lane: Lane, now: DateTime<Utc>, most: usize) -> Vec<JobId> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = all.iter().filter(|(of, at, _)| *of == lane && *at <= now);
        let due: Vec<_> = due.take(most).copied().collect();
        due.iter().for_each(|one| {
            all.remove(one);
        });
        due.into_iter().map(|(_, _, id)| id).collect()
    }
}
