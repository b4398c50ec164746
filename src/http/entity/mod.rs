//! The tables of the http toolbox.

pub mod deletion;
pub mod idempotency_key;
