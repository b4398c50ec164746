//! The public record: who was asked, by how many, when it reached them, and what they answered, or for how long they have been silent.

pub mod api;
pub mod atom;
pub mod compose;
mod events;
pub mod public;
pub mod rules;
pub mod wire;
pub mod words;
