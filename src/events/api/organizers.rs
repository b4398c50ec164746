//! Operations of those who organize events.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::events::EventId;
use crate::events::beside::compare_topics;
use crate::events::change_event::change_event;
use crate::events::create_event::create_event;
use crate::events::find::{get_event, list_events};
use crate::events::join_details::{NewJoinDetails, put_join_details, remove_join_details};
use crate::events::materials::{NewMaterials, put_materials};
use crate::events::transition_event::transition_event;
use crate::events::wire::{Event, EventList, NewEvent, NewEventTransition, TopicTable};
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown, catalogue as known,
    conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations of those who organize events.
#[derive(Debug)]
pub struct EventsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl EventsApi {
    /// List events
    ///
    /// Drafts and past ones too, in the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/events", method = "get", operation_id = "list_events")]
    async fn list_events(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Only those of this campaign.
        campaign_id: Query<Option<CampaignId>>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<EventList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_events(&app.db.read, caller.organization, campaign_id.0, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create an event
    ///
    /// A draft. Times are those of the wall clock in the event's zone; one that does not exist there, or exists twice, is
    /// refused. `transition_event` publishes it; `put_join_details` seals how to join.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(path = "/events", method = "post", operation_id = "create_event")]
    async fn create_event(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewEvent>,
    ) -> Result<Created<Event>, Problem> {
        caller.may(Action::EditEvents)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_event", &body.0);
        let made = create_event(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/events/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get an event
    ///
    /// With its numbers and its version as `ETag`. Details for joining are never shown here.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(path = "/events/:event_id", method = "get", operation_id = "get_event")]
    async fn get_event(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
    ) -> Result<Shown<Event>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_event(&app.db.read, caller.organization, event_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change an event
    ///
    /// Replaces all of it: what is left out is emptied. Whoever comes or waits is told by mail where time, place or video
    /// call are others than before, and reminders follow the new time. More places are given to those who wait.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `event-over`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/events/:event_id",
        method = "put",
        operation_id = "change_event"
    )]
    async fn change_event(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
        if_match: IfMatch,
        body: Checked<NewEvent>,
    ) -> Result<Shown<Event>, Problem> {
        caller.may(Action::EditEvents)?;
        let changed = change_event(&app, &caller, event_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Publish an event or call it off
    ///
    /// A draft becomes `published`, a published event `cancelled`: whoever comes or waits is told by mail, and no reminder
    /// follows. A cancelled event stays readable as such.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `event-over`,
    /// `event-transition-refused`.
    #[oai(
        path = "/events/:event_id/transitions",
        method = "post",
        operation_id = "transition_event"
    )]
    async fn transition_event(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
        body: Checked<NewEventTransition>,
    ) -> Result<Shown<Event>, Problem> {
        caller.may(Action::EditEvents)?;
        let changed = transition_event(&app, &caller, event_id.0, body.0.to).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Seal how to join
    ///
    /// Meeting id, passcode, telephone number: sealed at rest, and shown to nobody but those who come, from `shown_from` until
    /// the end, and only with their own token; members cannot read them back. Whoever was shown an earlier version is
    /// told by mail that there is a new one.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`.
    #[oai(
        path = "/events/:event_id/join-details",
        method = "put",
        operation_id = "put_join_details"
    )]
    async fn put_join_details(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
        body: Checked<NewJoinDetails>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditEvents)?;
        put_join_details(&app, &caller, event_id.0, &body.0).await?;
        Ok(NoContent::Done)
    }

    /// Take away how to join
    ///
    /// Nobody is shown it any more.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/events/:event_id/join-details",
        method = "delete",
        operation_id = "remove_join_details"
    )]
    async fn remove_join_details(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditEvents)?;
        remove_join_details(&app, &caller, event_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Put recording and slides
    ///
    /// Links, sealed at rest and shown only to those who registered, with their own token, until the answers are erased
    /// 30 days after the event. What is left out is taken away.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`.
    #[oai(
        path = "/events/:event_id/materials",
        method = "put",
        operation_id = "put_event_materials"
    )]
    async fn put_event_materials(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The event.
        event_id: Path<EventId>,
        body: Checked<NewMaterials>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditEvents)?;
        put_materials(&app, &caller, event_id.0, &body.0).await?;
        Ok(NoContent::Done)
    }

    /// Compare a campaign's topics
    ///
    /// What was asked for, what is taught and what witnesses said happened, side by side. Figures are those of the last
    /// statistics release and no others, with its rounding and its suppression.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`.
    #[oai(
        path = "/campaigns/:campaign_id/topics",
        method = "get",
        operation_id = "compare_topics"
    )]
    async fn compare_topics(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Spanish for `es`, English otherwise; that of the campaign when absent.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
    ) -> Result<Json<TopicTable>, Problem> {
        caller.may(Action::ReadStatistics)?;
        let language = language.0.as_deref();
        let table = compare_topics(&app, caller.organization, campaign_id.0, language).await?;
        Ok(Json(table.ok_or_else(|| Problem::new(known::NOT_FOUND))?))
    }
}
