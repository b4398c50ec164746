//! Words with a capital: which of them are names.

use super::lexicon::{
    CALENDAR, COLLECTIVE, DEMONYM, FUNCTION, GIVEN, GIVEN_COMMON, Known, NAME, ORDINARY_CAPITAL,
    ORG_WORD, PLACE, PLACE_LARGE, RELATION, SLANG, SPANISH, SPEECH, SURNAME_COMMON, TITLE,
};
use super::names::{GIVEN_NAME, INSIDE, LISTED, LISTED_PLACE, Marker, RARE, TITLED, UNKNOWN, Why};
use super::style::Capitals;
use super::tokens::{Gap, Shape, Token};

impl Marker<'_> {
    pub(super) fn capital(&self, at: usize, token: &Token) -> Option<Why> {
        let known = token.known;
        let next = self.next(at);
        let before_name = next.is_some_and(|next| self.is_inner_name(next));
        if self.titled(at, token) {
            return Some(TITLED);
        }
        if matches!(token.text(self.text), "US" | "UK" | "EU" | "UN" | "USA") {
            return Some(LISTED_PLACE);
        }
        if known.is(CALENDAR) {
            let given = before_name && known.is(GIVEN_COMMON) && !token.opens;
            return (given || self.is_somebody(at, token)).then_some(GIVEN_NAME);
        }
        if known.is(FUNCTION) && self.is_foreign_syllable(at, token) {
            return Some(UNKNOWN);
        }
        if known.is(DEMONYM) && self.is_counted_up(at, token)
            || known.is(Known(FUNCTION.0 | ORDINARY_CAPITAL.0)) && self.is_surname_inside(at, token)
            || known.is(FUNCTION) && self.is_somebody(at, token)
        {
            return Some(INSIDE);
        }
        // "Ji-woo Han": a small word of Spanish is none in an English sentence.
        let careful = self.style.capitals == Capitals::Told && !self.style.loose;
        let inside = !token.opens && token.shape == Shape::Capital && token.length > 2;
        if known.is(FUNCTION) && known.tier() == 0 && careful && !self.style.spanish && inside {
            return Some(INSIDE);
        }
        if known.is(FUNCTION) {
            let joined = next.is_some_and(|next| next.gap == Gap::Hyphen && next.has_capital());
            let does = token.opens && next.is_some_and(|next| self.is_told_of(next));
            let named = known.is(GIVEN_COMMON)
                && (before_name || does || (!token.opens && self.style.capitals == Capitals::Told));
            return (joined || (named && token.length > 2)).then_some(GIVEN_NAME);
        }
        if known.is(ORDINARY_CAPITAL) && self.is_body(at) {
            return Some(INSIDE);
        }
        if known.is(DEMONYM) && !known.is(GIVEN_COMMON)
            || (known.is(ORDINARY_CAPITAL)
                && !known.is(GIVEN_COMMON)
                && !(self.style.wild && !token.opens && token.length > 3))
        {
            return None;
        }
        if token.opens {
            return self.opening(at, token, before_name);
        }
        if self.style.capitals == Capitals::Everywhere && !self.style.loose {
            return self.headline(token, before_name);
        }
        Some(INSIDE)
    }

    pub(super) fn is_inner_name(&self, token: &Token) -> bool {
        token.has_capital()
            && !token.is(FUNCTION)
            && !token.is(CALENDAR)
            && (!token.is(ORDINARY_CAPITAL) || token.is(GIVEN_COMMON))
    }

    /// The first word of a sentence has its capital anyway.
    pub(super) fn opening(&self, at: usize, token: &Token, before_name: bool) -> Option<Why> {
        let known = token.known;
        if known.tier() == 0 {
            let ordinary = known.is(Known(SPANISH.0 | SLANG.0))
                || self.is_derived(token)
                || self.is_spanish_form(token);
            let name = known.is(GIVEN_COMMON)
                || (!self.style.spanish && known.is(NAME) && !known.is(SLANG));
            return (!ordinary || name).then_some(if known.is(GIVEN) {
                GIVEN_NAME
            } else {
                UNKNOWN
            });
        }
        if token.shape == Shape::Upper
            && token.length > 1
            && token.length < 6
            && self.style.loose
            && known.tier() > 2
        {
            return Some(UNKNOWN);
        }
        let speaks = token.possessive
            || self
                .next(at)
                .is_some_and(|next| next.shape == Shape::Lower && self.is_verb(next));
        if self.is_somebody(at, token) {
            return Some(LISTED);
        }
        // "Vino", "Come": a verb opens a Spanish sentence more often than a name that few bear.
        if self.is_spanish_form(token) && !known.is(GIVEN_COMMON) && !before_name {
            return None;
        }
        let listed = known.is(Known(NAME.0 | PLACE.0));
        let named = match known.tier() {
            1 | 2 => {
                known.is(GIVEN_COMMON) && speaks && !token.is(RELATION)
                    || before_name && self.is_rather_a_name(token)
                    || before_name
                        && known.is(GIVEN)
                        && self.next(at).is_some_and(|next| next.known.tier() == 0)
                    || self.pairs(at)
                    || self.acts(at, token)
                    || self.is_of_a_place(at, token)
                    || self.style.wild
                        && listed
                        && (known.tier() == 2
                            || known.is(Known(GIVEN_COMMON.0 | SURNAME_COMMON.0 | PLACE_LARGE.0)))
            }
            3 => {
                before_name && listed
                    || known.is(GIVEN_COMMON)
                    || speaks && known.is(Known(GIVEN.0 | SURNAME_COMMON.0))
                    || self.is_of_a_place(at, token)
                    || self.acts(at, token)
            }
            _ => listed || before_name || self.pairs(at),
        };
        if named || self.is_band(at, token) {
            return Some(LISTED);
        }
        let ordinary_next = self
            .next(at)
            .is_some_and(|next| next.known.tier() > 0 && !next.is(GIVEN_COMMON));
        let org = before_name && !known.is(SPEECH) && (known.tier() > 1 || ordinary_next)
            || known.is(ORG_WORD);
        let loose = self.style.loose
            && (known.tier() > 2
                || (known.tier() == 2 && (listed || speaks))
                || known.is(GIVEN_COMMON)
                || before_name);
        let casual = self.style.casual && (known.tier() > 3 || known.tier() == 3 && listed);
        (org || loose || casual).then_some(INSIDE)
    }

    pub(super) fn is_rather_a_name(&self, token: &Token) -> bool {
        let common = token.is(Known(GIVEN_COMMON.0 | SURNAME_COMMON.0));
        (common || token.known.tier() == 2 && token.is(Known(NAME.0 | PLACE.0)))
            && !token.is(SPEECH)
    }

    /// "Shell and Exxon".
    pub(super) fn pairs(&self, at: usize) -> bool {
        let and = self
            .next(at)
            .is_some_and(|and| matches!(and.text(self.text), "and" | "y"));
        and && !self.at(at).is_some_and(|token| token.is(RELATION))
            && self
                .next(at + 1)
                .is_some_and(|other| self.is_inner_name(other) && other.shape != Shape::Initial)
    }

    /// "Board of Supervisors".
    pub(super) fn is_body(&self, at: usize) -> bool {
        let of = self
            .next(at)
            .is_some_and(|of| matches!(of.text(self.text), "of" | "de"));
        of && self
            .next(at + 1)
            .is_some_and(|last| last.has_capital() && !last.is(FUNCTION))
    }

    /// "Will left", "Will was", but not "Will you", "Will security come".
    fn is_told_of(&self, next: &Token) -> bool {
        let word = next.text(self.text);
        next.shape == Shape::Lower
            && next.is(SPEECH)
            && matches!(
                word,
                "said"
                    | "told"
                    | "asked"
                    | "left"
                    | "came"
                    | "went"
                    | "was"
                    | "is"
                    | "has"
                    | "had"
                    | "did"
                    | "got"
                    | "took"
                    | "wrote"
                    | "saw"
                    | "knew"
                    | "thought"
                    | "died"
                    | "quit"
                    | "retired"
                    | "called"
                    | "stood"
                    | "ran"
                    | "kept"
                    | "made"
                    | "gets"
                    | "does"
                    | "says"
                    | "tells"
                    | "works"
                    | "lives"
                    | "keeps"
            )
    }

    /// "Chance from security": who stands before a department is somebody.
    fn is_of_a_place(&self, at: usize, token: &Token) -> bool {
        token.is(GIVEN)
            && self.next(at).is_some_and(|from| {
                matches!(from.text(self.text), "from" | "de") && from.gap == Gap::Space
            })
    }

    /// "Cook sailed": an ordinary word that is a surname or a place too, and does something.
    pub(super) fn acts(&self, at: usize, token: &Token) -> bool {
        let does = self.next(at).is_some_and(|next| {
            next.shape == Shape::Lower
                && next.gap == Gap::Space
                && (self.is_verb(next) || self.is_told(at, token, next))
        });
        does && token.is(Known(SURNAME_COMMON.0 | PLACE_LARGE.0))
            && !token.is(Known(RELATION.0 | TITLE.0))
            && token.length > 2
    }

    /// "Grace took nine wickets", "Field credits Summers": what encyclopedias say of people, in careful sentences.
    fn is_told(&self, at: usize, token: &Token, deed: &Token) -> bool {
        let careful = self.style.capitals == Capitals::Told && !self.style.casual;
        let word = deed.text(self.text);
        let of_somebody = word.len() > 3
            && word.ends_with('s')
            && !word.ends_with("ss")
            && self.next(at + 1).is_some_and(|other| {
                self.is_inner_name(other)
                    && other.gap == Gap::Space
                    && other.shape == Shape::Capital
            });
        let deeds = matches!(
            word,
            "won"
                | "became"
                | "began"
                | "built"
                | "rode"
                | "sought"
                | "took"
                | "sat"
                | "held"
                | "met"
                | "withdrew"
                | "foresaw"
                | "grew"
                | "swam"
                | "wed"
                | "struck"
                | "bowled"
                | "rose"
        );
        careful && !self.style.spanish && !token.is(COLLECTIVE) && (deeds || of_somebody)
    }

    /// "Pilot were an indie band": one word that is many.
    fn is_band(&self, at: usize, token: &Token) -> bool {
        let word = |at| {
            self.at(at)
                .filter(|next| next.gap == Gap::Space)
                .map(|next| next.text(self.text))
        };
        let many = word(at + 1) == Some("were") && matches!(word(at + 2), Some("a" | "an" | "the"));
        let no_name = Known(COLLECTIVE.0 | RELATION.0 | TITLE.0 | FUNCTION.0);
        let own = token.text(self.text);
        many && !token.is(no_name)
            && !own.ends_with('s')
            && own != "Police"
            && self.style.capitals == Capitals::Told
            && !self.style.casual
    }

    pub(super) fn headline(&self, token: &Token, before_name: bool) -> Option<Why> {
        let known = token.known;
        let listed = known.is(Known(NAME.0 | PLACE.0));
        let name = match known.tier() {
            0 => true,
            1 | 2 => known.is(Known(GIVEN_COMMON.0 | SURNAME_COMMON.0 | PLACE_LARGE.0)),
            3 => listed || before_name,
            _ => true,
        };
        name.then_some(if listed { LISTED } else { INSIDE })
    }

    pub(super) fn shouted(&self, at: usize, token: &Token) -> Option<Why> {
        let known = token.known;
        if self.titled(at, token) {
            return Some(TITLED);
        }
        if known.is(Known(
            FUNCTION.0 | CALENDAR.0 | ORDINARY_CAPITAL.0 | SLANG.0 | DEMONYM.0,
        )) || token.length < 3
        {
            return None;
        }
        match known.tier() {
            0 if self.is_derived(token) && !known.is(GIVEN_COMMON) => None,
            _ if self.is_spanish_form(token) && !known.is(GIVEN_COMMON) => None,
            0 if known.is(SPANISH) && !known.is(GIVEN_COMMON) => None,
            0 => Some(UNKNOWN),
            1 | 2 => {
                (self.style.loose && known.tier() == 2 && known.is(GIVEN_COMMON)).then_some(LISTED)
            }
            3 => (self.style.loose || known.is(Known(GIVEN_COMMON.0 | PLACE_LARGE.0)))
                .then_some(LISTED),
            _ if self.style.loose => Some(RARE),
            _ => known.is(Known(NAME.0 | PLACE.0)).then_some(LISTED),
        }
    }
}
