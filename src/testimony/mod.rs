//! Anonymous testimony: sealed at rest, reached only by receipt.

mod add;
pub mod api;
pub mod content;
pub mod entity;
pub mod holds;
mod intake;
pub mod keys;
pub mod mailbox;
mod open_mailbox;
pub mod readers;
pub mod receipt;
pub mod rules;
pub mod seal;
mod shuffle;
mod submit;
pub mod told;
pub mod wire;
pub mod wrap;

pub use entity::{LegalHoldId, TestimonyId, TestimonyNoteId};
pub use shuffle::{insert as insert_rows, shuffle_testimonies};
