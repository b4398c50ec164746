//! What testimony says in facts: the vocabulary, the generalised rows it leaves behind, and their protected statistics.

pub mod api;
mod beside;
mod called;
mod coarseness;
mod compose;
pub mod disclosure;
pub mod entity;
pub mod facts;
mod figure;
mod find;
pub mod generalise;
mod latest;
mod leeway;
mod names;
mod protect;
mod ranges;
mod release;
mod successive;
mod tally;
pub mod themes;
pub mod vocabulary;
pub mod wire;
pub mod worker_tokens;

pub use latest::{Released, ThemeTables, latest_release, latest_under_todays_names};
pub use release::release_statistics;

pub use entity::{IncidentId, StatisticsReleaseId};
