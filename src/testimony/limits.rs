//! What a testimony may hold: asked by the server before it seals, by a client that seals, and by whoever opens what a client sealed.

use std::collections::HashSet;
use std::hash::Hash;

use chrono::{Days, NaiveDate};

use super::content::Content;
use super::told::Told;
use super::wire::TEXT_MAX;
use crate::http::Violation;
use crate::text::{clean_line, clean_text};

/// Every place where a testimony is not what the contract says of it. A day is held against `today`.
pub fn violations(content: &Content, today: NaiveDate) -> Vec<Violation> {
    let (mut wrong, facts) = (Vec::new(), &content.facts);
    if let Some(Err(error)) = content
        .text
        .as_ref()
        .map(|text| clean_text(text.expose(), TEXT_MAX).map(Told::from))
    {
        wrong.push(Violation::new("/text", error.to_string()));
    }
    if let Some(Err(error)) = facts.job_group.as_ref().map(|group| clean_line(group, 80)) {
        wrong.push(Violation::new("/job_group", error.to_string()));
    }
    if facts.language.len() > 35 || language_tags::LanguageTag::parse(&facts.language).is_err() {
        wrong.push(Violation::new(
            "/language",
            "must be a language tag (BCP 47)",
        ));
    }
    if facts
        .happened_on
        .is_some_and(|day| !is_possible(day, today))
    {
        wrong.push(Violation::new(
            "/happened_on",
            "must be a day of the last hundred years",
        ));
    }
    if let Some(incident) = &facts.incident {
        if has_repeats(incident.circumstances.as_deref()) {
            wrong.push(repeated("/incident/circumstances"));
        }
        if has_repeats(incident.incident_types.as_deref()) {
            wrong.push(repeated("/incident/incident_types"));
        }
    }
    if content.text.is_none() && facts.is_empty() && wrong.is_empty() {
        wrong.push(Violation::new("", "must have a text or at least one fact"));
    }
    wrong
}

/// A day ahead is possible: the witness's today may be later than that of UTC.
fn is_possible(day: NaiveDate, today: NaiveDate) -> bool {
    let earliest = today.checked_sub_days(Days::new(100 * 366));
    day <= today + Days::new(1) && earliest.is_none_or(|earliest| day >= earliest)
}

fn has_repeats<T: Eq + Hash>(words: Option<&[T]>) -> bool {
    let words = words.unwrap_or_default();
    let distinct: HashSet<&T> = words.iter().collect();
    distinct.len() < words.len()
}

fn repeated(pointer: &str) -> Violation {
    Violation::new(pointer, "must not hold a word twice")
}
