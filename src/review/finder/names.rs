//! Which words are names: by their capitals, by the lists, by what stands beside them.

use super::derived::{is_derived, is_spanish_form};
use super::fold::fold_into;
use super::lexicon::{FUNCTION, GIVEN, Known, SPANISH, SPANISH_WORD, SPEECH, STRONG_TITLE};
use super::style::{Capitals, Style};
use super::tokens::{Gap, LONGEST, Shape, Token};

pub(super) type Why = &'static str;

pub(super) const TITLED: Why = "a name after a title";
pub(super) const INSIDE: Why = "a capitalised word within a sentence";
pub(super) const UNKNOWN: Why = "a word that no dictionary holds";
pub(super) const GIVEN_NAME: Why = "a given name";
pub(super) const LISTED: Why = "a word that is also a name";
pub(super) const LISTED_PLACE: Why = "the name of a place";
pub(super) const INTRODUCED: Why = "a name that the sentence gives";
pub(super) const BESIDE: Why = "a word beside a name";
pub(super) const RARE: Why = "a rarer word in a text without care for capitals";
pub(super) const FEATURE: Why = "two words of which places are made, after \"at\" or its like";
pub(super) const SCRIPT: Why = "a word in another script";

/// For each word, why it may be part of a name.
pub(super) fn mark(text: &str, tokens: &[Token], style: Style) -> Vec<Option<Why>> {
    let marker = Marker {
        text,
        tokens,
        style,
    };
    let mut marks: Vec<Option<Why>> = (0..tokens.len()).map(|at| marker.by_itself(at)).collect();
    marker.places(&mut marks);
    marker.features(&mut marks);
    marker.spread(&mut marks);
    marks
}

pub(super) struct Marker<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub style: Style,
}

impl Marker<'_> {
    pub(super) fn at(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    pub(super) fn before(&self, at: usize) -> Option<&Token> {
        at.checked_sub(1).and_then(|at| self.at(at))
    }

    /// The next word, where only a space or a hyphen stands between.
    pub(super) fn next(&self, at: usize) -> Option<&Token> {
        self.at(at + 1)
            .filter(|next| matches!(next.gap, Gap::Space | Gap::Hyphen | Gap::Dot))
    }

    pub(super) fn by_itself(&self, at: usize) -> Option<Why> {
        let token = self.at(at)?;
        if token.length > LONGEST {
            return None;
        }
        match token.shape {
            Shape::Number | Shape::Mixed => None,
            Shape::Caseless => (token.length > 1).then_some(SCRIPT),
            Shape::Initial => self.initial(at, token),
            Shape::Lower => self.lower(at, token),
            Shape::Capital | Shape::Upper if self.style.capitals == Capitals::Shouted => {
                self.shouted(at, token)
            }
            Shape::Capital | Shape::Upper => self.capital(at, token),
        }
    }

    pub(super) fn initial(&self, at: usize, token: &Token) -> Option<Why> {
        let next = self.next(at)?;
        let dotted = next.gap == Gap::Dot
            && self
                .text
                .get(token.end..next.start)
                .is_some_and(|gap| gap.starts_with('.'));
        // "U Thein", "Ó Dubhghaill": a letter that is a whole name; "A" and "I" are words.
        let whole = !matches!(token.text(self.text), "A" | "I" | "Y" | "O" | "a");
        let whole = whole && next.shape == Shape::Capital && !self.style.spanish;
        let plain = dotted || whole || !token.is(FUNCTION);
        let is_name = next.has_capital() && !next.is(FUNCTION) && plain;
        // "J. von Stumm".
        let over = dotted && self.is_before_particles(at + 1);
        (over || is_name && (dotted || whole || !token.opens)).then_some("an initial before a name")
    }

    /// "von und zu der Lauenau": small words that lead to a name.
    fn is_before_particles(&self, from: usize) -> bool {
        let mut rest = self.tokens.get(from..).unwrap_or_default().iter().take(4);
        let Some(name) = rest.position(Token::has_capital) else {
            return false;
        };
        let particles = &self.tokens[from..from + name];
        name > 0 && particles.iter().all(|token| self.is_particle(token))
    }

    pub(super) fn titled(&self, at: usize, token: &Token) -> bool {
        let near = matches!(token.gap, Gap::Space | Gap::Dot);
        // "Mr. Long" is a name, "ms in" is none.
        let named = !token.is(FUNCTION) || token.shape == Shape::Capital && token.length > 2;
        near && named
            && self
                .before(at)
                .is_some_and(|before| before.is(STRONG_TITLE) && before.length > 1)
    }

    /// "named X", "my name is X", "me llamo X".
    pub(super) fn introduced(&self, at: usize, token: &Token) -> bool {
        let Some(before) = self.before(at).filter(|_| token.gap == Gap::Space) else {
            return false;
        };
        let (word, earlier) = (
            before.text(self.text),
            at.checked_sub(2).and_then(|at| self.at(at)),
        );
        let earlier = earlier.map_or("", |earlier| earlier.text(self.text));
        matches!(
            word,
            "named" | "llamo" | "llama" | "llamaba" | "llamado" | "llamada" | "nicknamed"
        ) || (matches!(word, "is" | "es" | "was")
            && matches!(earlier, "name" | "nombre" | "Name" | "apellido" | "surname"))
            || (matches!(word, "called")
                && matches!(
                    earlier,
                    "is" | "was"
                        | "guy"
                        | "woman"
                        | "man"
                        | "girl"
                        | "boy"
                        | "someone"
                        | "somebody"
                ))
    }

    pub(super) fn is_verb(&self, token: &Token) -> bool {
        let spoken =
            token.is(SPEECH) && !matches!(token.text(self.text), "me" | "nos" | "who" | "and");
        spoken || (token.text(self.text).ends_with("ed") && token.known.tier() > 0)
    }

    /// In a Spanish text: a word of the Spanish list, or one that is formed as Spanish words are.
    pub(super) fn is_spanish_form(&self, token: &Token) -> bool {
        if !self.style.spanish || token.length > 24 {
            return false;
        }
        if token.is(Known(SPANISH.0 | SPANISH_WORD.0)) {
            return true;
        }
        let mut word = String::new();
        fold_into(token.text(self.text), &mut word);
        !token.is(GIVEN) && is_spanish_form(&word)
    }

    /// Formed from a known word, or one drawn out ("sooo"): no name.
    pub(super) fn is_derived(&self, token: &Token) -> bool {
        if token.length > 24 {
            return false;
        }
        let mut word = String::new();
        fold_into(token.text(self.text), &mut word);
        is_derived(&word)
    }
}
