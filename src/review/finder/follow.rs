//! Follows what was found through the whole text, in any case, word by word.

use super::{Label, Span};

/// The words of a text as byte ranges: letters, digits and what joins them.
pub(super) fn words(text: &str) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let is_inside =
            c.is_alphanumeric() || (start.is_some() && matches!(c, '-' | '\u{300}'..='\u{36f}'));
        match (start, is_inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    words.extend(start.map(|from| (from, text.len())));
    words
}

/// Where a name stands as whole words, in any case and with any spacing.
pub(super) fn occurrences(text: &str, name: &str) -> Vec<(usize, usize)> {
    let wanted: Vec<String> = words(name)
        .into_iter()
        .map(|(start, end)| folded(&name[start..end]))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let words = words(text);
    let runs = words.windows(wanted.len());
    let same = |run: &&[(usize, usize)]| {
        run.iter()
            .zip(&wanted)
            .all(|((start, end), wanted)| folded(&text[*start..*end]) == *wanted)
    };
    let range = |run: &[(usize, usize)]| (run[0].0, run[run.len() - 1].1);
    runs.filter(same).map(range).collect()
}

fn folded(word: &str) -> String {
    word.to_lowercase()
}

/// Titles are no part of a name that is worth following.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "mx",
    "miss",
    "dr",
    "prof",
    "sgt",
    "lt",
    "capt",
    "officer",
    "deputy",
    "detective",
    "supervisor",
    "manager",
    "director",
    "commissioner",
    "sra",
    "sr",
    "señora",
    "señor",
    "doña",
    "don",
    "my",
    "name",
    "is",
    "am",
    "called",
    "me",
    "llamo",
    "mi",
    "nombre",
    "es",
];

/// Every other place of the names that were found, each part of a name by itself.
pub(super) fn found_names(text: &str, spans: &[Span]) -> Vec<Span> {
    let mut parts: Vec<String> = Vec::new();
    for span in spans.iter().filter(|span| span.label == Label::Person) {
        let name = &text[span.start..span.end];
        let long = words(name)
            .into_iter()
            .map(|(start, end)| folded(&name[start..end]));
        parts.extend(
            long.filter(|part| part.chars().count() > 2 && !TITLES.contains(&part.as_str())),
        );
    }
    parts.sort();
    parts.dedup();
    let all = words(text).into_iter();
    let known =
        all.filter(|(start, end)| parts.binary_search(&folded(&text[*start..*end])).is_ok());
    known
        .map(|(start, end)| Span {
            start,
            end,
            label: Label::Person,
            why: "a name that was found elsewhere in the text",
        })
        .collect()
}
