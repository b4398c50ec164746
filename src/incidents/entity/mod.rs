//! The tables of incidents.

pub mod incident;
pub mod statistics_release;

pub use incident::IncidentId;
pub use statistics_release::StatisticsReleaseId;
