//! Operations on those who come, for organizers.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::events::rsvps::list_rsvps::list_rsvps;
use crate::events::rsvps::note_attendance::note_attendance;
use crate::events::rsvps::strike_out::strike_out;
use crate::events::wire::{NewAttendance, Rsvp, RsvpList};
use crate::events::{EventId, RsvpId};
use crate::http::{Checked, Listed, Problem, catalogue as known};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on those who come.
#[derive(Debug)]
pub struct AttendeesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl AttendeesApi {
    /// List who comes
    ///
    /// And who waits: names where they were given, no addresses and no times. It takes a person with a second factor.
    /// Answers that nobody has confirmed are not listed; all are erased 30 days after the event.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/events/:event_id/rsvps",
        method = "get",
        operation_id = "list_rsvps"
    )]
    async fn list_rsvps(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<RsvpList>, Problem> {
        caller.may(Action::ReadAttendees)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_rsvps(&app, caller.organization, event_id.0, page).await?;
        let list = list.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Strike somebody out
    ///
    /// For good: details for joining are refused to them from now on, name and address are erased, and the next who waits
    /// has the place. The same address cannot answer again.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/rsvps/:rsvp_id/strike-out",
        method = "post",
        operation_id = "strike_out_rsvp"
    )]
    async fn strike_out_rsvp(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The answer.
        rsvp_id: Path<RsvpId>,
    ) -> Result<Json<Rsvp>, Problem> {
        caller.may(Action::ReadAttendees)?;
        Ok(Json(strike_out(&app, &caller, rsvp_id.0).await?))
    }

    /// Note whether somebody came
    ///
    /// From an hour before the start on, of those who have a place.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `malformed-json`, `invalid-body`,
    /// `not-attending`.
    #[oai(
        path = "/rsvps/:rsvp_id/attendance",
        method = "put",
        operation_id = "note_attendance"
    )]
    async fn note_attendance(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The answer.
        rsvp_id: Path<RsvpId>,
        body: Checked<NewAttendance>,
    ) -> Result<Json<Rsvp>, Problem> {
        caller.may(Action::ReadAttendees)?;
        Ok(Json(
            note_attendance(&app, &caller, rsvp_id.0, body.0.attended).await?,
        ))
    }
}
