//! Events as everybody reads them, as JSON and for calendar programs.

use poem::http::header;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};

use super::Tag;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::events::EventId;
use crate::events::calendar;
use crate::events::find::sender;
use crate::events::public::{Wish, feed, find_public_event, list_public_events};
use crate::events::wire::{PublicEvent, PublicEventList};
use crate::http::{Listed, Problem, catalogue as known, conditional};
use crate::identity::OrganizationId;
use crate::page::{self, Page};

/// `Accept-Language`, as it came.
#[derive(Debug)]
pub struct Spoken(Option<String>);

impl<'a> FromRequest<'a> for Spoken {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let header = request.headers().get(header::ACCEPT_LANGUAGE);
        let text = header.and_then(|value| value.to_str().ok());
        Ok(Self(text.map(str::to_owned)))
    }
}

/// A published event in one language.
#[derive(ApiResponse, Debug)]
pub enum EventShown {
    /// In the language that fits best.
    #[oai(status = 200)]
    Ok(
        Json<PublicEvent>,
        /// Of everything that is shown.
        #[oai(header = "ETag")]
        String,
        /// `Accept-Language`: it chose the language.
        #[oai(header = "Vary")]
        String,
    ),
}

/// A file for calendar programs (RFC 5545).
#[derive(ApiResponse, Debug)]
pub enum Calendar {
    /// Times in UTC; a changed event has a higher `SEQUENCE`, one that was called off `STATUS:CANCELLED`.
    #[oai(status = 200, content_type = "text/calendar")]
    File(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

impl Calendar {
    fn named(name: &str, text: String) -> Self {
        let name = format!("attachment; filename=\"{name}.ics\"");
        Self::File(Binary(text.into_bytes()), name)
    }
}

/// Events as everybody reads them.
#[derive(Debug)]
pub struct PublicEventsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Events")]
impl PublicEventsApi {
    /// List published events
    ///
    /// For everybody: those that are not over and not called off, the next one first. Nothing in it tells how to join.
    ///
    /// Problems: `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/public/events",
        method = "get",
        operation_id = "list_public_events"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a parameter of the request"
    )]
    async fn list_public_events(
        &self,
        app: Data<&App>,
        spoken: Spoken,
        /// Only those of this organization.
        organization_id: Query<Option<OrganizationId>>,
        /// Only those of this campaign.
        campaign_id: Query<Option<CampaignId>>,
        /// The language to read them in (BCP 47), before `Accept-Language`.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PublicEventList>, Problem> {
        let wish = Wish {
            organization: organization_id.0,
            campaign: campaign_id.0,
            language: language.0.as_deref(),
            accept_language: spoken.0.as_deref(),
        };
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_public_events(&app, wish, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Get a published event
    ///
    /// For everybody, in the language that fits best, with an `ETag`. One that was called off says so.
    ///
    /// Problems: `not-found`, `invalid-parameter`.
    #[oai(
        path = "/public/events/:event_id",
        method = "get",
        operation_id = "get_public_event"
    )]
    async fn get_public_event(
        &self,
        app: Data<&App>,
        spoken: Spoken,
        /// The event.
        event_id: Path<EventId>,
        /// The language to read it in (BCP 47), before `Accept-Language`.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
    ) -> Result<EventShown, Problem> {
        let wish = Wish {
            language: language.0.as_deref(),
            accept_language: spoken.0.as_deref(),
            ..Wish::default()
        };
        let found = find_public_event(&app.db.read, event_id.0, wish).await?;
        let (row, shown) = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        // The service puts a digest of the whole answer behind the revision.
        let etag = conditional::etag(row.revision);
        Ok(EventShown::Ok(
            Json(shown),
            etag,
            "Accept-Language".to_owned(),
        ))
    }

    /// Download a published event for a calendar
    ///
    /// One event as an `.ics` file. Details for joining are in no such file.
    ///
    /// Problems: `not-found`, `invalid-parameter`.
    #[oai(
        path = "/public/events/:event_id/calendar",
        method = "get",
        operation_id = "download_event_calendar"
    )]
    async fn download_event_calendar(
        &self,
        app: Data<&App>,
        spoken: Spoken,
        /// The event.
        event_id: Path<EventId>,
        /// The language to read it in (BCP 47), before `Accept-Language`.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
    ) -> Result<Calendar, Problem> {
        let wish = Wish {
            language: language.0.as_deref(),
            accept_language: spoken.0.as_deref(),
            ..Wish::default()
        };
        let found = find_public_event(&app.db.read, event_id.0, wish).await?;
        let (row, shown) = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let file = calendar::file(&row, &shown, sender(&app));
        Ok(Calendar::named(&row.id.to_string(), file.text))
    }

    /// Download the public calendar
    ///
    /// Published events that are not over, at most 200, to subscribe to with a calendar program.
    ///
    /// Problems: `invalid-parameter`.
    #[oai(
        path = "/public/calendar",
        method = "get",
        operation_id = "download_public_calendar"
    )]
    async fn download_public_calendar(
        &self,
        app: Data<&App>,
        spoken: Spoken,
        /// Only those of this organization.
        organization_id: Query<Option<OrganizationId>>,
        /// Only those of this campaign.
        campaign_id: Query<Option<CampaignId>>,
        /// The language to read them in (BCP 47), before `Accept-Language`.
        #[oai(validator(max_length = 35))]
        language: Query<Option<String>>,
    ) -> Result<Calendar, Problem> {
        let wish = Wish {
            organization: organization_id.0,
            campaign: campaign_id.0,
            language: language.0.as_deref(),
            accept_language: spoken.0.as_deref(),
        };
        let events = feed(&app, wish).await?;
        Ok(Calendar::named(
            "events",
            calendar::feed(&events, sender(&app)),
        ))
    }
}
