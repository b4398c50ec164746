//! Operations of those who come: no account, a mail that confirms, a token of one's own.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::events::EventId;
use crate::events::rsvps::confirm_rsvp::confirm_rsvp;
use crate::events::rsvps::create_rsvp::create_rsvp;
use crate::events::rsvps::open_rsvp::open_rsvp;
use crate::events::rsvps::take_back::take_back;
use crate::events::wire::{
    ConfirmedRsvp, NewRsvp, NewRsvpToken, OwnRsvp, RsvpEnd, RsvpTaken, TakenBackRsvp,
};
use crate::http::{Accepted, Checked, Problem};
use crate::listen::Nearby;

/// Operations of those who come.
#[derive(Debug)]
pub struct RsvpsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl RsvpsApi {
    /// Answer to an event
    ///
    /// Takes the answer and mails a link that confirms it within two days; until then it holds no place. The reply is the
    /// same whether or not the address has answered before, and a repeat does no harm. An address or network of the
    /// employer is refused once, storing nothing, until it comes with `accept_risk`.
    ///
    /// Problems: `employer-address`, `employer-network`, `event-not-open`, `not-found`, `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(
        path = "/events/:event_id/rsvps",
        method = "post",
        operation_id = "create_rsvp"
    )]
    async fn create_rsvp(
        &self,
        app: Data<&App>,
        nearby: Nearby,
        /// The event.
        event_id: Path<EventId>,
        body: Checked<NewRsvp>,
    ) -> Result<Accepted<RsvpTaken>, Problem> {
        create_rsvp(&app, event_id.0, &body.0, nearby.0).await?;
        Ok(Accepted::Ok(Json(RsvpTaken::check_your_mail())))
    }

    /// Confirm an answer
    ///
    /// With the token of the mail. Where all places are taken, the answer gets a turn on the waiting list and moves up by
    /// itself. Confirming again changes nothing and is answered the same.
    ///
    /// Problems: `rsvp-not-valid`, `rsvp-expired`, `event-not-open`, `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(
        path = "/rsvps/confirmations",
        method = "post",
        operation_id = "confirm_rsvp"
    )]
    async fn confirm_rsvp(
        &self,
        app: Data<&App>,
        body: Checked<NewRsvpToken>,
    ) -> Result<Json<ConfirmedRsvp>, Problem> {
        Ok(Json(confirm_rsvp(&app, &body.0.token).await?))
    }

    /// Open one's own answer
    ///
    /// With one's own token: where it stands, and how to join, to whoever has a place, from the moment that the organizers
    /// have set until the end. A POST, so that the token stands in no address.
    ///
    /// Problems: `rsvp-not-valid`, `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(path = "/rsvps/open", method = "post", operation_id = "open_rsvp")]
    async fn open_rsvp(
        &self,
        app: Data<&App>,
        body: Checked<NewRsvpToken>,
    ) -> Result<Json<OwnRsvp>, Problem> {
        Ok(Json(open_rsvp(&app, &body.0.token).await?))
    }

    /// Take an answer back
    ///
    /// With one's own token. Nothing is kept of it, and the next who waits has the place and is told.
    ///
    /// Problems: `rsvp-not-valid`, `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(
        path = "/rsvps/withdrawals",
        method = "post",
        operation_id = "take_back_rsvp"
    )]
    async fn take_back_rsvp(
        &self,
        app: Data<&App>,
        body: Checked<NewRsvpToken>,
    ) -> Result<Json<TakenBackRsvp>, Problem> {
        take_back(&app, &body.0.token).await?;
        let state = RsvpEnd::TakenBack;
        Ok(Json(TakenBackRsvp { state }))
    }
}
