//! What a packet that follows another says of it: what was delivered, answered and promised, and what happened since.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Day, Paragraphs, Sha256Hex};

/// The packet that this one follows, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// As its footers name it.
    pub first_id: String,
    /// Of its report, as it left.
    #[serde(default)]
    pub first_sha256: Option<Sha256Hex>,
    /// The day on which it left.
    pub left_on: Day,
    /// The day on which it is known to have arrived.
    #[serde(default)]
    pub delivered_on: Option<Day>,
    /// Confirmed signatures in it.
    pub signatures_then: u64,
    /// Days since it was delivered, or since it left.
    pub days: u64,
    /// What was answered, oldest first; empty where they are silent.
    #[serde(default)]
    pub answers: Vec<Answer>,
    #[serde(default)]
    pub promises: Vec<Promise>,
    /// How the addressee voted on it since.
    #[serde(default)]
    pub votes: Vec<Vote>,
    /// What happened since, in the sender's own words.
    #[serde(default)]
    pub since: Paragraphs,
    /// By when an answer is asked for now, in place of the day that the campaign once named.
    #[serde(default)]
    pub answer_by: Option<Day>,
    /// Where the public record stands.
    #[serde(default)]
    pub record_url: Option<String>,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub received_on: Day,
    /// What it amounts to, in the packet's language.
    pub amounts_to: String,
    /// Whether it says something of what was asked; that it was received says nothing.
    #[serde(default)]
    pub answers: bool,
    /// In the addressee's own words.
    #[serde(default)]
    pub text: Option<String>,
    pub source: String,
}

/// One promise, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    pub text: String,
    #[serde(default)]
    pub promised_on: Option<Day>,
    /// Where it stands written.
    #[serde(default)]
    pub source: Option<String>,
    pub due_on: Day,
    /// Where it stands, in the packet's language.
    pub stands: String,
    /// What shows it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// One vote on what was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    pub held_on: Day,
    pub item: String,
    /// How the addressee voted, in the packet's language; absent for a body.
    #[serde(default)]
    pub voted: Option<String>,
    /// What came of it, in the packet's language.
    pub outcome: String,
    pub source: String,
}
