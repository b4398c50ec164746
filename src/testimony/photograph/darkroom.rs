//! The one place where pictures are decoded: off the threads that answer, and one at a time.

use tokio::sync::Semaphore;

use super::Fault;
use crate::watch::quiet::as_quiet_as_here;

/// A picture of 50 million pixels takes 200 MB for a moment; two of them could take a small machine down.
static ROOM: Semaphore = Semaphore::const_new(1);

pub async fn develop<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let place = ROOM.acquire().await.map_err(|_| Fault::Unreadable)?;
    // A decoder that panics would else write a line with the time at which a witness sent a picture.
    let work = as_quiet_as_here(work);
    let work = tokio::task::spawn_blocking(move || {
        // Goes along: whoever gives up waiting does not end the work.
        let _place = place;
        work()
    });
    // A decoder that panics over a broken file has met a broken file.
    work.await.unwrap_or(Err(Fault::Unreadable))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::quiet::{is_quiet, quietly};

    #[tokio::test]
    async fn a_decoder_that_panics_leaves_the_room_free() {
        let broken = develop::<()>(|| panic!("a bug in a decoder")).await;
        assert_eq!(broken, Err(Fault::Unreadable));
        assert_eq!(develop(|| Ok(1)).await, Ok(1));
    }

    #[tokio::test]
    async fn a_decoder_is_as_quiet_as_the_request_that_it_works_for() {
        let here = || develop(|| Ok(is_quiet()));
        assert_eq!(here().await, Ok(false));
        assert_eq!(quietly(here()).await, Ok(true));
    }
}
