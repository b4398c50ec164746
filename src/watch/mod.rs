//! What operators may see of a running node: log lines and metrics, and in neither a person.

pub mod logs;
pub mod metrics;
pub mod quiet;
