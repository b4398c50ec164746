//! Operations on those who come, for organizers.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::events::RsvpId;
use crate::events::rsvps::note_attendance::note_attendance;
use crate::events::rsvps::strike_out::strike_out;
use crate::events::wire::{NewAttendance, Rsvp};
use crate::http::{Checked, Problem};
use crate::identity::{Action, Caller};

/// Operations on those who come.
#[derive(Debug)]
pub struct AttendeesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl AttendeesApi {
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
