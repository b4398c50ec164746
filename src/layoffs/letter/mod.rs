//! A worker's letter to the employer, asking for its own log of violent incidents: written from what is typed, kept nowhere.

pub mod api;
mod compose;
mod print;
pub mod wire;
mod words;

pub use compose::{Composed, compose};
