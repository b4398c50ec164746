//! Where time comes from: the system, or a hand-moved clock in tests and the demo.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, DurationRound, NaiveDate, Utc};

/// UTC in whole milliseconds, since SQLite stores times as text and PostgreSQL in microseconds.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.timestamp_millis())))
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the time is read"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        let millis = match self {
            Self::System => Utc::now().timestamp_millis(),
            Self::Manual(millis) => millis.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }

    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Moves a manual clock; the system clock stays where it is.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(millis) = self {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }
}

/// The hour that a moment lies in: what tells of signers carries no minute.
pub fn hour(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.duration_trunc(Duration::hours(1)).unwrap_or(moment)
}
