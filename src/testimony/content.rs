//! What is sealed: text and structured facts as one JSON document.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::told::Told;
use super::wire::TestimonyKind;
use crate::directory::WorkplaceId;
use crate::incidents::facts::IncidentFacts;
use crate::layoffs::facts::LayoffFacts;

/// A testimony in the open: in memory only, while it is sealed and while a reviewer reads.
pub struct Content {
    pub text: Option<Told>,
    pub facts: Facts,
}

/// Everything but the text.
#[derive(Clone, Serialize, Deserialize)]
pub struct Facts {
    pub kind: TestimonyKind,
    pub language: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workplace_id: Option<WorkplaceId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentFacts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layoff: Option<LayoffFacts>,
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(flatten)]
    facts: &'a Facts,
}

#[derive(Deserialize)]
struct Read {
    #[serde(default)]
    text: Option<String>,
    #[serde(flatten)]
    facts: Facts,
}

/// The sealed bytes opened, but they are no testimony.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what was sealed is no testimony")]
pub struct NotATestimony;

impl Content {
    pub fn write(&self) -> Result<Zeroizing<Vec<u8>>, NotATestimony> {
        let text = self.text.as_ref().map(Told::expose);
        // Room for every character escaped: a buffer that grows leaves copies behind.
        let room = 6 * text.map_or(0, str::len) + 4096;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        let written = Written {
            text,
            facts: &self.facts,
        };
        serde_json::to_writer(&mut *bytes, &written).map_err(|_| NotATestimony)?;
        Ok(bytes)
    }

    pub fn read(bytes: &[u8]) -> Result<Self, NotATestimony> {
        let read: Read = serde_json::from_slice(bytes).map_err(|_| NotATestimony)?;
        Ok(Self {
            text: read.text.map(Told::from),
            facts: read.facts,
        })
    }
}

impl Facts {
    /// Whether there is nothing beside kind and language.
    pub fn is_empty(&self) -> bool {
        self.happened_on.is_none()
            && self.workplace_id.is_none()
            && self.job_group.is_none()
            && self.incident.as_ref().is_none_or(IncidentFacts::is_empty)
            && self.layoff.as_ref().is_none_or(LayoffFacts::is_empty)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(hidden)")
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Facts(hidden)")
    }
}
