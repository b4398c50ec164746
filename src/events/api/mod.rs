//! Operations of events.

mod attendees;
mod organizers;
mod public;
mod rsvps;

use poem_openapi::Tags;

pub use attendees::AttendeesApi;
pub use organizers::EventsApi;
pub use public::PublicEventsApi;
pub use rsvps::RsvpsApi;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Strategy sessions, rallies, hearings and trainings, and who comes.
    Events,
}
