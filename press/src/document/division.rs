//! The places: the addressee's own division first, the others in one table, and the figures about them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;

/// The addressee's own division.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionSection {
    /// "District 3".
    pub label: String,
    /// Confirmed signatures in this division; absent where the number is protected.
    #[serde(default)]
    pub signatures: Option<u64>,
    /// The same, by standing; already put under disclosure control.
    #[serde(default)]
    pub by_standing: Vec<Labelled>,
    #[serde(default)]
    pub workplaces: Vec<WorkplaceRow>,
    /// "Rolled up: …", or why a row is missing.
    #[serde(default)]
    pub workplaces_note: Option<String>,
    /// Public records, workplace by workplace.
    #[serde(default)]
    pub series: Vec<SeriesTable>,
}

/// A public record that is counted by place, such as calls to the police.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesTable {
    /// What is counted.
    pub statistic: String,
    /// "July 2025 to June 2026", where the record says.
    #[serde(default)]
    pub covers: Option<String>,
    /// The periods, as displayed; none where there is one number a place.
    #[serde(default)]
    pub columns: Vec<String>,
    pub rows: Vec<SeriesRow>,
    pub source: String,
    /// As the source dates it.
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
}

/// One place, or a sum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesRow {
    pub label: String,
    /// One a column, as displayed; "–" where the record gives no number.
    #[serde(default)]
    pub values: Vec<String>,
    pub total: String,
    /// Of the largest row, 0 to 100: draws the bar beside `total`; absent for sums.
    #[serde(default)]
    pub percent: Option<u8>,
}

/// One workplace and how many of its staff signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WorkplaceRow {
    pub name: String,
    /// The employer's own designation, in its words ("high").
    #[serde(default)]
    pub risk: Option<String>,
    /// As displayed: "12", "fewer than 5", "nearly all".
    pub signed: String,
    #[serde(default)]
    pub staff: Option<u64>,
    /// "41%"; absent where the number is protected.
    #[serde(default)]
    pub density: Option<String>,
    /// 0 to 100: draws the bar beside `density`.
    #[serde(default)]
    pub density_percent: Option<u8>,
}

/// One row of a table of counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    pub label: String,
    pub value: String,
}

/// One row of the table of divisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DivisionRow {
    pub label: String,
    #[serde(default)]
    pub official: Option<String>,
    /// Set apart from the others.
    #[serde(default)]
    pub own: bool,
    /// As displayed: "43", "fewer than 5".
    pub signatures: String,
    /// The same as a number, where it is printed exactly: draws the row's bar in the chart of districts.
    #[serde(default)]
    pub signatures_exact: Option<u64>,
    /// "4 of 6": how many workplaces have a number that can be printed, or nothing.
    #[serde(default)]
    pub workplaces: Option<String>,
    /// Published testimonies from here, as the statistics release shows them.
    #[serde(default)]
    pub testimonies: Option<String>,
}

/// The numbered statistics release of the whole campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub release: u32,
    #[serde(default)]
    pub released_on: Option<Day>,
    /// Approved testimonies, as displayed ("65", "fewer than 10"); left out where the release gives no number.
    #[serde(default)]
    pub testimonies: Option<String>,
    /// Those from the addressee's own division, where the release tells them.
    #[serde(default)]
    pub own_testimonies: Option<String>,
    #[serde(default)]
    pub themes: Vec<ThemeTable>,
    /// Says that a table was rolled up, and how.
    #[serde(default)]
    pub note: Option<String>,
    /// Why some figures are given for all divisions together and not for the addressee's own.
    #[serde(default)]
    pub own_note: Option<String>,
}

/// What testimonies say about one question, such as who was called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeTable {
    pub subject: Subject,
    /// "Who was called".
    pub about: String,
    pub rows: Vec<ThemeRow>,
}

/// What kind of testimony a theme is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Incidents,
    Layoffs,
}

/// One answer, with how many testimonies gave it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThemeRow {
    pub label: String,
    /// In the whole campaign, as displayed: "about 20".
    pub all: String,
    /// The number in `all`, where there is one: draws the bar in the chart.
    #[serde(default)]
    pub all_about: Option<u32>,
    /// In the addressee's own division, as displayed; absent where the release does not tell it.
    #[serde(default)]
    pub own: Option<String>,
}

/// How the signers stand to the association that is addressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    /// What `lead` rests on.
    pub basis: MembershipBasis,
    /// One sentence for the letter and the head of the section: "30 of the 90 signers …".
    #[serde(default)]
    pub lead: Option<String>,
    /// As the signers stated it.
    pub rows: Vec<Labelled>,
    /// As a list of members says it, where one was compared.
    #[serde(default)]
    pub matched: Option<MatchedMembers>,
}

/// What came of comparing the signers with a list of members.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchedMembers {
    /// Where the list came from and when it was compared, as a sentence.
    pub how: String,
    pub rows: Vec<Labelled>,
}

/// Where the membership figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MembershipBasis {
    /// As the signers stated it.
    Stated,
    /// Matched by keyed hash against the association's own list.
    Matched,
}
