//! Petitions: their wording, languages and states.

pub mod api;
pub mod entity;
pub mod rules;
pub mod work;

pub use entity::{PetitionId, PetitionVersionId};
