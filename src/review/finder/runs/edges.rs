//! What stands before and behind a name and belongs to it: numbers, crossings, small initials, stops.

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
}
