//! Words in lower case: which of them are names all the same.

use super::lexicon::{
    CALENDAR, DEMONYM, FUNCTION, GIVEN, GIVEN_COMMON, JARGON, Known, NAME, NUMBER, ORG_WORD, PLACE,
    PLACE_LARGE, PLACE_PREP, RELATION, SLANG, SPANISH, SPEECH, SURNAME, SURNAME_COMMON, TITLE,
};
use super::names::{
    GIVEN_NAME, INTRODUCED, LISTED, LISTED_PLACE, Marker, RARE, TITLED, UNKNOWN, Why,
};
use super::style::Capitals;
use super::tokens::{Gap, Shape, Token};

impl Marker<'_> {
    pub(super) fn lower(&self, at: usize, token: &Token) -> Option<Why> {
        let known = token.known;
        if known.is(FUNCTION) || token.length < 2 {
            return None;
        }
        if self.titled(at, token) {
            return Some(TITLED);
        }
        if self.introduced(at, token) && (known.tier() == 0 || known.is(NAME)) && !known.is(SPANISH)
        {
            return Some(INTRODUCED);
        }
        // Who writes Spanish with care writes names with capitals.
        let careful =
            self.style.spanish && self.style.capitals == Capitals::Told && !self.style.loose;
        if token.length < 3
            || careful
            || known.is(Known(
                SLANG.0 | JARGON.0 | NUMBER.0 | CALENDAR.0 | DEMONYM.0,
            ))
        {
            return None;
        }
        let unsure = self.style.loose || self.style.capitals == Capitals::Missing;
        let rest = if unsure { 2 } else { 4 };
        if unsure && self.is_side(at) {
            return Some(RARE);
        }
        let surname = |next: &Token| {
            next.shape == Shape::Lower
                && next.gap == Gap::Space
                && next.is(SURNAME)
                && !next.is(FUNCTION)
                && !next
                    .known
                    .ordinary(if next.is(SURNAME_COMMON) { 2 } else { rest })
        };
        if known.is(GIVEN_COMMON) && !known.is(SPANISH) && self.next(at).is_some_and(surname) {
            return Some(GIVEN_NAME);
        }
        let spanish = self.is_spanish_form(token);
        if spanish && known.tier() > 0 && !known.is(GIVEN_COMMON) {
            return None;
        }
        let plain = known.is(SPANISH) || spanish || self.is_derived(token);
        match known.tier() {
            0 if known.is(GIVEN_COMMON) && !known.is(SPANISH) => Some(GIVEN_NAME),
            0 if known.is(PLACE_LARGE) && !plain => Some(LISTED_PLACE),
            0 if known.is(ORG_WORD) => Some(UNKNOWN),
            0 if (unsure || token.length > 3)
                && !plain
                && (!self.style.spanish || known.is(NAME)) =>
            {
                Some(UNKNOWN)
            }
            0 => None,
            _ if unsure => self.unsure(at, token),
            3.. if self.style.casual && known.is(GIVEN_COMMON) => Some(LISTED),
            _ => None,
        }
    }

    /// "arsenal v spurs": who plays whom.
    fn is_side(&self, at: usize) -> bool {
        let versus = |at: Option<usize>| {
            at.and_then(|at| self.at(at)).is_some_and(|token| {
                token.gap == Gap::Space && matches!(token.text(self.text), "v" | "vs")
            })
        };
        versus(Some(at + 1)) || versus(at.checked_sub(1))
    }

    /// A word in lower case that is ordinary and a name, where capitals do not tell.
    pub(super) fn unsure(&self, at: usize, token: &Token) -> Option<Why> {
        let known = token.known;
        if self.style.spanish && known.is(SPANISH) {
            return None;
        }
        let before = self.before(at).filter(|_| token.gap == Gap::Space);
        let after_title = before.is_some_and(|before| before.is(TITLE) && before.length > 1);
        let at_place = before.is_some_and(|before| before.is(PLACE_PREP));
        // "my coworker hope": who is introduced by what they are to somebody.
        let meets = before.is_some_and(|before| before.is(RELATION) && !before.possessive);
        let speaks = token.possessive || self.next(at).is_some_and(|next| next.is(SPEECH));
        let formed = ["ing", "ed", "ly"]
            .iter()
            .any(|tail| token.text(self.text).ends_with(tail));
        if self.style.wild && !formed && known.tier() > 2 {
            return Some(RARE);
        }
        let named = match known.tier() {
            _ if meets && known.is(GIVEN_COMMON) && !formed => true,
            1 => false,
            2 => {
                known.is(GIVEN_COMMON) && (after_title || (speaks && self.style.loose))
                    || self.style.wild
                        && !formed
                        && (at_place || known.is(Known(GIVEN.0 | PLACE.0)))
            }
            3 => {
                known.is(GIVEN_COMMON) && (after_title || speaks || self.style.loose)
                    || known.is(PLACE_LARGE) && at_place
                    || known.is(SURNAME) && self.style.loose
            }
            _ => {
                known.is(Known(GIVEN_COMMON.0 | SURNAME_COMMON.0 | PLACE_LARGE.0))
                    || known.is(Known(NAME.0 | PLACE.0))
                        && (self.style.loose || at_place || after_title)
            }
        };
        named.then_some(LISTED)
    }
}
