//! Names: those of the organization's own directory in any case, and unknown words that are written like names.

use super::follow::{occurrences, words};
use super::{Label, Span};

/// The names that an organization's directory holds.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    pub people: Vec<String>,
    pub workplaces: Vec<String>,
}

/// Words in the names of workplaces that name none.
const COMMON_IN_WORKPLACES: &[&str] = &[
    "branch",
    "library",
    "libraries",
    "center",
    "centre",
    "central",
    "main",
    "street",
    "avenue",
    "road",
    "north",
    "south",
    "east",
    "west",
    "the",
    "and",
    "public",
    "county",
    "city",
    "community",
    "park",
    "hill",
    "service",
    "services",
    "bookmobile",
];

/// Capitalised within a sentence without being anybody's name.
const COMMON_CAPITALS: &[&str] = &[
    "i",
    "i'm",
    "i've",
    "i'd",
    "i'll",
    "library",
    "branch",
    "county",
    "supervisor",
    "supervisors",
    "board",
    "security",
    "guard",
    "english",
    "spanish",
    "español",
    "american",
    "covid",
    "mr",
    "mrs",
    "ms",
    "dr",
    "ok",
    "tv",
    "pc",
    "wi-fi",
    "wifi",
    "usa",
    "us",
    "california",
    "internet",
    "god",
    "christmas",
    "hr",
    "cpr",
    "narcan",
    "ada",
    "osha",
    "union",
];

pub(super) fn find(text: &str, directory: &Directory) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut look_for = |name: &str, label, why| {
        for (start, end) in occurrences(text, name) {
            spans.push(Span {
                start,
                end,
                label,
                why,
            });
        }
    };
    for person in &directory.people {
        look_for(person, Label::Person, "somebody of the directory");
        for part in person
            .split_whitespace()
            .filter(|part| part.chars().count() > 2)
        {
            look_for(part, Label::Person, "part of a name of the directory");
        }
    }
    for workplace in &directory.workplaces {
        look_for(workplace, Label::Branch, "a workplace of the directory");
        for short in short_names(workplace) {
            look_for(
                &short,
                Label::Branch,
                "a workplace of the directory, in short",
            );
        }
    }
    spans.extend(unknown_capitals(text));
    spans
}

/// "Alder Street Branch" is also "Alder Street" and "Alder".
fn short_names(workplace: &str) -> Vec<String> {
    let is_common = |word: &str| COMMON_IN_WORKPLACES.contains(&word.to_lowercase().as_str());
    let parts: Vec<&str> = workplace.split_whitespace().collect();
    let mut short = Vec::new();
    for length in (1..parts.len()).rev() {
        let (front, last) = (&parts[..length], parts[length - 1]);
        if front.iter().any(|word| !is_common(word)) && (length > 1 || last.chars().count() > 3) {
            short.push(front.join(" "));
        }
    }
    short
}

/// Runs of capitalised words that do not only open a sentence.
fn unknown_capitals(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut opens_sentence = true;
    let mut last_end = 0;
    for (start, end) in words(text) {
        let word = &text[start..end];
        let gap = &text[last_end..start];
        opens_sentence |= gap.contains(['.', '!', '?', '\n', ':', '"', '“', '«', '¿', '¡']);
        let is_capital = word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().count() > 1
            && !COMMON_CAPITALS.contains(&word.to_lowercase().as_str());
        let goes_on = spans.last().is_some_and(|last| last.end == last_end) && gap == " ";
        match spans.last_mut() {
            Some(last) if is_capital && goes_on => last.end = end,
            _ if is_capital && !opens_sentence => spans.push(Span {
                start,
                end,
                label: Label::Other,
                why: "a capitalised word that is not known",
            }),
            _ => {}
        }
        opens_sentence = false;
        last_end = end;
    }
    spans
}
