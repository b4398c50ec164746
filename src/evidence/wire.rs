//! What evidence says and hears over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use super::EvidenceId;
use super::entity::evidence;
use crate::campaigns::CampaignId;
use crate::campaigns::wire::closest;

crate::words! {
    /// What a reader would ask first, and finds no answer to.
    EvidenceWarning {
        /// Nothing says how many people or records the figure rests on.
        WithoutN = "without_n",
        /// Nothing says where it was published.
        WithoutSource = "without_source",
    }
}

/// A published statistic, to add or to put in the place of one.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewEvidence {
    /// What was counted, such as `Libraries that reported a threatening incident in one year`.
    #[oai(validator(max_length = 300))]
    pub statistic: String,
    /// The figure as it is printed, such as `1,142` or `63 %`.
    #[oai(validator(max_length = 80))]
    pub value: String,
    /// Who published it, and in what. A packet prints a figure without one, and says so.
    #[oai(validator(max_length = 600))]
    pub source: Option<String>,
    /// When, as the source dates it: `2025`, `March 2025`.
    #[oai(validator(max_length = 80))]
    pub published: Option<String>,
    /// The number of people or records behind it, such as `1,530 libraries`.
    #[oai(validator(max_length = 80))]
    pub n: Option<String>,
    /// The passage in the source's own words.
    #[oai(validator(max_length = 4000))]
    pub quote: Option<String>,
    /// Where it can be read: `https://…`.
    #[oai(validator(max_length = 600))]
    pub link: Option<String>,
    /// The same for readers of other languages, each language once. The quoted passage stays in its own words.
    #[oai(validator(max_items = 20))]
    pub texts: Option<Vec<EvidenceText>>,
}

/// What was counted, in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct EvidenceText {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 300))]
    pub statistic: String,
    /// Where that language writes it otherwise; the original's when absent.
    #[oai(validator(max_length = 80))]
    pub value: Option<String>,
    /// The number of people or records behind it; the original's when absent.
    #[oai(validator(max_length = 80))]
    pub n: Option<String>,
    /// Who published it, and in what, as readers of that language would look for it; the original's when absent.
    #[oai(validator(max_length = 600))]
    #[serde(default)]
    pub source: Option<String>,
    /// When, as that language writes it; the original's when absent.
    #[oai(validator(max_length = 80))]
    #[serde(default)]
    pub published: Option<String>,
}

impl Evidence {
    /// The wording for readers of this language, where there is one.
    pub fn translated(&self, language: &str) -> Option<&EvidenceText> {
        let tags: Vec<&str> = self
            .texts
            .iter()
            .map(|text| text.language.as_str())
            .collect();
        self.texts.get(closest(&tags, language)?)
    }
}

/// A published statistic of a campaign; each of its packets prints it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Evidence {
    pub id: EvidenceId,
    pub campaign_id: CampaignId,
    /// What was counted.
    pub statistic: String,
    pub value: String,
    pub source: Option<String>,
    pub published: Option<String>,
    pub n: Option<String>,
    pub quote: Option<String>,
    pub link: Option<String>,
    /// What was counted, in other languages.
    pub texts: Vec<EvidenceText>,
    /// What a reader will miss.
    pub warnings: Vec<EvidenceWarning>,
    pub created_at: DateTime<Utc>,
    pub revision: i32,
}

/// A page of evidence, in the order in which packets print it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EvidenceList {
    pub items: Vec<Evidence>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl From<evidence::Model> for Evidence {
    fn from(row: evidence::Model) -> Self {
        let missing = [
            (row.n.is_none(), EvidenceWarning::WithoutN),
            (row.source.is_none(), EvidenceWarning::WithoutSource),
        ];
        let warnings = missing.into_iter().filter(|(missing, _)| *missing);
        Self {
            warnings: warnings.map(|(_, warning)| warning).collect(),
            id: row.id,
            campaign_id: row.campaign_id,
            statistic: row.statistic,
            value: row.value,
            source: row.source,
            published: row.published,
            n: row.n,
            quote: row.quote,
            link: row.link,
            texts: serde_json::from_str(&row.texts).unwrap_or_default(),
            created_at: row.created_at,
            revision: row.revision,
        }
    }
}
