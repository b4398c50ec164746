//! The tables of jobs.

pub mod job;
pub mod lease;

pub use job::JobId;
