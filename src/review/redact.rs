//! Makes the text that may be printed: every decided finding replaced by words of constant form.

mod people;
mod words;

use std::collections::{HashMap, HashSet};

use super::finder::{Decision, Finding, Label, MARKED, base_letter, is_name_part, is_ordinary};
use people::People;
use words::{broader, constant};

/// A text in which every finding was decided. It comes from redacting or from a published row, and from nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redacted(String);

/// A finding is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a finding is undecided")]
pub struct FindingUndecided;

impl Redacted {
    pub fn redact(text: &str, findings: &[Finding]) -> Result<Self, FindingUndecided> {
        let is_undecided = |finding: &Finding| finding.decision == Decision::Undecided;
        if findings.iter().any(is_undecided) {
            return Err(FindingUndecided);
        }
        Ok(Self(replaced(text, findings)))
    }

    /// Only for rows of `published_testimony`, which were redacted when they were written.
    pub(super) fn from_published_row(text: String) -> Self {
        Self(text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How the text would read if all that is undecided were masked.
pub fn preview(text: &str, findings: &[Finding]) -> String {
    replaced(text, findings)
}

fn replaced(text: &str, findings: &[Finding]) -> String {
    let letters: Vec<char> = text.chars().collect();
    let spans = with_recurrences(&letters, findings);
    let mut people = People::default();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in &spans {
        // Of two that overlap the later one begins where the earlier one ends: no end of it is left standing.
        let start = (span.start as usize).max(at);
        let end = (span.end as usize).min(letters.len());
        if start >= end {
            continue;
        }
        out.extend(&letters[at..start]);
        at = end;
        let words: String = letters[start..end].iter().collect();
        let instead = match span.decision {
            Decision::Keep => {
                out.push_str(&words);
                continue;
            }
            Decision::Generalise => broader(span, &words, &mut people),
            Decision::Mask | Decision::Undecided => constant(span.replacement, &words, &mut people),
        };
        without_article(&mut out);
        out.push_str(&instead);
        at += possessive(&letters[start..end], &letters[end..], &mut out);
    }
    out.extend(letters.get(at..).unwrap_or_default());
    out
}

/// "a" and "an" tell how the next word begins: eight and eleven, eighteen, and eighty-one.
fn without_article(out: &mut String) {
    let Some(bare) = out.strip_suffix(' ') else {
        return;
    };
    let word = bare.rsplit(|c: char| !c.is_alphanumeric()).next();
    if let Some(article) = word.filter(|word| matches!(*word, "a" | "an" | "A" | "An" | "AN")) {
        out.truncate(bare.len() - article.len());
    }
}

/// "Hollis' desk" tells how the name ends; how many letters of it are used up.
fn possessive(name: &[char], rest: &[char], out: &mut String) -> usize {
    let ends_in_s = name
        .last()
        .is_some_and(|c| matches!(c, 's' | 'S' | 'x' | 'z'));
    match rest {
        ['\'' | '’', ' ', next, ..] if ends_in_s && next.is_lowercase() => {
            out.push_str("'s");
            1
        }
        _ => 0,
    }
}

/// What was masked once is masked wherever it stands again, except where a reviewer kept it on purpose.
fn with_recurrences(letters: &[char], findings: &[Finding]) -> Vec<Finding> {
    let folded: Vec<char> = letters.iter().map(|c| fold(*c)).collect();
    let mut taken = vec![false; letters.len()];
    for finding in findings {
        for place in taken
            .iter_mut()
            .take(finding.end as usize)
            .skip(finding.start as usize)
        {
            *place = true;
        }
    }
    let mut spans = findings.to_vec();
    let hidden = findings
        .iter()
        .filter(|finding| finding.decision != Decision::Keep);
    let text = Searched::new(&folded);
    let mut looked_for = HashSet::new();
    for finding in hidden {
        for needle in needles(&folded, finding) {
            if !looked_for.insert(needle.words) {
                continue;
            }
            let length = needle.words.len();
            let mut from = 0;
            for found in text.places(needle.words) {
                if found < from {
                    continue;
                }
                from = found + length;
                let (start, end) = whole_words(letters, &taken, found, length);
                let fits = (!needle.only_whole || (start, end) == (found, found + length))
                    && (!needle.only_capital || letters[found].is_uppercase());
                if fits && !taken[found..found + length].iter().any(|t| *t) {
                    taken[start..end].fill(true);
                    spans.push(Finding {
                        start: u32::try_from(start).unwrap_or(u32::MAX),
                        end: u32::try_from(end).unwrap_or(u32::MAX),
                        ..finding.clone()
                    });
                }
            }
        }
    }
    spans.sort_by_key(|span| span.start);
    spans
}

/// What is looked for elsewhere in the text.
struct Needle<'a> {
    words: &'a [char],
    only_whole: bool,
    /// Two or three letters may be a word that everybody uses: "Art", "Bo".
    only_capital: bool,
}

/// The span as it stands; of a person whom a reviewer marked, each name too.
fn needles<'a>(folded: &'a [char], finding: &Finding) -> Vec<Needle<'a>> {
    let span = folded.get(finding.start as usize..finding.end as usize);
    let words = span.unwrap_or_default();
    let length = words.iter().filter(|c| c.is_alphanumeric()).count();
    let is_marked = finding.why == MARKED;
    let mut needles = Vec::new();
    // Three letters within other words are no name; three letters that a reviewer marked are one as a word.
    if length >= 4 || (length > 0 && is_marked) {
        needles.push(Needle {
            words,
            only_whole: length < 4,
            only_capital: false,
        });
    }
    if is_marked && finding.label == Label::Person {
        let names = words.split(|c| !c.is_alphanumeric());
        for words in names.filter(|name| name.len() > 1) {
            let name: String = words.iter().collect();
            if words.len() < 4 && !is_name_part(&name) {
                continue;
            }
            needles.push(Needle {
                words,
                only_whole: true,
                only_capital: words.len() < 3 || words.len() < 4 && is_ordinary(&name),
            });
        }
    }
    needles
}

/// A text in which thousands of words are looked for: where each run of four letters stands.
struct Searched<'a> {
    letters: &'a [char],
    runs: HashMap<&'a [char], Vec<usize>>,
}

const RUN: usize = 4;

impl<'a> Searched<'a> {
    fn new(letters: &'a [char]) -> Self {
        let mut runs: HashMap<&[char], Vec<usize>> = HashMap::new();
        for (at, run) in letters.windows(RUN).enumerate() {
            runs.entry(run).or_default().push(at);
        }
        Self { letters, runs }
    }

    fn places(&self, words: &[char]) -> Vec<usize> {
        let stands = |at: &usize| self.letters[*at..].starts_with(words);
        match words.get(..RUN) {
            Some(run) => {
                let places = self.runs.get(run).into_iter().flatten().copied();
                places.filter(stands).collect()
            }
            None => (0..self.letters.len()).filter(stands).collect(),
        }
    }
}

/// Half a word left standing would tell the rest.
fn whole_words(letters: &[char], taken: &[bool], start: usize, length: usize) -> (usize, usize) {
    let goes_on = |at: usize| letters[at].is_alphanumeric() && !taken[at];
    let (mut start, mut end) = (start, start + length);
    while start > 0 && letters[start].is_alphanumeric() && goes_on(start - 1) {
        start -= 1;
    }
    while end < letters.len() && letters[end - 1].is_alphanumeric() && goes_on(end) {
        end += 1;
    }
    (start, end)
}

/// One letter for one, so that places stay where they are: "Nguyễn" is followed as "nguyen" too.
fn fold(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    base_letter(lower)
}

#[cfg(test)]
mod tests {
    use super::super::finder::{Directory, Replacement, find};
    use super::*;

    fn decided(text: &str, decision: Decision) -> Vec<Finding> {
        let mut findings = find(text, &Directory::default());
        for finding in &mut findings {
            finding.decision = decision;
        }
        findings
    }

    #[test]
    fn nothing_is_redacted_while_a_finding_is_undecided() {
        let text = "Ask Mr. Halloran at 5:40 pm.";
        let findings = find(text, &Directory::default());
        assert_eq!(Redacted::redact(text, &findings), Err(FindingUndecided));
    }

    #[test]
    fn the_same_person_is_the_same_word_within_one_text() {
        let text = "I asked Mr. Halloran and Ms. Okonjo. Then halloran laughed and Okonjo left.";
        let redacted = Redacted::redact(text, &decided(text, Decision::Mask)).unwrap();
        assert_eq!(
            redacted.as_str(),
            "I asked [a coworker] and [another coworker]. Then [a coworker] laughed and [another coworker] left."
        );
    }

    #[test]
    fn a_time_is_generalised_to_the_part_of_the_day() {
        let text = "It was about 5:40 pm, and a 16-year-old was there on March 3, 2026.";
        let redacted = Redacted::redact(text, &decided(text, Decision::Generalise)).unwrap();
        assert_eq!(
            redacted.as_str(),
            "It was about [in the evening], and [a minor] was there on [in 2026]."
        );
    }

    #[test]
    fn what_was_masked_once_does_not_recur_anywhere() {
        let text = "xHALLORANx and Halloran";
        let finding = Finding {
            number: 0,
            start: 15,
            end: 23,
            label: Label::Person,
            why: String::new(),
            decision: Decision::Mask,
            replacement: Replacement::Coworker,
        };
        let redacted = Redacted::redact(text, &[finding]).unwrap();
        assert!(
            !redacted.as_str().to_lowercase().contains("halloran"),
            "{redacted:?}"
        );
    }

    fn mark(start: u32, end: u32) -> Finding {
        Finding {
            number: 0,
            start,
            end,
            label: Label::Person,
            why: MARKED.to_owned(),
            decision: Decision::Mask,
            replacement: Replacement::Coworker,
        }
    }

    #[test]
    fn a_short_name_that_a_reviewer_marked_is_followed_as_a_whole_word() {
        let text = "I told Lee. lee's sleeve tore, and LEE fled.";
        let redacted = Redacted::redact(text, &[mark(7, 10)]).unwrap();
        assert_eq!(
            redacted.as_str(),
            "I told [a coworker]. [a coworker]'s sleeve tore, and [a coworker] fled."
        );
    }

    #[test]
    fn how_long_somebody_has_been_there_becomes_some_time() {
        let text = "I worked for the vendor for eleven years.";
        for decision in [Decision::Mask, Decision::Generalise] {
            let redacted = Redacted::redact(text, &decided(text, decision)).unwrap();
            assert_eq!(
                redacted.as_str(),
                "I worked for the vendor for [some time]."
            );
        }
    }

    #[test]
    fn what_is_kept_stays_as_it_is() {
        let text = "We met on Tuesday.";
        let redacted = Redacted::redact(text, &decided(text, Decision::Keep)).unwrap();
        assert_eq!(redacted.as_str(), text);
    }

    #[track_caller]
    fn masked(text: &str, becomes: &str) {
        let redacted = Redacted::redact(text, &decided(text, Decision::Mask)).unwrap();
        assert_eq!(
            redacted.as_str(),
            becomes,
            "{:?}",
            decided(text, Decision::Mask)
        );
    }

    #[test]
    fn a_shared_title_or_surname_makes_two_people_no_one() {
        masked(
            "Mrs. Halloran told Mrs. Quintanilla, and Mrs. Halloran left.",
            "[a coworker] told [another coworker], and [a coworker] left.",
        );
        masked(
            "We met Denise Okafor and Chidi Okafor. Then Denise cried.",
            "We met [a coworker] and [another coworker]. Then [a coworker] cried.",
        );
        masked(
            "We met Zoë Halloran. Then Zoe Halloran left.",
            "We met [a coworker]. Then [a coworker] left.",
        );
    }

    #[test]
    fn neither_an_article_nor_an_apostrophe_tells_how_a_masked_word_begins_or_ends() {
        for age in ["an 8", "a 9", "an 11", "a 17", "an 18"] {
            masked(
                &format!("It was {age}-year-old girl."),
                "It was [an age] girl.",
            );
        }
        for name in ["Hollis'", "Halloran's", "Hollis’"] {
            let text = format!("It was Mr. {name} desk.");
            masked(&text, "It was [a coworker]'s desk.");
        }
    }

    #[test]
    fn of_a_marked_person_a_short_name_and_one_without_accents_are_followed() {
        let text = "Ana Nguyễn came. Then Ana left, and NGUYEN called; the banana stayed.";
        let redacted = Redacted::redact(text, &[mark(0, 10)]).unwrap();
        assert_eq!(
            redacted.as_str(),
            "[a coworker] came. Then [a coworker] left, and [a coworker] called; the banana stayed."
        );
        let text = "Art Bo came. The art program ended; Bo bobbed.";
        let redacted = Redacted::redact(text, &[mark(0, 6)]).unwrap();
        assert_eq!(
            redacted.as_str(),
            "[a coworker] came. The art program ended; [a coworker] bobbed."
        );
    }
}
