//! What stands beside a name and belongs to it, and places of several words.

use super::fold::fold_into;
use super::lexicon::{
    CALENDAR, DEMONYM, FUNCTION, GIVEN, Known, NAME, NUMBER, PLACE, PLACE_FEATURE, PLACE_LARGE,
    PLACE_OPENS, PLACE_PREP, SEASON, SPEECH, TITLE, known,
};
use super::names::{BESIDE, FEATURE, LISTED_PLACE, Marker, Why};
use super::style::Capitals;
use super::tokens::{Gap, Shape, Token};

impl Marker<'_> {
    /// Places of several words, in any case.
    pub(super) fn places(&self, marks: &mut [Option<Why>]) {
        let mut key = String::new();
        let mut word = String::new();
        for at in 0..self.tokens.len() {
            if !self.tokens[at].is(PLACE_OPENS) {
                continue;
            }
            fold_into(self.tokens[at].text(self.text), &mut key);
            for last in at + 1..(at + 4).min(self.tokens.len()) {
                let token = &self.tokens[last];
                if !matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Dot) {
                    break;
                }
                fold_into(token.text(self.text), &mut word);
                key.push(' ');
                key.push_str(&word);
                let place = known(&key);
                let written = self.tokens[at].has_capital() && token.has_capital();
                let unsure = self.style.loose || self.style.capitals != Capitals::Told;
                // "los baños" are rooms too.
                let large = place.is(PLACE_LARGE) && (written || !self.style.spanish);
                if written && place.is(PLACE) || large || unsure && place.is(PLACE) {
                    marks[at..=last].fill(Some(LISTED_PLACE));
                }
            }
        }
    }

    /// "at salt creek", "from north fork": two words in lower case of which the second is what places end with.
    pub(super) fn features(&self, marks: &mut [Option<Why>]) {
        for at in 1..self.tokens.len().saturating_sub(1) {
            let (before, first, last) =
                (&self.tokens[at - 1], &self.tokens[at], &self.tokens[at + 1]);
            let small = first.shape == Shape::Lower && last.shape == Shape::Lower;
            let led = before.is(PLACE_PREP) && first.gap == Gap::Space && last.gap == Gap::Space;
            let plain =
                first.is(Known(FUNCTION.0 | CALENDAR.0 | NUMBER.0 | SEASON.0)) || first.possessive;
            if small
                && led
                && last.is(PLACE_FEATURE)
                && !self.style.spanish
                && !last.is(SEASON)
                && (!plain
                    || first.is(NUMBER) && last.text(self.text).ends_with('s') && first.length == 3)
                && !is_idiom(first.text(self.text), last.text(self.text))
                && first.length > 2
            {
                marks[at..=at + 1].fill(Some(FEATURE));
            }
        }
    }

    /// What stands beside a name and may belong to it.
    pub(super) fn spread(&self, marks: &mut [Option<Why>]) {
        for at in (0..self.tokens.len()).rev() {
            let beside = marks.get(at + 1).is_some_and(Option::is_some) && self.next(at).is_some();
            if marks[at].is_none() && beside && self.leads(at, &self.tokens[at]) {
                marks[at] = Some(BESIDE);
            }
        }
        for at in 1..self.tokens.len() {
            let token = &self.tokens[at];
            let joined = matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Dot);
            if marks[at].is_none() && joined && marks[at - 1].is_some() && self.goes_on(at, token) {
                marks[at] = Some(BESIDE);
            }
        }
    }

    pub(super) fn goes_on(&self, at: usize, token: &Token) -> bool {
        let before = self.before(at);
        let written = before.is_some_and(Token::has_capital);
        match token.shape {
            Shape::Capital | Shape::Upper if self.style.capitals != Capitals::Shouted => {
                let inner = self.next(at).is_some_and(|next| self.is_inner_name(next))
                    && self.is_article_like(token);
                written
                    && (!token.is(FUNCTION) || inner || self.is_inner_word(token))
                    && !token.is(CALENDAR)
            }
            Shape::Lower if token.gap == Gap::Hyphen => written && token.length > 2,
            Shape::Lower | Shape::Upper | Shape::Capital => {
                let surname = token.is(NAME)
                    && (token.known.tier() != 1 || self.style.wild)
                    && !token.is(Known(FUNCTION.0 | SPEECH.0));
                let given = before.is_some_and(|before| before.is(GIVEN));
                let unsure = self.style.capitals != Capitals::Told || self.style.loose;
                token.gap == Gap::Space && unsure && surname && given && token.length > 2
            }
            Shape::Initial => written && token.gap == Gap::Space && !token.is(FUNCTION),
            Shape::Number | Shape::Mixed | Shape::Caseless => false,
        }
    }

    /// "Indi Go Go": a small word with a capital where sentences are written in lower case.
    pub(super) fn is_inner_word(&self, token: &Token) -> bool {
        token.is(FUNCTION)
            && !token.opens
            && token.length > 1
            && self.style.capitals == Capitals::Told
    }

    /// "Siobhán Ní Dhomhnaill": a small word in capitals inside a name.
    pub(super) fn is_article_like(&self, token: &Token) -> bool {
        !token.opens
            && (token.known.tier() == 0 || token.shape == Shape::Capital)
            && !token.is(NUMBER)
    }

    pub(super) fn leads(&self, at: usize, token: &Token) -> bool {
        let next_has = self.next(at).is_some_and(Token::has_capital);
        let plain = token.is(FUNCTION) || token.is(CALENDAR);
        matches!(token.shape, Shape::Capital | Shape::Upper)
            && self.style.capitals != Capitals::Shouted
            && next_has
            && ((!plain || self.is_inner_word(token))
                && (!token.opens || token.is(Known(DEMONYM.0 | TITLE.0)))
                || is_article(token.text(self.text)) && !token.opens)
            || self.is_particle(token) && next_has && !self.style.spanish
            || next_has
                && !self.style.spanish
                && is_article(token.text(self.text))
                && token.text(self.text) != "The"
    }

    /// "van Gameren", "de Jong".
    pub(super) fn is_particle(&self, token: &Token) -> bool {
        token.shape == Shape::Lower
            && matches!(
                token.text(self.text),
                "van"
                    | "von"
                    | "de"
                    | "der"
                    | "den"
                    | "del"
                    | "della"
                    | "di"
                    | "da"
                    | "dos"
                    | "bin"
                    | "ibn"
                    | "al"
                    | "el"
                    | "la"
                    | "le"
                    | "ten"
                    | "ter"
                    | "du"
                    | "af"
            )
    }
}

/// "at boiling point", "from early summer": no places.
fn is_idiom(first: &str, last: &str) -> bool {
    matches!(last, "spring" | "fall" | "falls")
        && matches!(first, "early" | "late" | "mid" | "this")
        || last == "point"
            && matches!(
                first,
                "boiling"
                    | "breaking"
                    | "gun"
                    | "knife"
                    | "starting"
                    | "end"
                    | "tipping"
                    | "certain"
                    | "saturation"
            )
        || matches!(
            (first, last),
            ("open", "field" | "fields")
                | ("green", "field")
                | ("shopping", "center")
                | ("front", "landing")
        )
        || matches!(last, "field" | "fields")
            && matches!(first, "other" | "related" | "different" | "various")
        || matches!(first, "clear" | "plain" | "full") && last == "view"
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "La"
            | "Las"
            | "Los"
            | "El"
            | "Del"
            | "De"
            | "Al"
            | "Van"
            | "Von"
            | "Le"
            | "Di"
            | "Da"
    )
}
