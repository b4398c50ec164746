//! What a statistics release is about: a fixed list of themes, each a set of tables of its own.

use serde_json::Value;

use super::called::ALL_EMPLOYERS;
use super::disclosure::Grain;
use super::entity::incident;
use super::vocabulary::IncidentType;
use crate::layoffs::entity::layoff;

crate::words! {
    /// What the tables of one theme count.
    Theme {
        /// Published testimonies by what they are about.
        Testimonies = "testimonies",
        /// Safety incidents by what happened; a testimony may name several.
        IncidentTypes = "incident_types",
        /// Safety incidents by the circumstances; a testimony may name several.
        Circumstances = "circumstances",
        /// Safety incidents by who was called.
        WhoWasCalled = "who_was_called",
        /// Safety incidents by what came of it.
        WhatCameOfIt = "what_came_of_it",
        /// Layoffs by the notice that was given.
        NoticeGiven = "notice_given",
        /// Layoffs by how many lost their work at once.
        PeopleAffected = "people_affected",
        /// Layoffs by who laid off.
        Employers = "employers",
        /// Published testimonies with a worker token behind them.
        VerifiedWorkers = "verified_workers",
    }
}

/// Of which testimonies a theme is a part; the first is the sum of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum About {
    Any,
    Incidents,
    Layoffs,
}

/// Kinds that say nothing are not counted.
const UNSAID: [&str; 2] = ["prefer_not_to_say", "not_known"];

impl Theme {
    /// What the answers of this theme are answers to, and whether a testimony gives one at most: then they add up to no more
    /// than the testimonies, where otherwise each alone is no more.
    pub(super) fn is_about(self) -> (About, bool) {
        match self {
            Self::Testimonies | Self::VerifiedWorkers => (About::Any, true),
            Self::IncidentTypes | Self::Circumstances => (About::Incidents, false),
            Self::WhoWasCalled | Self::WhatCameOfIt => (About::Incidents, true),
            Self::NoticeGiven | Self::PeopleAffected | Self::Employers => (About::Layoffs, true),
        }
    }

    /// The kinds that one incident is counted under.
    pub(super) fn of_incident(self, row: &incident::Model) -> Vec<Grain> {
        match self {
            Self::Testimonies => vec![grain("safety_incident", "any testimony")],
            Self::IncidentTypes => words(&row.incident_types)
                .filter_map(|word| Some(grain(word, word.parse::<IncidentType>().ok()?.broader())))
                .collect(),
            Self::Circumstances => words(&row.circumstances)
                .map(|word| grain(word, "any circumstance"))
                .collect(),
            Self::WhoWasCalled => told(row.who_was_called.as_deref(), |word| match word {
                "nobody" => "nobody",
                _ => "somebody",
            }),
            Self::WhatCameOfIt => told(row.what_came_of_it.as_deref(), |word| match word {
                "nothing" | "help_came_too_late" | "reporter_blamed" => "no_help",
                _ => "some_response",
            }),
            Self::VerifiedWorkers => verified(row.verified_worker),
            Self::NoticeGiven | Self::PeopleAffected | Self::Employers => Vec::new(),
        }
    }

    /// The kinds that one layoff is counted under.
    pub(super) fn of_layoff(self, row: &layoff::Model, employer: Option<&str>) -> Vec<Grain> {
        match self {
            Self::Testimonies => vec![grain("layoff", "any testimony")],
            Self::NoticeGiven => told(row.notice_given.as_deref(), |_| "any notice"),
            Self::PeopleAffected => told(row.people_affected.as_deref(), |_| "any number"),
            Self::Employers => employer
                .map(|name| grain(name, ALL_EMPLOYERS))
                .into_iter()
                .collect(),
            Self::VerifiedWorkers => verified(row.verified_worker),
            _ => Vec::new(),
        }
    }
}

/// The others are no kind: their number beside this one would be nobody's protection.
fn verified(is_verified: bool) -> Vec<Grain> {
    let kind = is_verified.then(|| grain("verified_worker", "verified_worker"));
    kind.into_iter().collect()
}

fn grain(fine: &str, broad: &str) -> Grain {
    Grain {
        fine: fine.to_owned(),
        broad: broad.to_owned(),
    }
}

fn told(word: Option<&str>, broader: impl Fn(&str) -> &'static str) -> Vec<Grain> {
    let said = word.filter(|word| !UNSAID.contains(word));
    said.map(|word| grain(word, broader(word)))
        .into_iter()
        .collect()
}

fn words(list: &Value) -> impl Iterator<Item = &str> {
    let words = list.as_array().into_iter().flatten();
    words
        .filter_map(Value::as_str)
        .filter(|word| !UNSAID.contains(word))
}
