//! How long nothing is sent after the mail server was not there: one mail asks for all that wait.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// At most this long: so soon after the server is back, mail leaves again.
const LONGEST_SECONDS: i64 = 300;

/// Kept in memory: each node finds out for itself, and a restart asks at once.
#[derive(Debug, Default)]
pub(super) struct Pause(Mutex<(u32, Option<DateTime<Utc>>)>);

impl Pause {
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        let (_, until) = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| now < until)
    }

    /// 10 s, 20 s, 40 s …
    pub fn lengthen(&self, now: DateTime<Utc>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = (10_i64 << state.0.min(5)).min(LONGEST_SECONDS);
        *state = (state.0 + 1, Some(now + Duration::seconds(seconds)));
    }

    pub fn end(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (0, None);
    }
}
