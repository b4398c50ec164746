//! Events as members write and read them.

use chrono::{DateTime, Utc};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use crate::campaigns::CampaignId;
use crate::campaigns::topics::Topic;
use crate::events::EventId;
use crate::events::rules::{Fold, Kind, State, TrainingMode};

/// What is known of a training beside when and where it is.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct Training {
    pub mode: TrainingMode,
    /// Who gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// How long it takes, where that is not the time between start and end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<u32>,
    /// In words, such as `$65 a person`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<String>,
    /// In words, such as `$50 from ten people of one library`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_discount: Option<String>,
    /// Where to register with the provider; this service takes no answers then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_link: Option<String>,
}

/// What is known of a training beside when and where it is.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewTraining {
    pub mode: TrainingMode,
    /// Who gives it.
    #[oai(validator(max_length = 200))]
    pub provider: Option<String>,
    /// How long it takes, where that is not the time between start and end.
    #[oai(validator(minimum(value = "1"), maximum(value = "20160")))]
    pub duration_minutes: Option<u32>,
    /// In words, such as `$65 a person`.
    #[oai(validator(max_length = 200))]
    pub cost: Option<String>,
    /// In words, such as `$50 from ten people of one library`.
    #[oai(validator(max_length = 200))]
    pub group_discount: Option<String>,
    /// Where to register with the provider, beginning with `https://`; this service takes no answers then.
    #[oai(validator(max_length = 500))]
    pub registration_link: Option<String>,
}

/// Title and description in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct EventText {
    /// BCP 47.
    pub language: String,
    pub title: String,
    pub description: String,
}

/// Title and description in another language.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEventText {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 5000))]
    pub description: String,
}

/// An event, whole: what is left out is empty. Details for joining do not belong here: `put_join_details` seals them.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEvent {
    pub kind: Kind,
    /// Left out for an event of its own.
    pub campaign_id: Option<CampaignId>,
    /// The language of title and description (BCP 47).
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 5000))]
    pub description: String,
    /// The same in other languages.
    #[oai(validator(max_items = 20))]
    pub texts: Option<Vec<NewEventText>>,
    /// A name of the IANA time zone database, such as `America/Los_Angeles`.
    #[oai(validator(max_length = 60))]
    pub zone: String,
    /// On the wall clock of the zone, such as `2026-10-05T18:00`; not in the past.
    #[oai(validator(max_length = 19))]
    pub starts: String,
    /// Only where clocks are set back and the local time exists twice.
    pub starts_fold: Option<Fold>,
    /// On the wall clock of the zone; at most 14 days after the start.
    #[oai(validator(max_length = 19))]
    pub ends: String,
    pub ends_fold: Option<Fold>,
    /// Name and address of the place.
    #[oai(validator(max_length = 500))]
    pub place: Option<String>,
    /// By video call, alone or beside the place.
    pub by_video_call: Option<bool>,
    /// How many can come; whoever answers after that waits for a place.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub capacity: Option<i32>,
    /// The languages that are spoken or interpreted there (BCP 47).
    #[oai(validator(max_items = 20, max_length = 35))]
    pub spoken_languages: Option<Vec<String>>,
    /// Whether the number of those who come stays hidden from the public; `true` when absent.
    pub hides_numbers: Option<bool>,
    #[oai(validator(max_items = 9, unique_items))]
    pub topics: Option<Vec<Topic>>,
    /// For an event of the kind `training`, and no other.
    pub training: Option<NewTraining>,
}

/// How many people, as organizers see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Object)]
pub struct EventNumbers {
    pub coming: u64,
    pub waiting: u64,
    pub attended: u64,
}

/// An event as members see it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Event {
    pub id: EventId,
    pub kind: Kind,
    pub state: State,
    pub campaign_id: Option<CampaignId>,
    /// BCP 47.
    pub language: String,
    pub title: String,
    pub description: String,
    pub texts: Vec<EventText>,
    pub zone: String,
    /// On the wall clock of the zone.
    pub starts: String,
    pub ends: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub place: Option<String>,
    pub by_video_call: bool,
    pub capacity: Option<i32>,
    pub spoken_languages: Vec<String>,
    pub hides_numbers: bool,
    pub topics: Vec<Topic>,
    pub training: Option<Training>,
    /// Whether details for joining are sealed here; nobody reads them but those who come.
    pub has_join_details: bool,
    /// From when on those who come are shown them.
    pub join_details_shown_from: Option<DateTime<Utc>>,
    pub has_materials: bool,
    pub numbers: EventNumbers,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of events.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EventList {
    pub items: Vec<Event>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What becomes of an event.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEventTransition {
    /// `published` or `cancelled`.
    pub to: State,
}
