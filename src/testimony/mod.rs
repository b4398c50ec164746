//! Anonymous testimony: sealed at rest, reached only by receipt.

pub mod api;
pub mod content;
pub mod entity;
pub mod holds;
pub mod intake;
pub mod keys;
pub mod mailbox;
mod open_mailbox;
pub mod photograph;
pub mod readers;
pub mod receipt;
pub mod rules;
pub mod seal;
mod submit;
pub mod told;
pub mod wire;
pub mod wrap;

pub use entity::{LegalHoldId, PhotographId, TestimonyId, TestimonyNoteId};
