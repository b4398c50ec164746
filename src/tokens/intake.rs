//! The queue of those who redeem vouchers: a limit that knows nobody, and takes no place from those who testify.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::http::{Problem, catalogue as known};

static ROOM: Semaphore = Semaphore::const_new(32);

pub fn room() -> Result<SemaphorePermit<'static>, Problem> {
    ROOM.try_acquire()
        .map_err(|_| Problem::new(known::BUSY).retry_after(2))
}
