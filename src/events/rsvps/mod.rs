//! Answers to events: given without an account, confirmed by mail, taken back with a token of one's own.

pub mod codes;
pub mod confirm_rsvp;
pub mod create_rsvp;
pub mod deletion;
pub mod list_rsvps;
pub mod move_up;
pub mod note_attendance;
pub mod open_rsvp;
pub mod seal;
pub mod strike_out;
pub mod sweep;
pub mod take_back;
