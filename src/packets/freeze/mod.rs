//! Fixes what one packet says: facts of one moment, composed for one addressee, as the bytes that are kept for ever.

pub mod addressee;
mod compose;
pub mod content;
mod divisions;
pub mod evidence;
pub mod facts;
mod places;
mod statistics;
mod vocabulary;
mod voices;
mod wording;
mod workplaces;

pub use compose::{Frozen, Terms, compose};
