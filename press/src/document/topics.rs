//! Demands, figures and trainings of one subject, side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One subject of the campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TopicRow {
    /// "Police response".
    pub label: String,
    /// The numbers of the demands that ask about it.
    #[serde(default)]
    pub demands: Vec<u32>,
    /// What published testimony says of it, each with its figure: "Who was called: law enforcement, about 35".
    #[serde(default)]
    pub told: Vec<String>,
    /// Trainings about it, each with its day.
    #[serde(default)]
    pub trainings: Vec<String>,
}
