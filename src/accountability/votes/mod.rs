//! Votes: on which item a body voted, and how each official did.

pub mod api;
mod correct_vote;
pub mod find;
mod record_vote;
pub mod rules;
pub mod wire;
