//! To be written.

pub mod api;
pub mod entity;

pub use entity::{IncidentId, StatisticsReleaseId};
