//! What events say and hear over HTTP.

mod event;
mod public;
mod rsvp;
mod topics;

pub use event::*;
pub use public::*;
pub use rsvp::*;
pub use topics::*;
