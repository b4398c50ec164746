//! Fixes what one packet says: facts of one moment, composed for one addressee, as the bytes that are kept for ever.

pub mod addressee;
pub mod annex;
mod compose;
pub mod content;
mod divisions;
pub mod evidence;
pub mod facts;
mod length;
pub mod membership;
mod notices;
mod places;
mod redactions;
mod roll;
mod series;
pub mod signers;
mod statistics;
mod topics;
pub mod translated;
mod vocabulary;
mod voices;
mod volumes;
pub mod warnings;
pub mod withheld;
mod wording;
mod workplaces;

pub use compose::{Frozen, Terms, compose};
pub use volumes::in_volumes;
