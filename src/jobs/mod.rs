//! Later work: one table, claimed by lease in three lanes, retried with back-off, buried after the last try.

mod claim;
mod enqueue;
pub mod entity;
mod finish;
mod kind;
mod lease;
mod leased;
mod operate;
mod recover;
mod schedule;
mod sending;
mod soon;
pub mod work;

pub use claim::claim;
pub use enqueue::{about_what_was_made, enqueue, enqueue_many, leave};
pub use entity::JobId;
pub use finish::{Outcome, finish};
pub use kind::{Kind, Lane};
pub use lease::hold;
pub use leased::{give_back, renew, still_ours};
pub use operate::{Census, census, find, list, retry, retry_buried};
pub use recover::recover;
pub use schedule::{enqueue_due, first_today, first_until};
pub use sending::{deliver, deliver_with, message_id};
pub use soon::Soon;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Every state a job can be in.
pub const STATES: [&str; 6] = [
    "queued",
    "running",
    "sending",
    "done",
    "buried",
    "uncertain",
];

/// A piece of later work, before it has a row.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub kind: Kind,
    /// The id of what it is about; the feature looks it up when the job runs.
    pub subject: Uuid,
    /// BCP 47, for whoever will read the result.
    pub language: String,
    pub run_at: DateTime<Utc>,
    /// A job with the same key is already enough.
    pub unique_key: Option<String>,
}

impl NewJob {
    pub fn new(kind: Kind, subject: Uuid, run_at: DateTime<Utc>) -> Self {
        Self {
            kind,
            subject,
            language: "en".to_owned(),
            run_at,
            unique_key: None,
        }
    }

    #[must_use]
    pub fn language(mut self, language: &str) -> Self {
        self.language = language.to_owned();
        self
    }

    #[must_use]
    pub fn only_once(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
}
