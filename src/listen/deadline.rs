//! A deadline that costs nothing until somebody has to wait.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Instant, Sleep, sleep_until};

#[derive(Debug, Default)]
pub(super) struct Deadline {
    due: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    pub(super) fn after(wait: Duration) -> Self {
        let mut deadline = Self::default();
        deadline.set(wait);
        deadline
    }

    pub(super) fn set(&mut self, wait: Duration) {
        let due = Instant::now() + wait;
        self.due = Some(due);
        if let Some(sleep) = &mut self.sleep {
            sleep.as_mut().reset(due);
        }
    }

    pub(super) fn set_unless_running(&mut self, wait: Duration) {
        if self.due.is_none() {
            self.set(wait);
        }
    }

    pub(super) fn lift(&mut self) {
        self.due = None;
    }

    /// Whether it has passed; if not, the task is woken when it does.
    pub(super) fn has_passed(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(due) = self.due else { return false };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(due)));
        matches!(sleep.as_mut().poll(cx), Poll::Ready(()))
    }
}
