//! Incidents: the generalised facts and their protected statistics.

pub mod api;
pub mod disclosure;
pub mod entity;
pub mod generalise;
mod leeway;
mod protect;
mod tally;
pub mod vocabulary;

pub use entity::{IncidentId, StatisticsReleaseId};
