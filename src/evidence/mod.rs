//! Evidence: statistics that others have published, and public records by workplace, each with where it stands and what it rests on.

pub mod api;
mod change_evidence;
mod create_evidence;
pub mod entity;
mod find;
mod remove_evidence;
pub mod series;
pub mod wire;

pub use entity::{EvidenceId, SeriesId};
pub use find::evidence_of;
