//! What was asked for, what is taught and what happened, side by side.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use crate::campaigns::topics::Topic;
use crate::campaigns::{CampaignId, DemandId};
use crate::events::EventId;
use crate::incidents::themes::Theme;
use crate::incidents::wire::ShownFigure;

/// A demand of the campaign on this topic.
#[derive(Clone, Debug, Object)]
pub struct TopicDemand {
    pub id: DemandId,
    /// Its place in the campaign's list, from 1.
    pub position: i32,
    pub text: String,
}

/// A published training on this topic.
#[derive(Clone, Debug, Object)]
pub struct TopicTraining {
    pub id: EventId,
    pub title: String,
    pub starts_at: DateTime<Utc>,
}

/// One figure of the last statistics release: a number of testimonies over all places, as it was published.
#[derive(Clone, Debug, Object)]
pub struct TopicFigure {
    pub theme: Theme,
    /// A word of the vocabulary.
    pub kind: String,
    /// A quarter (`2026-Q3`), a year, or all periods.
    pub period: String,
    pub testimonies: ShownFigure,
}

/// One topic.
#[derive(Clone, Debug, Object)]
pub struct TopicRow {
    pub topic: Topic,
    /// The topic in words, in English or Spanish.
    pub name: String,
    pub demands: Vec<TopicDemand>,
    pub trainings: Vec<TopicTraining>,
    pub figures: Vec<TopicFigure>,
}

/// Topics that anything stands under, in the order of the vocabulary.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TopicTable {
    pub campaign_id: CampaignId,
    /// The number of the release that the figures are taken from; no other number of testimonies stands here.
    pub release_number: Option<i32>,
    pub released_on: Option<NaiveDate>,
    pub topics: Vec<TopicRow>,
}
