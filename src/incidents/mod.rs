//! What testimony says in facts: the vocabulary, the generalised rows it leaves behind, and their protected statistics.

pub mod api;
pub mod disclosure;
pub mod entity;
pub mod facts;
pub mod generalise;
mod leeway;
mod protect;
mod tally;
pub mod vocabulary;

pub use entity::{IncidentId, PublishedTestimonyId, StatisticsReleaseId};
