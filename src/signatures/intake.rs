//! The two queues through which crowds come, and the petition keys they need often.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::confirm::Confirm;
use super::sign::Sign;
use crate::app::App;
use crate::db::intake::Queue;
use crate::petitions::PetitionId;
use crate::secrets::Key32;
use crate::secrets::petition_keys::PetitionKeys;

/// Started with the server; it goes with every request.
#[derive(Clone, Debug)]
pub struct SigningQueues {
    pub sign: Queue<Sign>,
    pub confirm: Queue<Confirm>,
    pub keys: Arc<KeysInUse>,
}

impl SigningQueues {
    pub fn start(app: &App) -> Self {
        Self::with_room(app, WAITING)
    }

    /// Queues in which fewer may wait, for tests.
    pub fn with_room(app: &App, waiting: usize) -> Self {
        Self {
            sign: Queue::start(app.clone(), waiting),
            confirm: Queue::start(app.clone(), waiting),
            keys: Arc::default(),
        }
    }
}

/// How many may wait in each queue; whoever comes then is told to come back.
const WAITING: usize = 4096;

/// More petitions than are open at one time on a node.
const MOST: usize = 512;

/// How long a key is used from memory before its file is looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Held {
    key: Arc<Key32>,
    seen: Instant,
}

/// Keys read from disk once. What is destroyed must also be forgotten here: a closed petition's key is dropped.
#[derive(Debug, Default)]
pub struct KeysInUse(Mutex<HashMap<PetitionId, Held>>);

impl KeysInUse {
    /// A key that was destroyed, by whichever node, is forgotten within a second: to ask the disk for every signature
    /// would cost a crowd more than the deduplication itself, and a petition that was closed that long takes none.
    pub fn of(&self, keys: &PetitionKeys, petition: PetitionId) -> Option<Arc<Key32>> {
        let now = Instant::now();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = known.get_mut(&petition) {
            if now - held.seen < LOOK_AGAIN {
                return Some(Arc::clone(&held.key));
            }
            if keys.is_there(petition.0) {
                held.seen = now;
                return Some(Arc::clone(&held.key));
            }
            known.remove(&petition);
            return None;
        }
        let key = Arc::new(keys.load(petition.0).ok()?);
        if known.len() >= MOST {
            known.clear();
        }
        let held = Held {
            key: Arc::clone(&key),
            seen: now,
        };
        known.insert(petition, held);
        Some(key)
    }

    pub fn forget(&self, petition: PetitionId) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&petition);
    }
}
