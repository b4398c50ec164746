//! The places: the addressee's own division first, the others in one table, and the figures about them.

use serde::{Deserialize, Serialize};

use super::Day;

/// The addressee's own division.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    #[serde(default)]
    pub incidents: Vec<Labelled>,
    #[serde(default)]
    pub incidents_note: Option<String>,
    #[serde(default)]
    pub layoffs: Vec<Labelled>,
    #[serde(default)]
    pub layoffs_note: Option<String>,
}

/// One workplace and how many of its staff signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labelled {
    pub label: String,
    pub value: String,
}

/// One row of the table of divisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// "4 of 6 named": how many workplaces are past the threshold, or nothing.
    #[serde(default)]
    pub workplaces: Option<String>,
    #[serde(default)]
    pub incidents: Option<String>,
    #[serde(default)]
    pub layoffs: Option<String>,
}

/// The numbered statistics release of the whole campaign.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statistics {
    pub release: u32,
    #[serde(default)]
    pub released_on: Option<Day>,
    /// Approved testimonies, as displayed ("65", "fewer than 10"); left out where the release gives no number.
    #[serde(default)]
    pub testimonies: Option<String>,
    #[serde(default)]
    pub incidents: Vec<Labelled>,
    #[serde(default)]
    pub layoffs: Vec<Labelled>,
    /// Says that a table was rolled up, and how.
    #[serde(default)]
    pub note: Option<String>,
}

/// How the signers stand to the association that is addressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub basis: MembershipBasis,
    pub rows: Vec<Labelled>,
}

/// Where the membership figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipBasis {
    /// As the signers stated it.
    Stated,
    /// Matched by keyed hash against the association's own list.
    Matched,
}
