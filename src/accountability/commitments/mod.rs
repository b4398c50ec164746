//! Commitments: who promised what, by when, and whether it was kept.

pub mod api;
mod change_commitment;
pub mod find;
mod record_commitment;
pub mod rules;
pub mod wire;
