//! Where a connection stands between one request and the next.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU8, Ordering::Relaxed},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitFor {
    /// The head of a request has begun, or the connection is new.
    Head,
    /// A request is in the house: its own deadlines hold.
    Us,
    /// Nothing is asked.
    NextRequest,
}

/// Only the connection's own task moves it; atomics because poem wants its bodies `Sync`.
#[derive(Debug, Default)]
pub(super) struct Stage {
    wait: AtomicU8,
    unread: AtomicBool,
}

impl Stage {
    pub(super) fn wait(&self) -> WaitFor {
        match self.wait.load(Relaxed) {
            0 => WaitFor::Head,
            1 => WaitFor::Us,
            _ => WaitFor::NextRequest,
        }
    }

    pub(super) fn head_begins(&self) {
        self.wait.store(0, Relaxed);
    }

    pub(super) fn request_is_here(&self) {
        self.wait.store(1, Relaxed);
    }

    pub(super) fn end_of_answer(self: &Arc<Self>) -> EndOfAnswer {
        EndOfAnswer(self.clone())
    }

    pub(super) fn body_is_left_unread(&self) {
        self.unread.store(true, Relaxed);
    }

    /// Closing at once would reset the connection, and our last answer would be lost with it.
    pub(super) fn peer_may_still_be_sending(&self) -> bool {
        self.unread.load(Relaxed) || self.wait() == WaitFor::Head
    }
}

#[derive(Debug)]
pub(super) struct EndOfAnswer(Arc<Stage>);

impl Drop for EndOfAnswer {
    fn drop(&mut self) {
        self.0.wait.store(2, Relaxed);
    }
}
