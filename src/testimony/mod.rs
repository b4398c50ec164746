//! Anonymous testimony: sealed at rest, reached only by receipt.

pub mod api;
pub mod client;
pub mod content;
pub mod entity;
pub mod envelope;
mod get_keys;
pub mod holds;
pub mod intake;
pub mod keys;
pub mod limits;
pub mod mailbox;
mod open_mailbox;
mod open_sealed_mailbox;
pub mod photograph;
pub mod proof;
pub mod readers;
pub mod receipt;
pub mod rules;
pub mod seal;
mod submit;
mod submit_sealed;
pub mod told;
pub mod wire;
pub mod wrap;

pub use entity::{LegalHoldId, PhotographId, TestimonyId, TestimonyNoteId};
