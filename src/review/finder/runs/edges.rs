//! What stands before and behind a name and belongs to it: numbers, crossings, small initials, stops.

use super::super::lexicon::GIVEN;
use super::super::particles::is_particle;
use super::super::tokens::{Gap, Shape};
use super::Run;

impl Run<'_> {
    /// "Ltd." and "Jr." keep their stop.
    pub(super) fn is_abbreviated(&self) -> bool {
        let last = &self.tokens[self.last];
        let short = matches!(
            last.text(self.text),
            "Inc" | "Ltd" | "Jr" | "Sr" | "Co" | "Corp" | "inc" | "ltd" | "jr" | "sr" | "corp"
        );
        short && self.text.as_bytes().get(last.end) == Some(&b'.')
    }

    /// A number that belongs to a name: "BBC 1".
    pub(super) fn number_after(&self) -> Option<usize> {
        let number = self.tokens.get(self.last + 1)?;
        let own = number.shape == Shape::Number && number.gap == Gap::Space && number.length < 4;
        (own && !self.tokens[self.last].possessive).then_some(number.end)
    }

    /// "MacArthur and 35th".
    pub(super) fn crossing(&self) -> Option<usize> {
        let and = self
            .tokens
            .get(self.last + 1)
            .filter(|and| matches!(and.text(self.text), "and" | "y" | "near" | "at"))?;
        let street = self
            .tokens
            .get(self.last + 2)
            .filter(|street| street.gap == Gap::Space && and.gap == Gap::Space)?;
        let ordinal = street.shape == Shape::Mixed
            && street.text(self.text).ends_with(['h', 't', 'd'])
            && street.length < 6;
        ordinal.then_some(street.end)
    }

    /// "3rd and Maple".
    pub(super) fn crossed_by(&self, first: usize) -> Option<usize> {
        let (and, street) = (first.checked_sub(1)?, first.checked_sub(2)?);
        let near = |at: usize| self.tokens[at].gap == Gap::Space;
        let ordinal = &self.tokens[street];
        let is_street = ordinal.shape == Shape::Mixed
            && ordinal.text(self.text).ends_with(['h', 't', 'd'])
            && ordinal.length < 6;
        let joined = matches!(self.tokens[and].text(self.text), "and" | "y" | "&");
        (is_street && joined && near(and) && near(first)).then_some(street)
    }

    /// "d. marchetti" where nobody writes capitals.
    pub(super) fn is_small_initial(&self, first: usize) -> bool {
        let Some(initial) = first.checked_sub(1).map(|at| &self.tokens[at]) else {
            return false;
        };
        let gap = self.text.get(initial.end..self.tokens[first].start);
        initial.length == 1
            && initial.shape == Shape::Lower
            && gap == Some(". ")
            && self.tokens[first].shape == Shape::Lower
            && !self.tokens[first].known.ordinary(3)
    }

    /// "the 14th Light Infantry".
    pub(super) fn ordinal_before(&self, first: usize) -> Option<usize> {
        let at = first.checked_sub(1)?;
        let (ordinal, name) = (&self.tokens[at], &self.tokens[first]);
        let word = ordinal.text(self.text);
        let is_ordinal = ordinal.shape == Shape::Mixed
            && ordinal.length < 6
            && ["st", "nd", "rd", "th"]
                .iter()
                .any(|tail| word.ends_with(tail));
        (is_ordinal && name.gap == Gap::Space && name.has_capital()).then_some(at)
    }

    /// "denny r." where nobody writes capitals.
    pub(super) fn small_initial_after(&self) -> Option<usize> {
        let (name, initial) = (&self.tokens[self.last], self.tokens.get(self.last + 1)?);
        let word = initial.text(self.text);
        let stop = self.text.as_bytes().get(initial.end) == Some(&b'.');
        let one = initial.length == 1
            && initial.shape == Shape::Lower
            && initial.gap == Gap::Space
            && !matches!(
                word,
                "a" | "i" | "y" | "o" | "e" | "u" | "n" | "w" | "r" | "x" | "k"
            )
            || initial.length == 1
                && initial.shape == Shape::Lower
                && initial.gap == Gap::Space
                && stop
                && word != "i";
        let named = name.shape == Shape::Lower && name.is(GIVEN) && !name.possessive;
        (one && named).then_some(initial.end + usize::from(stop))
    }
}

/// Small words between the parts of a name.
pub(super) fn is_joining(word: &str) -> bool {
    is_particle(word)
        || matches!(
            word,
            "bin"
                | "ibn"
                | "al"
                | "ten"
                | "ter"
                | "zu"
                | "for"
                | "bint"
                | "zum"
                | "zur"
                | "auf"
                | "sur"
                | "sous"
                | "lès"
                | "op"
                | "aan"
                | "tot"
        )
}
