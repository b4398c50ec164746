//! The tables of events and of the answers to them.

pub mod event;
pub mod event_text;
pub mod rsvp;

pub use event::EventId;
pub use rsvp::RsvpId;
