//! Where a connection stands between one request and the next.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
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

/// A wait and its serial number, for two idle spells in a row are not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(u64);

impl Mark {
    pub(super) fn wait(self) -> WaitFor {
        match self.0 % 3 {
            0 => WaitFor::Head,
            1 => WaitFor::Us,
            _ => WaitFor::NextRequest,
        }
    }
}

/// Only the connection's own task moves it; atomics because poem wants its bodies `Sync`.
#[derive(Debug, Default)]
pub(super) struct Stage {
    mark: AtomicU64,
    unread: AtomicBool,
}

impl Stage {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.mark.load(Relaxed))
    }

    pub(super) fn head_begins(&self) {
        self.advance_to(0);
    }

    pub(super) fn request_is_here(&self) {
        self.advance_to(1);
    }

    pub(super) fn end_of_answer(self: &Arc<Self>) -> EndOfAnswer {
        EndOfAnswer(self.clone())
    }

    pub(super) fn body_is_left_unread(&self) {
        self.unread.store(true, Relaxed);
    }

    /// Closing at once would reset the connection, and our last answer would be lost with it.
    pub(super) fn peer_may_still_be_sending(&self) -> bool {
        self.unread.load(Relaxed) || self.mark().wait() == WaitFor::Head
    }

    fn advance_to(&self, wait: u64) {
        let round = self.mark.load(Relaxed) / 3 + 1;
        self.mark.store(round * 3 + wait, Relaxed);
    }
}

#[derive(Debug)]
pub(super) struct EndOfAnswer(Arc<Stage>);

impl Drop for EndOfAnswer {
    fn drop(&mut self) {
        self.0.advance_to(2);
    }
}
