//! Where time comes from: the system, a hand-moved clock in tests, or in the demo a system clock that is set back.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, DurationRound, NaiveDate, Utc};

/// UTC in whole milliseconds, since SQLite stores times as text and PostgreSQL in microseconds.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
    /// The system's time and so many milliseconds, for a story that began in the past.
    Shifted(Arc<AtomicI64>),
}

impl Clock {
    pub fn manual(start: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start.timestamp_millis())))
    }

    /// Runs as the system's does, from `start` on.
    pub fn starting(start: DateTime<Utc>) -> Self {
        let behind = start.timestamp_millis() - system();
        Self::Shifted(Arc::new(AtomicI64::new(behind)))
    }

    pub fn now(&self) -> DateTime<Utc> {
        let millis = match self {
            Self::System => system(),
            Self::Manual(millis) => millis.load(Ordering::SeqCst),
            Self::Shifted(by) => system() + by.load(Ordering::SeqCst),
        };
        DateTime::from_timestamp_millis(millis).unwrap_or_default()
    }

    pub fn today(&self) -> NaiveDate {
        self.now().date_naive()
    }

    /// Moves a manual clock; the others stay where they are.
    pub fn advance(&self, by: Duration) {
        if let Self::Manual(millis) = self {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }

    /// Moves a shifted clock to the system's time; the others stay where they are.
    pub fn catch_up(&self) {
        if let Self::Shifted(by) = self {
            by.store(0, Ordering::SeqCst);
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the time is read"
)]
fn system() -> i64 {
    Utc::now().timestamp_millis()
}

/// The hour that a moment lies in: what tells of signers carries no minute.
pub fn hour(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.duration_trunc(Duration::hours(1)).unwrap_or(moment)
}
