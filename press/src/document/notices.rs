//! Layoff notices that employers filed: public records, apart from what testimonies report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;

/// The notices that the campaign cites, each counted once however often it was filed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayoffNotices {
    pub notices: u64,
    /// People affected, over the notices that give a number, as displayed.
    pub people: String,
    /// Notices that give no number. They are not 0.
    #[serde(default)]
    pub without_number: u64,
    /// Pairs that may be one notice filed twice, although no record says so; both are counted.
    #[serde(default)]
    pub possible_repeats: u64,
    /// "December 1999 to January 2026".
    #[serde(default)]
    pub covers: Option<String>,
    /// By employer and year.
    pub rows: Vec<NoticeRow>,
    /// "IL: apps.example.gov".
    #[serde(default)]
    pub sources: Vec<String>,
    /// When the records were last imported.
    #[serde(default)]
    pub read_on: Option<Day>,
}

/// The notices of one employer in one year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeRow {
    pub employer: String,
    /// Of the effective day, or else of the notice; absent where neither is known.
    #[serde(default)]
    pub year: Option<String>,
    pub notices: String,
    /// As displayed; absent where no notice gives a number.
    #[serde(default)]
    pub people: Option<String>,
}
