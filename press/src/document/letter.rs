//! What stands on the first pages: sender, addressee, demands, figures, quotation, petition.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Day;

/// The organization that signs the letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sender {
    pub organization: String,
    /// Lines of the postal address, if one is to be printed.
    #[serde(default)]
    pub postal_lines: Vec<String>,
    /// The named officer an aide can call; the letter is signed by the organization alone without one.
    #[serde(default)]
    pub officer: Option<Officer>,
}

/// A person who answers for the letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    pub name: String,
    pub title: String,
    #[serde(default)]
    pub telephone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
}

/// The official or body the packet is made for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Addressee {
    pub name: String,
    /// "Supervisor", "President"; empty when a body is addressed as such.
    #[serde(default)]
    pub post: String,
    /// "Board of Supervisors of Alder County".
    pub body: String,
    /// "District 3", where the post belongs to one.
    #[serde(default)]
    pub division: Option<String>,
    #[serde(default)]
    pub postal_lines: Vec<String>,
}

/// One concrete ask.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Unique within the packet; what `alternative_to` points at.
    pub number: u32,
    pub text: String,
    /// The number of the demand this one would replace: disagreement, printed as such.
    #[serde(default)]
    pub alternative_to: Option<u32>,
    /// Why its supporters prefer it.
    #[serde(default)]
    pub reason: Option<String>,
    /// "118 signers", "fewer than 5".
    #[serde(default)]
    pub supporters: Option<String>,
}

/// A number with what it counts and where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// As displayed: "212", "fewer than 10", "63%".
    pub value: String,
    pub label: String,
    /// "Statistics release 4, 2026-10-01 (n = 65)".
    pub source: String,
}

/// One voice on page 2, from an exhibit or a reviewed comment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quotation {
    pub text: String,
    /// The letter of the exhibit it is taken from.
    #[serde(default)]
    pub exhibit: Option<String>,
    /// "Library technician, District 3": never finer than an exhibit may be.
    #[serde(default)]
    pub attribution: Option<String>,
    /// The language of the words, where it is known (BCP 47).
    #[serde(default)]
    pub language: Option<String>,
}

/// The case in a few sentences and three to five key figures.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    #[serde(default)]
    pub paragraphs: Vec<String>,
    /// The language of the paragraphs, where it is not the packet's (BCP 47).
    #[serde(default)]
    pub language: Option<String>,
    #[serde(default)]
    pub key_figures: Vec<Figure>,
}

/// What was signed, verbatim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Petition {
    pub title: String,
    #[serde(default)]
    pub paragraphs: Vec<String>,
    pub version: u32,
    /// BCP 47 tag of the text as printed.
    pub language: String,
    /// BCP 47 tag of the original when the printed text is a translation.
    #[serde(default)]
    pub translated_from: Option<String>,
    /// The day on which this translation was added, where people had signed before and did not see it.
    #[serde(default)]
    pub translated_on: Option<Day>,
    /// The title that people signed, where the printed one was not before them.
    #[serde(default)]
    pub signed_title: Option<String>,
    #[serde(default)]
    pub opened_on: Option<Day>,
    /// Absent while the petition is still open.
    #[serde(default)]
    pub closed_on: Option<Day>,
    /// Confirmed signatures at the freeze.
    pub signatures: u64,
    /// Those of them that were given to an earlier wording.
    #[serde(default)]
    pub to_other_versions: u64,
    /// Those of them that were given on paper.
    #[serde(default)]
    pub on_paper: u64,
}
