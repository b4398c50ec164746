//! What campaigns say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::rules::State;
use super::topics::Topic;
use super::{CampaignId, DemandId, TargetId};
use crate::directory::{BodyId, OfficialId};

/// A cause, to begin with.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewCampaign {
    #[oai(validator(max_length = 200))]
    pub name: String,
    /// What it is about, in a few sentences.
    #[oai(validator(max_length = 4000))]
    pub summary: String,
    /// The language of name, summary and demands (BCP 47).
    #[oai(validator(max_length = 35))]
    pub language: String,
    /// The day by which the targets are asked to answer.
    pub answer_requested_by: Option<NaiveDate>,
    /// The item of their agenda that this belongs to, such as `Item 12, budget hearing`.
    #[oai(validator(max_length = 200))]
    pub agenda_item: Option<String>,
    /// The last day on which witnesses can take their testimony back. Witnesses are told it, so it only moves later.
    pub testimony_withdraw_until: Option<NaiveDate>,
}

/// A campaign, as it should be from now on: what is left out is emptied.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeCampaign {
    #[oai(validator(max_length = 200))]
    pub name: String,
    #[oai(validator(max_length = 4000))]
    pub summary: String,
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    /// A draft is started, a running one ended, an ended one taken up again.
    pub state: State,
    /// Opens and closes the call for testimony; it only takes testimony while the campaign is running.
    pub testimony_open: bool,
    /// The last day on which witnesses can take their testimony back; once the call has been open, only later.
    pub testimony_withdraw_until: Option<NaiveDate>,
    pub answer_requested_by: Option<NaiveDate>,
    #[oai(validator(max_length = 200))]
    pub agenda_item: Option<String>,
}

/// One cause with its demands and targets.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Campaign {
    pub id: CampaignId,
    pub name: String,
    pub summary: String,
    /// BCP 47.
    pub language: String,
    pub state: State,
    /// Whether the call for testimony is open.
    pub testimony_open: bool,
    pub testimony_withdraw_until: Option<NaiveDate>,
    pub answer_requested_by: Option<NaiveDate>,
    pub agenda_item: Option<String>,
    /// In their order.
    pub demands: Vec<Demand>,
    /// In the order in which they were added.
    pub targets: Vec<Target>,
    /// Its own words in other languages, by language; those of the demands stand with them.
    pub texts: Vec<CampaignText>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of campaigns.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignList {
    pub items: Vec<Campaign>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// One concrete ask.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct Demand {
    pub id: DemandId,
    /// From 1.
    pub position: i32,
    pub text: String,
    /// The position of the demand that this is an alternative to.
    pub alternative_to: Option<i32>,
    /// What it is about.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// The same in other languages, by language.
    #[serde(default)]
    pub texts: Vec<DemandText>,
}

/// A demand in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct DemandText {
    /// BCP 47.
    pub language: String,
    pub text: String,
    /// The day since which it reads so. Beside a petition that people have signed: only where that was later than they
    /// began, so that they have not seen these words. Packets say so.
    #[serde(default)]
    pub added_on: Option<NaiveDate>,
}

impl Demand {
    /// The translation for readers of this language, where there is one.
    pub fn translated(&self, language: &str) -> Option<&DemandText> {
        let languages: Vec<&str> = self
            .texts
            .iter()
            .map(|text| text.language.as_str())
            .collect();
        let at = closest(&languages, language)?;
        self.texts.get(at)
    }

    /// As readers of this language see it: translated where it was, and without the other languages.
    #[must_use]
    pub fn said_in(mut self, language: &str) -> Self {
        if let Some(text) = self.translated(language) {
            self.text = text.text.clone();
        }
        self.texts.clear();
        self
    }
}

/// Which of these tags is read by whoever reads `language`: the same tag before one of the same language.
pub fn closest(tags: &[&str], language: &str) -> Option<usize> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let same = tags.iter().position(|tag| *tag == language);
    same.or_else(|| {
        tags.iter()
            .position(|tag| primary(tag) == primary(language))
    })
}

/// A campaign's own words in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignText {
    /// BCP 47.
    pub language: String,
    pub name: Option<String>,
    pub summary: Option<String>,
    pub agenda_item: Option<String>,
}

/// A campaign's own words and demands in another language: what is left out is not translated, or no longer.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewCampaignText {
    #[oai(validator(max_length = 200))]
    pub name: Option<String>,
    #[oai(validator(max_length = 4000))]
    pub summary: Option<String>,
    #[oai(validator(max_length = 200))]
    pub agenda_item: Option<String>,
    /// Each demand of the campaign at most once. A packet prints its demands in this language once all of them are here.
    #[oai(validator(max_items = 50))]
    pub demands: Vec<NewDemandText>,
}

/// A demand in another language.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewDemandText {
    /// A demand of this campaign.
    pub id: DemandId,
    #[oai(validator(max_length = 1000))]
    pub text: String,
}

/// A demand, as it should be.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewDemand {
    /// The id of a demand that is there already, to keep it.
    pub id: Option<DemandId>,
    #[oai(validator(max_length = 1000))]
    pub text: String,
    /// The position in this list, from 1, of the demand that this is an alternative to; one that is no alternative itself.
    #[oai(validator(minimum(value = "1"), maximum(value = "50")))]
    pub alternative_to: Option<u32>,
    /// What it is about; trainings and testimony are set beside it by these words.
    #[oai(validator(max_items = 9, unique_items))]
    pub topics: Option<Vec<Topic>>,
}

/// All demands of a campaign, in their order.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewDemands {
    #[oai(validator(max_items = 50))]
    pub demands: Vec<NewDemand>,
}

/// Whom to address: an official or a body, one of the two.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewTarget {
    pub official_id: Option<OfficialId>,
    /// A body as a whole.
    pub body_id: Option<BodyId>,
}

/// Whom a campaign addresses.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Target {
    pub id: TargetId,
    pub official_id: Option<OfficialId>,
    pub body_id: Option<BodyId>,
    /// The name of the official, or of the body.
    pub name: String,
    /// The post of the official, with the name of the body.
    pub post: Option<String>,
    /// The name of the division that the official speaks for.
    pub division: Option<String>,
    /// False where the official is not in office today.
    pub is_current: bool,
    pub created_at: DateTime<Utc>,
}
