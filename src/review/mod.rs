//! Review: reviewers unlock their key, make a testimony safe to publish, and a second one publishes it.

mod answer_wording;
pub mod api;
mod approve;
mod ask;
mod change_passphrase;
mod claim;
mod create_recovery_key;
mod create_reviewer_key;
mod decide;
mod desk;
mod draft;
pub mod entity;
pub mod finder;
mod generalise;
mod holds;
mod leave;
mod open;
mod publish;
mod published;
mod queue;
mod recover;
mod redact;
mod reject;
mod retire;
mod rewrap;
mod trouble;
mod unlock;
pub mod wire;
mod withdraw;
pub mod work;

pub use entity::PublishedTestimonyId;
pub use leave::reviewer_leaves;
pub use published::{PublishedTestimony, published};
pub use recover::{Halves, RecoverError, recover_testimonies};
pub use redact::Redacted;
