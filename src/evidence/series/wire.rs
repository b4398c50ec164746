//! What series of public records say and hear over HTTP.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use crate::campaigns::CampaignId;
use crate::directory::wire::RefusedLine;
use crate::evidence::entity::SeriesId;

crate::words! {
    /// What a reader of a series will miss.
    SeriesWarning {
        /// Nothing says who keeps the record, and how it was obtained.
        WithoutSource = "without_source",
        /// No file was imported yet: packets do not print it.
        WithoutNumbers = "without_numbers",
    }
}

/// A public record that is counted workplace by workplace, to add or to put in the place of one. Its numbers are imported.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSeries {
    /// What is counted, such as `Calls to the police`.
    #[oai(validator(max_length = 200))]
    pub statistic: String,
    /// Who keeps the record and how it was obtained, such as `Sheriff's dispatch log, obtained by public records request`.
    #[oai(validator(max_length = 600))]
    pub source: Option<String>,
    /// When, as the source dates it: `2025`, `answered on March 3, 2026`.
    #[oai(validator(max_length = 80))]
    pub published: Option<String>,
    /// Where it can be read: `https://…`.
    #[oai(validator(max_length = 600))]
    pub link: Option<String>,
    /// What is counted, in other languages, each once.
    #[oai(validator(max_items = 20))]
    pub texts: Option<Vec<SeriesText>>,
}

/// What is counted, in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct SeriesText {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 200))]
    pub statistic: String,
    /// Who keeps the record and how it was obtained, for readers of that language; the original's when absent.
    #[oai(validator(max_length = 600))]
    #[serde(default)]
    pub source: Option<String>,
    /// When, as that language writes it; the original's when absent.
    #[oai(validator(max_length = 80))]
    #[serde(default)]
    pub published: Option<String>,
}

/// A public record that is counted workplace by workplace; each packet prints that of its own district.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EvidenceSeries {
    pub id: SeriesId,
    pub campaign_id: CampaignId,
    pub statistic: String,
    pub source: Option<String>,
    pub published: Option<String>,
    pub link: Option<String>,
    pub texts: Vec<SeriesText>,
    /// How many workplaces have a number.
    #[oai(validator(minimum(value = "0")))]
    pub workplaces: i64,
    /// The first period that is counted, such as `2025-07`.
    pub from: Option<String>,
    /// The last one.
    pub to: Option<String>,
    /// The sum over all workplaces and periods: what the figures rest on.
    #[oai(validator(minimum(value = "0")))]
    pub total: i64,
    /// What a reader will miss.
    pub warnings: Vec<SeriesWarning>,
    pub created_at: DateTime<Utc>,
    pub revision: i32,
}

/// A page of series, in the order in which packets print them.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EvidenceSeriesList {
    pub items: Vec<EvidenceSeries>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What became of a file of numbers.
#[derive(Clone, Debug, Object)]
pub struct SeriesReport {
    /// Rows in the file, the header and blank lines apart.
    pub read: u64,
    /// Numbers that the series now has: one a workplace and period.
    pub numbers: u64,
    /// Their sum.
    pub total: u64,
    /// Everything that was wrong, in the order of the file.
    pub refused: Vec<RefusedLine>,
    /// Columns of the file that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// Whether this was only a trial: nothing was kept.
    pub dry_run: bool,
}
