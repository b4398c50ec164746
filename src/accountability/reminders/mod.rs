//! Reminders: one mail a day to an organizer, on days when an answer or a promise comes due or falls overdue.

mod due;
mod mail;
pub mod send;

pub use send::run;
