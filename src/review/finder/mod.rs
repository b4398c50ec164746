//! Finds what may identify somebody in a text: rules first, the organization's own directory, then each found name everywhere.

mod follow;
mod names;
mod patterns;

use poem_openapi::Object;
use serde::{Deserialize, Serialize};

pub use names::Directory;

crate::words! {
    /// What a finding may be.
    #[oai(rename = "FindingLabel")]
    Label {
        Person = "PERSON",
        Location = "LOCATION",
        Branch = "BRANCH",
        Organization = "ORGANIZATION",
        Email = "EMAIL",
        Phone = "PHONE",
        Handle = "HANDLE",
        Url = "URL",
        Address = "ADDRESS",
        Id = "ID",
        Date = "DATE",
        Time = "TIME",
        Age = "AGE",
        Role = "ROLE",
        Tenure = "TENURE",
        Other = "OTHER",
    }
}

crate::words! {
    /// What a reviewer decided about a finding.
    Decision {
        /// Not looked at yet: nothing is published while there is one.
        Undecided = "undecided",
        /// Replaced by a constant word.
        Mask = "mask",
        /// Replaced by a broader word where there is one, such as the part of the day for a time.
        Generalise = "generalise",
        /// It identifies nobody and stays.
        Keep = "keep",
    }
}

crate::words! {
    /// By what a masked span is replaced; the words are constant, so that neither length nor letters tell anything.
    Replacement {
        /// "[a coworker]", then "[another coworker]": the same person is the same word within one text.
        Coworker = "coworker",
        Manager = "manager",
        Patron = "patron",
        Official = "official",
        Person = "person",
        Branch = "branch",
        Place = "place",
        Organization = "organization",
        Date = "date",
        Time = "time",
        Age = "age",
        Role = "role",
        Contact = "contact",
        Number = "number",
        Removed = "removed",
    }
}

/// A span of the text that may identify somebody.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
pub struct Finding {
    /// Names the finding within this text.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub number: u32,
    /// Where it starts, in Unicode code points from 0.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub start: u32,
    /// Where it ends: the code point after its last.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub end: u32,
    pub label: Label,
    /// Why it was found.
    pub why: String,
    pub decision: Decision,
    /// By what it is replaced when it is masked.
    pub replacement: Replacement,
}

/// A span before it has a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub label: Label,
    pub why: &'static str,
}

/// All findings of a text, in its order, none overlapping another.
pub fn find(text: &str, directory: &Directory) -> Vec<Finding> {
    let mut spans = patterns::find(text);
    spans.extend(names::find(text, directory));
    let spans = merge(spans);
    let spans = merge([follow::found_names(text, &spans), spans].concat());
    in_code_points(text, &spans)
}

/// Overlapping spans become one that covers both and is called what the longer was called.
fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => {
                if span.end - span.start > last.end - last.start {
                    (last.label, last.why) = (span.label, span.why);
                }
                last.end = last.end.max(span.end);
            }
            _ => merged.push(span),
        }
    }
    merged
}

fn in_code_points(text: &str, spans: &[Span]) -> Vec<Finding> {
    let (mut at, mut counted) = (0, 0);
    let mut code_points = |byte: usize| {
        counted += text.get(at..byte).map_or(0, |part| part.chars().count());
        at = byte;
        u32::try_from(counted).unwrap_or(u32::MAX)
    };
    let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let finding = |(index, span): (usize, &Span)| Finding {
        number: number(index),
        start: code_points(span.start),
        end: code_points(span.end),
        label: span.label,
        why: span.why.to_owned(),
        decision: Decision::Undecided,
        replacement: span.label.replacement(),
    };
    spans.iter().enumerate().map(finding).collect()
}

impl Label {
    /// What usually takes the place of such a span.
    pub fn replacement(self) -> Replacement {
        match self {
            Self::Person => Replacement::Coworker,
            Self::Branch => Replacement::Branch,
            Self::Location | Self::Address => Replacement::Place,
            Self::Organization => Replacement::Organization,
            Self::Email | Self::Phone | Self::Handle | Self::Url => Replacement::Contact,
            Self::Id => Replacement::Number,
            Self::Date | Self::Tenure => Replacement::Date,
            Self::Time => Replacement::Time,
            Self::Age => Replacement::Age,
            Self::Role => Replacement::Role,
            Self::Other => Replacement::Removed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        Directory {
            people: vec!["Marisol Quintanilla".to_owned(), "Ed Bo".to_owned()],
            workplaces: vec![
                "Alder Street Branch".to_owned(),
                "Eastmont Branch".to_owned(),
            ],
        }
    }

    fn found(text: &str) -> Vec<(Label, String)> {
        let letters: Vec<char> = text.chars().collect();
        let words = |finding: Finding| {
            let (start, end) = (finding.start as usize, finding.end as usize);
            (finding.label, letters[start..end].iter().collect())
        };
        find(text, &directory()).into_iter().map(words).collect()
    }

    #[track_caller]
    fn finds(text: &str, label: Label, words: &str) {
        let all = found(text);
        assert!(
            all.iter().any(|(l, w)| *l == label && w.contains(words)),
            "{all:?}"
        );
    }

    #[test]
    fn an_address_of_mail_is_found_written_plainly_and_in_disguise() {
        finds(
            "write to mai.tran@alder.example now",
            Label::Email,
            "mai.tran@alder.example",
        );
        finds(
            "mai dot tran at alder dot org",
            Label::Email,
            "tran at alder dot org",
        );
        finds(
            "mai [at] alder [dot] org, please",
            Label::Email,
            "mai [at] alder [dot] org",
        );
        finds(
            "escríbeme a mai arroba alder punto org",
            Label::Email,
            "mai arroba alder punto org",
        );
    }

    #[test]
    fn numbers_that_reach_or_name_somebody_are_found() {
        finds(
            "call (555) 010-4477 after six",
            Label::Phone,
            "(555) 010-4477",
        );
        finds("call 555.010.4477", Label::Phone, "555.010.4477");
        finds("ssn 078-05-1120 was read out", Label::Id, "078-05-1120");
        finds("incident report #2231-B says", Label::Id, "2231-B");
        finds("his plate 7ABC123 was", Label::Id, "7ABC123");
        finds("badge number 4471", Label::Id, "4471");
    }

    #[test]
    fn addresses_links_and_handles_are_found() {
        finds(
            "lives at 1420 Old Mill Rd. now",
            Label::Address,
            "1420 Old Mill Rd",
        );
        finds(
            "see https://example.org/a?b=c.",
            Label::Url,
            "https://example.org/a?b=c",
        );
        finds("posted by @mai_tran", Label::Handle, "@mai_tran");
    }

    #[test]
    fn days_and_times_are_found() {
        finds("on March 3rd, 2026 it", Label::Date, "March 3rd, 2026");
        finds("el 3 de marzo de 2026", Label::Date, "3 de marzo de 2026");
        finds("on 2026-03-03", Label::Date, "2026-03-03");
        finds("on 3/14 at", Label::Date, "3/14");
        finds("last Tuesday", Label::Date, "Tuesday");
        finds("at 5:40 pm", Label::Time, "5:40 pm");
        finds("about 6pm", Label::Time, "6pm");
    }

    #[test]
    fn the_names_of_the_directory_are_found_in_any_case() {
        finds("then marisol came", Label::Person, "marisol");
        finds("QUINTANILLA said", Label::Person, "QUINTANILLA");
        finds("at the alder street branch", Label::Branch, "alder street");
        finds("at Eastmont we", Label::Branch, "Eastmont");
    }

    #[test]
    fn a_name_found_once_is_followed_through_the_whole_text() {
        let all =
            found("I asked Mr. Halloran. Later halloran left, and Halloran's desk was empty.");
        let names = all.iter().filter(|(label, _)| *label == Label::Person);
        assert_eq!(names.count(), 3, "{all:?}");
    }

    #[test]
    fn findings_do_not_overlap_and_count_code_points() {
        let text = "Ünïcödé 😀 mai@alder.example 😀 @mai";
        let all = find(text, &directory());
        assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start));
        finds(text, Label::Email, "mai@alder.example");
    }

    #[test]
    fn one_word_of_sixty_thousand_letters_is_read_to_its_end() {
        assert!(find(&"a".repeat(60_000), &directory()).is_empty());
        let numbers = "1 ".repeat(30_000);
        let _ = find(&numbers, &directory());
    }
}
