//! The one queue of all witness routes: a limit that knows nobody.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::http::{Problem, catalogue as known};

/// As many witnesses at once as the database can take; the next one is asked to come back.
static ROOM: Semaphore = Semaphore::const_new(64);

pub fn room() -> Result<SemaphorePermit<'static>, Problem> {
    ROOM.try_acquire()
        .map_err(|_| Problem::new(known::BUSY).retry_after(2))
}
