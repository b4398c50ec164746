//! The tables of petitions.

pub mod petition;
pub mod petition_text;
pub mod petition_version;

pub use petition::PetitionId;
pub use petition_version::PetitionVersionId;
