//! The voices: testimonies as exhibits, signers' comments, and published evidence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One approved testimony, redacted. Shows at most district, quarter and job group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exhibit {
    /// "A", "B", … "AA".
    pub letter: String,
    /// Stays the same in every packet.
    pub id: String,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub district: Option<String>,
    /// "2026 Q3".
    #[serde(default)]
    pub quarter: Option<String>,
    #[serde(default)]
    pub job_group: Option<String>,
    /// The language of the text, where it is known (BCP 47).
    #[serde(default)]
    pub language: Option<String>,
    /// Came with a worker token: a steward checked that its author works there.
    #[serde(default)]
    pub verified_worker: bool,
    /// What was replaced stands in square brackets and says what it was: "[a coworker]".
    pub paragraphs: Vec<String>,
}

/// A mark that stands in exhibits for what was replaced, and why it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// As it stands in the texts, with its brackets: "[a branch]".
    pub mark: String,
    pub reason: String,
    /// How often it stands in the exhibits of this packet.
    pub times: u32,
}

/// A signer's own words, reviewed before print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    pub text: String,
    /// "Library technician, District 3", or a public name; nothing for a counted signer.
    #[serde(default)]
    pub attribution: Option<String>,
    /// How many signers wrote the same words; 1 for words of somebody's own.
    #[serde(default = "once")]
    pub times: u32,
}

fn once() -> u32 {
    1
}

/// A published statistic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// What was counted.
    pub statistic: String,
    pub value: String,
    pub source: String,
    /// As the source dates it ("2024", "March 2025").
    #[serde(default)]
    pub date: Option<String>,
    /// The number of people or records behind it.
    #[serde(default)]
    pub n: Option<String>,
    #[serde(default)]
    pub quote: Option<String>,
    #[serde(default)]
    pub link: Option<String>,
}
