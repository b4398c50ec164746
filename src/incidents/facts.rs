//! What a witness says of a safety incident, in words of the vocabulary.

use std::fmt;

use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::vocabulary::{
    Circumstance, DaysAway, IncidentPlace, IncidentType, Perpetrator, ViolenceType, WhatCameOfIt,
    WhoWasCalled,
};

/// A safety incident on the vocabulary of the violent incident log (California Labor Code 6401.9(d)).
/// Every field may be left out.
#[derive(Clone, Default, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct IncidentFacts {
    /// Who was violent against whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub violence_type: Option<ViolenceType>,
    /// Who committed the violence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub perpetrator: Option<Perpetrator>,
    /// The circumstances at the time; several may hold.
    #[oai(validator(max_items = 11, unique_items))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub circumstances: Option<Vec<Circumstance>>,
    /// Where it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<IncidentPlace>,
    /// What happened; several may hold.
    #[oai(validator(max_items = 8, unique_items))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_types: Option<Vec<IncidentType>>,
    /// Who was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who_was_called: Option<WhoWasCalled>,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_came_of_it: Option<WhatCameOfIt>,
    /// How long somebody was away from work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_away: Option<DaysAway>,
}

impl IncidentFacts {
    /// Whether nothing at all is said.
    pub fn is_empty(&self) -> bool {
        let lists_are_empty = self.circumstances.as_ref().is_none_or(Vec::is_empty)
            && self.incident_types.as_ref().is_none_or(Vec::is_empty);
        let rest = Self {
            circumstances: None,
            incident_types: None,
            ..self.clone()
        };
        lists_are_empty && rest == Self::default()
    }
}

impl fmt::Debug for IncidentFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IncidentFacts(hidden)")
    }
}
