//! Anonymous testimony: sealed at rest, reached only by receipt.

pub mod api;
pub mod entity;
pub mod receipt;
pub mod seal;
pub mod told;
pub mod work;
pub mod wrap;

pub use entity::{TestimonyId, TestimonyNoteId};
