//! Ordinary words that are names because of what the sentence says they do, or of the names they stand among.

use super::lexicon::{
    COLLECTIVE, DEED, DEMONYM, FUNCTION, GIVEN, Known, NAME, ORDINARY_CAPITAL, PERSON_PREP, PLACE,
    RELATION, SURNAME_COMMON, TITLE,
};
use super::names::Marker;
use super::style::Capitals;
use super::tokens::{Gap, Shape, Token};

impl Marker<'_> {
    /// "Gentle fought at", "Fields, who taught", "Hardy, Green and Sharp": a bare word that opens a sentence and does
    /// what only somebody does.
    pub(super) fn is_somebody(&self, at: usize, token: &Token) -> bool {
        let no_name = Known(
            COLLECTIVE.0 | RELATION.0 | TITLE.0 | ORDINARY_CAPITAL.0 | DEMONYM.0 | FUNCTION.0,
        );
        let who = self.at(at + 1).is_some_and(|next| {
            next.gap == Gap::Comma && matches!(next.text(self.text), "who" | "whose" | "whom")
        });
        // "Mercy, who had married".
        let virtue = who && token.is(GIVEN) && token.is(COLLECTIVE) && !token.is(RELATION);
        let may_be = token.shape == Shape::Capital
            && token.opens
            && self.style.capitals == Capitals::Told
            && !self.style.spanish
            && token.length > 2
            && (!token.is(no_name) || virtue || is_small_surname(token.text(self.text)));
        if !may_be {
            return false;
        }
        let Some(next) = self.at(at + 1) else {
            return false;
        };
        let listed = token.is(Known(NAME.0 | PLACE.0));
        let word = next.text(self.text);
        match next.gap {
            Gap::Space if next.shape == Shape::Lower => next.is(DEED) && listed,
            Gap::Comma => {
                let told = matches!(word, "who" | "whose" | "whom") && listed;
                told || self.is_list(at + 1) && (listed || token.known.tier() > 1)
            }
            _ => false,
        }
    }

    /// "…, Green, Black and Sharp": names one after another, to the last of them.
    fn is_list(&self, from: usize) -> bool {
        let name = |at: usize| {
            self.at(at).is_some_and(|token| {
                let small = token.is(FUNCTION) && !is_small_surname(token.text(self.text));
                token.shape == Shape::Capital && !small
            })
        };
        let comma = |at: usize| self.at(at).is_some_and(|token| token.gap == Gap::Comma);
        let and = |at: usize| {
            self.at(at)
                .is_some_and(|token| matches!(token.text(self.text), "and" | "or"))
        };
        let mut at = from;
        while name(at) && comma(at) && at < from + 8 {
            at += 1;
        }
        at > from && and(at) && name(at + 1)
    }

    /// "Green, Black and Sharp": a colour or a people among names, with no noun behind it.
    pub(super) fn is_counted_up(&self, at: usize, token: &Token) -> bool {
        let colour = matches!(
            token.text(self.text),
            "Black" | "White" | "French" | "English" | "German" | "Welsh"
        );
        let is_name = |token: &Token| token.shape == Shape::Capital && !token.is(FUNCTION);
        let before = match self.before(at) {
            Some(before) if token.gap == Gap::Comma => is_name(before),
            Some(and) if matches!(and.text(self.text), "and" | "or") => at
                .checked_sub(2)
                .and_then(|at| self.at(at))
                .is_some_and(is_name),
            _ => false,
        };
        let after = self.at(at + 1).is_none_or(|next| {
            next.gap != Gap::Space
                || next.is(DEED)
                || matches!(next.text(self.text), "and" | "or" | "were" | "was")
        });
        let does = self
            .next(at)
            .is_some_and(|next| next.is(DEED) && next.shape == Shape::Lower);
        colour && (before && after || does) && self.style.capitals == Capitals::Told
    }

    /// "by Short and Little", "told Page to": with a capital amid a careful sentence and no name behind it, even such a
    /// word is somebody.
    pub(super) fn is_surname_inside(&self, at: usize, token: &Token) -> bool {
        let careful = self.style.capitals == Capitals::Told
            && !self.style.casual
            && !self.style.loose
            && !self.style.spanish;
        if !careful || token.opens || token.shape != Shape::Capital || token.gap == Gap::Hyphen {
            return false;
        }
        let next = self.at(at + 1);
        let alone = next.is_none_or(|next| {
            next.gap != Gap::Space
                || next.shape == Shape::Lower && next.is(Known(FUNCTION.0 | DEED.0))
        });
        let led = self
            .before(at)
            .is_some_and(|before| before.is(PERSON_PREP) && before.shape == Shape::Lower);
        let does = next.is_some_and(|next| next.is(DEED));
        let small = is_small_surname(token.text(self.text));
        alone && (small || token.is(SURNAME_COMMON) && token.is(ORDINARY_CAPITAL) && (led || does))
    }

    /// "Do Van Hai", "Go Eun-ji", "Nó": a syllable of a name that is a small word of English or Spanish too.
    pub(super) fn is_foreign_syllable(&self, at: usize, token: &Token) -> bool {
        let word = token.text(self.text);
        if token.shape != Shape::Capital
            || self.style.capitals != Capitals::Told
            || self.style.spanish
            || self.style.loose
        {
            return false;
        }
        if !word.is_ascii() && word.chars().count() < 4 {
            return true;
        }
        let is_part = |at: usize| {
            self.next(at).is_some_and(|next| {
                next.shape == Shape::Capital && matches!(next.gap, Gap::Space | Gap::Hyphen)
            })
        };
        let syllable = matches!(
            word,
            "Do" | "Go"
                | "Ha"
                | "Ye"
                | "Yo"
                | "Ou"
                | "You"
                | "He"
                | "Ho"
                | "Su"
                | "Se"
                | "Mi"
                | "Ma"
                | "Ya"
                | "So"
                | "No"
                | "An"
                | "My"
                | "Be"
                | "Le"
                | "Te"
                | "Me"
                | "To"
                | "Oh"
                | "Am"
        );
        let told = self.at(at + 2).is_some_and(|after| {
            after.gap == Gap::Space
                && after.shape == Shape::Lower
                && (after.is(DEED) || matches!(after.text(self.text), "was" | "is" | "and"))
        });
        let sure = matches!(
            word,
            "Do" | "Go" | "Ha" | "Ye" | "Ou" | "You" | "He" | "Ho" | "Te"
        );
        syllable && token.opens && is_part(at) && (is_part(at + 1) || told && sure)
    }
}

/// Small words that are surnames too.
fn is_small_surname(word: &str) -> bool {
    matches!(
        word,
        "Long"
            | "Short"
            | "Good"
            | "Great"
            | "Little"
            | "High"
            | "Low"
            | "Old"
            | "Best"
            | "Just"
            | "Still"
            | "Wells"
            | "More"
            | "Over"
            | "Ever"
            | "Early"
            | "Might"
            | "Few"
            | "Such"
            | "Day"
    )
}
