//! Events as everybody reads them, in one language; nothing here tells how to join.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::Training;
use crate::campaigns::CampaignId;
use crate::campaigns::topics::Topic;
use crate::events::EventId;
use crate::events::rules::{Kind, State};

/// A published event.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicEvent {
    pub id: EventId,
    pub kind: Kind,
    /// `published` or `cancelled`.
    pub state: State,
    /// The name of the organization that calls for it.
    pub organizer: String,
    pub campaign_id: Option<CampaignId>,
    /// The language of title and description (BCP 47).
    pub language: String,
    /// All languages that there are, the original first.
    pub languages: Vec<String>,
    pub title: String,
    pub description: String,
    /// A name of the IANA time zone database.
    pub zone: String,
    /// On the wall clock of the zone.
    pub starts: String,
    pub ends: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: Option<String>,
    /// Whoever comes is shown how to join, behind the link in their mail.
    pub by_video_call: bool,
    /// The languages that are spoken or interpreted there.
    pub spoken_languages: Vec<String>,
    pub topics: Vec<Topic>,
    pub training: Option<Training>,
    pub takes_rsvps: bool,
    /// Whoever answers now waits for a place.
    pub is_full: bool,
    /// How many come, where the organizers show it and it is five or more.
    pub coming: Option<u64>,
}

/// A page of published events that are not over, the next one first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicEventList {
    pub items: Vec<PublicEvent>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}
