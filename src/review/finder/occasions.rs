//! Occasions that no single word tells: "Mother's Day", "we close at 8", "for nine minutes".

use super::fold::folded;
use super::lexicon::{Known, NUMBER, SEASON, WEEKDAY};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

/// What makes "day" a feast.
const FEASTS: &str = "mother mothers father fathers veterans presidents valentine valentines labor labour memorial mlk columbus independence patrick patricks groundhog boxing election pride earth canada victoria flag chavez king years year indigenous peoples martyrs";

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    let words = Words { text, tokens };
    for at in 0..tokens.len() {
        let found = words.feast(at).or_else(|| words.number(at));
        spans.extend(found.map(|(first, last, label, why)| Span {
            start: tokens[first].start,
            end: tokens[last].end,
            label,
            why,
        }));
    }
}

type Found = Option<(usize, usize, Label, &'static str)>;

struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Words<'_> {
    fn word(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.tokens.get(at))
            .map_or("", |token| token.text(self.text))
    }

    /// Nothing but a space, a possessive or an apostrophe stands before it.
    fn joins(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.tokens[before].end);
        let gap = before.and_then(|before| self.text.get(before..self.tokens[at].start));
        gap.is_some_and(|gap| matches!(gap, " " | "'s " | "’s " | "' " | "’ " | "'S " | "’S "))
    }

    /// "Mother's Day", "new year's eve", "4th of July", "Black Friday", "día de las madres".
    fn feast(&self, at: usize) -> Found {
        let token = &self.tokens[at];
        let letter = token.text(self.text).bytes().next();
        let may_be =
            letter.is_some_and(|letter| b"defjmprsw".contains(&letter.to_ascii_lowercase()));
        if !may_be || !(3..=7).contains(&token.length) || at == 0 || !self.joins(at) {
            return None;
        }
        let word = folded(token.text(self.text));
        if !is_one_of(
            &word,
            "day eve weekend friday july mayo santa muertos madres reyes padre",
        ) {
            return None;
        }
        let before = folded(self.word(at.checked_sub(1)));
        let why = "a holiday";
        let first = match word.as_str() {
            "day" | "eve" | "weekend" if is_one_of(&before, FEASTS) => {
                let new = folded(self.word(at.checked_sub(2))) == "new" && self.joins(at - 1);
                // "every year end" and "king day" are none without their capitals.
                let written = self.tokens[at - 1].has_capital() || word != "weekend";
                match before.as_str() {
                    "year" | "years" if !new => return None,
                    "year" | "years" => at - 2,
                    _ if written => at - 1,
                    _ => return None,
                }
            }
            "friday" if matches!(before.as_str(), "black" | "good") => at - 1,
            "july" if before == "of" && at > 1 => {
                let the = at > 2 && matches!(self.word(Some(at - 3)), "the" | "The");
                at - if the { 3 } else { 2 }
            }
            "mayo" if before == "de" && at > 1 && folded(self.word(Some(at - 2))) == "cinco" => {
                at - 2
            }
            "santa" if before == "semana" => at - 1,
            "muertos" | "madres" | "reyes" | "padre" => {
                let from =
                    (at.saturating_sub(3)..at).find(|&at| folded(self.word(Some(at))) == "dia");
                from?
            }
            _ => return None,
        };
        Some((first, at, Label::Date, why))
    }

    fn number(&self, at: usize) -> Found {
        let token = &self.tokens[at];
        let digits = token.shape == Shape::Number && token.length < 3;
        if !(digits || token.is(NUMBER) && token.length > 2) || token.possessive {
            return None;
        }
        let value = value(token.text(self.text))?;
        self.hour(at, value).or_else(|| self.count(at, value))
    }

    /// "We close at 8.", "until seven on Fridays".
    fn hour(&self, at: usize, value: u32) -> Found {
        let before = folded(self.word(at.checked_sub(1)));
        let clock = matches!(
            before.as_str(),
            "at" | "until" | "till" | "til" | "by" | "after" | "before" | "around"
        );
        let sure = matches!(before.as_str(), "at" | "until" | "till" | "til" | "by");
        let next = self.tokens.get(at + 1);
        let ends = next.is_none_or(|next| {
            !matches!(next.gap, Gap::Space | Gap::Hyphen | Gap::Dot)
                || next.is(Known(WEEKDAY.0 | SEASON.0))
                || sure
                    && matches!(
                        next.text(self.text),
                        "and"
                            | "on"
                            | "sharp"
                            | "every"
                            | "when"
                            | "because"
                            | "but"
                            | "so"
                            | "each"
                    )
        });
        let near = self.tokens[at].gap == Gap::Space;
        (clock && near && ends && (2..=12).contains(&value)).then_some((
            at,
            at,
            Label::Time,
            "an hour",
        ))
    }

    /// "nine minutes", "there were 30": what an incident log counts too. One, two and three are on everybody's lips.
    fn count(&self, at: usize, value: u32) -> Found {
        let next = self.tokens.get(at + 1);
        let thing = next.filter(|next| next.gap == Gap::Space && next.shape == Shape::Lower);
        let word = thing.map_or("", |thing| thing.text(self.text));
        let measured = matches!(
            word,
            "minutes"
                | "hours"
                | "mins"
                | "minutos"
                | "horas"
                | "incidents"
                | "reports"
                | "calls"
                | "times"
                | "people"
                | "incidentes"
                | "veces"
        );
        // "six of us" are known by everybody who works there.
        let of_us = word == "of" && matches!(self.word(Some(at + 2)), "us" | "them");
        let measured = measured || of_us;
        let before = self.word(at.checked_sub(1));
        let alone = next.is_none_or(|next| next.gap == Gap::Other)
            && self.tokens[at].shape == Shape::Number
            && matches!(before, "were" | "was" | "are" | "only" | "than" | "eran");
        let idiom = matches!(value, 24 | 48 | 100) || matches!(before, "every" | "cada");
        if !(measured && value > 3 || alone && value > 9) || idiom {
            return None;
        }
        let tens = at > 0 && self.tokens[at].gap == Gap::Hyphen && self.tokens[at - 1].is(NUMBER);
        let first = if tens { at - 1 } else { at };
        Some((first, at, Label::Other, "an exact number"))
    }
}

fn is_one_of(word: &str, words: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// Up to 99, where the tens tell enough.
fn value(word: &str) -> Option<u32> {
    const WORDS: &[(&str, u32)] = &[
        ("two", 2),
        ("three", 3),
        ("four", 4),
        ("five", 5),
        ("six", 6),
        ("seven", 7),
        ("eight", 8),
        ("nine", 9),
        ("ten", 10),
        ("eleven", 11),
        ("twelve", 12),
        ("dos", 2),
        ("tres", 3),
        ("cuatro", 4),
        ("cinco", 5),
        ("seis", 6),
        ("siete", 7),
        ("ocho", 8),
        ("nueve", 9),
        ("diez", 10),
        ("once", 11),
        ("doce", 12),
        ("quince", 15),
        ("veinte", 20),
        ("treinta", 30),
        ("cuarenta", 40),
        ("cincuenta", 50),
    ];
    if let Ok(value) = word.parse() {
        return Some(value);
    }
    let word = folded(word);
    let listed = WORDS.iter().find(|(name, _)| *name == word);
    let formed = word.ends_with("teen") || word.ends_with("ty");
    listed.map(|(_, value)| *value).or(formed.then_some(20))
}
