//! Finds what may identify somebody in a text: rules, lists of names and places, the organization's own directory.

mod address;
mod beside;
mod calendar;
mod capitals;
mod clock;
mod contact;
mod derived;
mod directory;
mod facts;
mod fold;
mod follow;
mod lexicon;
mod life;
mod lower;
mod merge;
mod names;
mod numbers;
mod occasions;
mod particles;
mod posts;
mod rules;
mod runs;
mod scan;
mod somebody;
mod style;
mod tokens;
mod told;

use poem_openapi::Object;
use serde::{Deserialize, Serialize};

pub use directory::Directory;
pub use scan::spans;

/// Why a span is a finding that no rule found.
pub const MARKED: &str = "marked by a reviewer";

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
        /// How long something lasted: "[some time]".
        Duration = "duration",
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

/// A span before it has a number, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub label: Label,
    pub why: &'static str,
}

/// All findings of a text, in its order, none overlapping another.
pub fn find(text: &str, directory: &Directory) -> Vec<Finding> {
    in_code_points(text, &spans(text, directory))
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
            Self::Date => Replacement::Date,
            Self::Tenure => Replacement::Duration,
            Self::Time => Replacement::Time,
            Self::Age => Replacement::Age,
            Self::Role => Replacement::Role,
            Self::Other => Replacement::Removed,
        }
    }
}

/// Whether a word can be part of somebody's name: no title, and none of the small words between names.
pub(super) fn is_name_part(word: &str) -> bool {
    use lexicon::{FUNCTION, Known, POST_TITLE, STRONG_TITLE, TITLE};
    let no_name = Known(TITLE.0 | STRONG_TITLE.0 | POST_TITLE.0 | FUNCTION.0);
    !lexicon::known(&fold::folded(word)).is(no_name)
}

/// Whether a word is among those that everybody uses.
pub(super) fn is_ordinary(word: &str) -> bool {
    lexicon::known(&fold::folded(word)).ordinary(3)
}

/// A name as it is compared: lower case, no accents, no apostrophes.
pub(super) fn folded_name(name: &str) -> String {
    fold::folded(name)
}

pub(super) use fold::base_letter;

#[cfg(test)]
mod tests;
