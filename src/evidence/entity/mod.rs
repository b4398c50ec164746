//! The table of evidence.

pub mod evidence;

pub use evidence::EvidenceId;
