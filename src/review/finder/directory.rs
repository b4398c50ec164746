//! The names that the organization itself knows: found in any case, and in short.

use std::collections::HashMap;

use super::fold::folded;
use super::lexicon::{BRANCH_TAIL, FUNCTION, Known, ORG_TAIL, PLACE_TAIL, STREET, TITLE, known};
use super::tokens::{Gap, Token, tokens};
use super::{Label, Span};

/// The names that an organization's directory holds.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Officials, managers, the roster.
    pub people: Vec<String>,
    /// Branches and sites.
    pub workplaces: Vec<String>,
    /// Employers, boards, associations.
    pub organizations: Vec<String>,
}

const PART: &str = "part of a name of the directory";

type Names = HashMap<String, Vec<(Vec<String>, Label, &'static str)>>;

pub(super) fn find(text: &str, words: &[Token], directory: &Directory) -> Vec<Span> {
    let names = names(directory);
    let mut spans = Vec::new();
    if names.is_empty() {
        return spans;
    }
    let all: Vec<String> = words.iter().map(|word| folded(word.text(text))).collect();
    for (at, word) in all.iter().enumerate() {
        for (name, label, why) in names.get(word).into_iter().flatten() {
            let last = at + name.len() - 1;
            let same = all.get(at..=last).is_some_and(|run| run == name.as_slice());
            // "page" and "will" are names of the roster too.
            let plain = *why == PART && known(word).ordinary(2) && !words[at].has_capital();
            if same
                && !plain
                && words[at + 1..=last]
                    .iter()
                    .all(|word| word.gap != Gap::Other)
            {
                spans.push(Span {
                    start: words[at].start,
                    end: words[last].end,
                    label: *label,
                    why,
                });
            }
        }
    }
    spans
}

fn names(directory: &Directory) -> Names {
    let mut names = Names::new();
    let mut add = |words: &[String], label, why| {
        if let Some(first) = words.first() {
            names
                .entry(first.clone())
                .or_default()
                .push((words.to_vec(), label, why));
        }
    };
    for person in &directory.people {
        let words = split(person);
        add(&words, Label::Person, "somebody of the directory");
        for part in words.iter().filter(|part| is_part(part)) {
            add(std::slice::from_ref(part), Label::Person, PART);
        }
    }
    for (places, label, whole, short) in [
        (
            &directory.workplaces,
            Label::Branch,
            "a workplace of the directory",
            "a workplace of the directory, in short",
        ),
        (
            &directory.organizations,
            Label::Organization,
            "an organization of the directory",
            "an organization of the directory, in short",
        ),
    ] {
        for place in places {
            let words = split(place);
            add(&words, label, whole);
            for length in short_lengths(&words) {
                add(&words[..length], label, short);
            }
        }
    }
    names
}

fn split(name: &str) -> Vec<String> {
    tokens(name)
        .iter()
        .map(|token| folded(token.text(name)))
        .collect()
}

fn is_part(part: &str) -> bool {
    part.len() > 2 && !known(part).is(Known(TITLE.0 | FUNCTION.0))
}

/// "Alder Street Branch" is also "Alder Street" and "Alder"; "Main Library" is no "Main".
fn short_lengths(words: &[String]) -> Vec<usize> {
    let common = |word: &String| {
        let known = known(word);
        known.is(Known(
            BRANCH_TAIL.0 | ORG_TAIL.0 | PLACE_TAIL.0 | STREET.0 | FUNCTION.0,
        )) || known.ordinary(2)
    };
    let names = |length: &usize| {
        words[..*length].iter().any(|word| !common(word))
            || *length > 1 && !common_tail(&words[*length - 1])
    };
    (1..words.len()).filter(names).collect()
}

fn common_tail(word: &str) -> bool {
    known(word).is(FUNCTION)
}
