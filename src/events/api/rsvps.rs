//! Operations of those who come: no account, a mail that confirms, a token of one's own. Their list, for organizers, has the
//! same path, and a path has one place.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::events::EventId;
use crate::events::rsvps::confirm_rsvp::confirm_rsvp;
use crate::events::rsvps::create_rsvp::create_rsvp;
use crate::events::rsvps::list_rsvps::list_rsvps;
use crate::events::rsvps::open_rsvp::open_rsvp;
use crate::events::rsvps::take_back::take_back;
use crate::events::wire::{
    ConfirmedRsvp, NewRsvp, NewRsvpToken, OwnRsvp, RsvpEnd, RsvpList, RsvpTaken, TakenBackRsvp,
};
use crate::http::{Accepted, Checked, Listed, Problem, catalogue as known};
use crate::identity::{Action, Caller};
use crate::listen::Nearby;
use crate::page::{self, Page};

/// Operations of those who come.
#[derive(Debug)]
pub struct RsvpsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl RsvpsApi {
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
