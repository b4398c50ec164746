//! How many signers are on an association's list of members: totals that tell of no single person.

pub mod api;
mod match_members;
mod row;
pub mod rules;
pub mod wire;

pub use match_members::latest_match;
