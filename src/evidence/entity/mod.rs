//! The tables of evidence.

pub mod evidence;
pub mod series;
pub mod series_value;

pub use evidence::EvidenceId;
pub use series::SeriesId;
