//! Reminders: one mail a day to an organizer, for days on which an answer or a promise comes due or falls overdue.

mod due;
mod mail;
pub mod send;

pub use send::{hand_out, remind};
