//! Events and trainings: called for in public, answered without an account, joined only by whoever was let in.

pub mod api;
mod beside;
mod calendar;
mod change_event;
mod create_event;
mod draft;
pub mod entity;
mod find;
mod hidden;
mod join_details;
mod mail;
mod materials;
pub mod page;
mod public;
mod remind;
pub mod rsvps;
pub mod rules;
mod transition_event;
pub mod wire;
mod words;
pub mod work;

pub use beside::{topics_of, trainings_of};
pub use entity::{EventId, RsvpId};
pub use hidden::Hidden;
pub use join_details::JoinDetails;
pub use rsvps::deletion::{KIND as DELETION_KIND, STRUCK_OUT_KIND, forget_again, strike_out_again};
