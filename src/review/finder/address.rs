//! Street addresses: numbers, streets, towns and codes that stand together, over several lines too.

use std::sync::LazyLock;

use super::lexicon::{CALENDAR, FUNCTION, PLACE, PLACE_LARGE, SPEECH, STREET, UNIT};
use super::names::Why;
use super::particles::is_particle;
use super::rules::{Rule, apply, rule};
use super::style::{Capitals, Style};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

const WHY: Why = "a street address";

static CORNERS: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let side = r"(?:\p{L}|\d)[\p{L}\p{N}.'’ \n-]{0,40}?";
    let last = r"[\p{L}\p{N}][\p{L}\p{N}'’.-]*[\p{L}\p{N}](?: (?:\p{Lu}[\p{L}\p{N}'’-]*|\d+|street|avenue|st|ave)){0,3}";
    [
        rule(
            &format!("(?:[Tt]he )?[Cc]orner of {side} and {last}"),
            Label::Address,
            "a street corner",
        ),
        rule(
            &format!("(?:[Ll]a )?[Ee]squina de {side} (?:y|con) {last}"),
            Label::Address,
            "a street corner",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
});

pub(super) fn find(
    text: &str,
    tokens: &[Token],
    marks: &[Option<Why>],
    style: Style,
    spans: &mut Vec<Span>,
) {
    if text.contains("orner of") || text.contains("squina de") {
        apply(&CORNERS, text, spans);
    }
    let block = Block {
        text,
        tokens,
        marks,
        style,
    };
    let mut at = 0;
    while at < tokens.len() {
        let last = block.end(at);
        match last {
            Some(last) => {
                spans.extend(block.span(at, last));
                at = last + 1;
            }
            None => at += 1,
        }
    }
}

struct Block<'a> {
    text: &'a str,
    tokens: &'a [Token],
    marks: &'a [Option<Why>],
    style: Style,
}

impl Block<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| token.text(self.text))
    }

    /// Words that can be part of an address.
    fn is_piece(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        match token.shape {
            Shape::Number => token.length < 7,
            Shape::Mixed => token.length < 7,
            _ if self.marks[at].is_some() => true,
            _ if token.is(CALENDAR) => false,
            Shape::Capital | Shape::Upper | Shape::Initial => {
                !token.is(FUNCTION)
                    || !token.opens && token.length > 1
                    || token.is(STREET)
                    || token.is(PLACE_LARGE)
                    || is_small(self.word(at))
            }
            Shape::Caseless => token.length > 1,
            Shape::Lower => self.is_lower_piece(at, token),
        }
    }

    fn is_lower_piece(&self, at: usize, token: &Token) -> bool {
        let street = token.is(STREET) || token.is(UNIT);
        let near_number = self.is_number(at + 1) || at > 0 && self.is_number(at - 1);
        let lower = self.style.capitals == Capitals::Missing;
        let boxed = matches!(self.word(at), "p" | "o")
            && (self.word(at + 1) == "box" || self.word(at + 2) == "box");
        boxed
            || street && (near_number || lower || at > 0 && self.tokens[at - 1].has_capital())
            || lower
                && !token.is(FUNCTION)
                && !token.is(SPEECH)
                && (token.known.tier() == 0 || token.is(PLACE))
                && !token.known.ordinary(2)
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.shape == Shape::Number || token.shape == Shape::Mixed)
    }

    fn near(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        let Some(before) = at.checked_sub(1).map(|before| self.tokens[before].end) else {
            return false;
        };
        let gap = self.text.get(before..token.start).unwrap_or_default();
        gap.len() < 8
            && gap.chars().all(|c| {
                matches!(
                    c,
                    ' ' | ','
                        | '.'
                        | '\n'
                        | '\r'
                        | '#'
                        | '>'
                        | '-'
                        | '?'
                        | '/'
                        | '\''
                        | '’'
                        | '\u{a0}'
                        | '°'
                        | 'º'
                )
            })
            && !(gap.contains(". ")
                && !matches!(token.shape, Shape::Number | Shape::Mixed)
                && !self.tokens[at - 1].is(UNIT)
                && self.tokens[at - 1].length > 3
                && !self.tokens[at - 1].is(STREET))
    }

    /// The last word of a row of pieces that opens with a number or with a street.
    fn end(&self, from: usize) -> Option<usize> {
        let opens = (self.is_number(from) && self.tokens[from].length < 7)
            || self.opens_with_street(from)
            || self.tokens[from].has_capital()
                && self.marks[from].is_some()
                && self.street_soon(from);
        if !opens {
            return None;
        }
        let mut last = from;
        while last - from < 40 {
            if self.near(last + 1) && self.is_piece(last + 1) {
                last += 1;
            } else if self.near(last + 1)
                && is_small(self.word(last + 1))
                && self.near(last + 2)
                && self.is_piece(last + 2)
                && !self.is_number(last + 2)
            {
                last += 2;
            } else if self.near(last + 1)
                && self.near(last + 2)
                && is_small(self.word(last + 1))
                && is_small(self.word(last + 2))
                && self.near(last + 3)
                && self.is_piece(last + 3)
            {
                last += 3;
            } else {
                break;
            }
        }
        Some(last)
    }

    /// "Calle Luna 5", "rue de la Sarthe 421", "P.O. Box 101", "Apt. 434".
    fn opens_with_street(&self, from: usize) -> bool {
        let token = &self.tokens[from];
        let box_ahead = matches!(self.word(from), "P" | "p" | "PO" | "po" | "PSC" | "psc")
            && (self
                .tokens
                .get(from + 1)
                .is_some_and(|next| matches!(next.text(self.text), "O" | "o" | "Box" | "box"))
                || self.is_number(from + 1));
        let street = token.is(STREET)
            && !token.is(FUNCTION)
            && (token.has_capital()
                || self.style.capitals == Capitals::Missing
                || self.style.spanish && self.tokens.get(from + 1).is_some_and(Token::has_capital));
        box_ahead
            || street && self.number_soon(from)
            || token.is(UNIT)
                && !token.is(FUNCTION)
                && self.near(from + 1)
                && self.is_number(from + 1)
                && token.length > 2
                && (token.has_capital() || self.style.capitals == Capitals::Missing)
                && self.is_piece(from + 2)
                && self.near(from + 2)
    }

    fn number_soon(&self, from: usize) -> bool {
        (from + 1..from + 6)
            .take_while(|&at| self.near(at) && (self.is_piece(at) || is_small(self.word(at))))
            .any(|at| self.is_number(at))
    }

    /// "Old Mill Road": capitals that end in a kind of street, or carry a number as abroad ("Kromwater 38").
    fn street_soon(&self, from: usize) -> bool {
        (from + 1..from + 4)
            .take_while(|&at| {
                self.near(at)
                    && self.tokens[at].gap != Gap::Line
                    && (self.tokens[at].has_capital() || self.is_number(at))
            })
            .any(|at| {
                self.tokens[at].is(STREET)
                    && !self.tokens[at].is(FUNCTION)
                    && self.word(at).len() > 2
                    && self.is_number(at + 1)
            })
    }

    fn span(&self, first: usize, last: usize) -> Option<Span> {
        let row = &self.tokens[first..=last];
        let numbers = row
            .iter()
            .filter(|token| matches!(token.shape, Shape::Number | Shape::Mixed))
            .count();
        let words = row.len() - numbers;
        let street = row.iter().enumerate().any(|(at, token)| {
            (token.is(STREET) || token.is(UNIT))
                && token.length > 1
                && (at > 0 || token.length > 2)
                && !token.is(FUNCTION)
        });
        let named = row
            .iter()
            .filter(|token| {
                token.length > 2 && !matches!(token.shape, Shape::Number | Shape::Mixed)
            })
            .count();
        let opens = matches!(row[0].shape, Shape::Number) || row[0].is(STREET) || row[0].is(UNIT);
        let closes = matches!(row[row.len() - 1].shape, Shape::Number);
        let zip = row
            .iter()
            .any(|token| token.shape == Shape::Number && token.length == 5);
        let box_ = matches!(
            row[0].text(self.text),
            "P" | "p" | "PO" | "po" | "PSC" | "psc"
        );
        let is_address = (street && numbers > 0 && words > 1 && (named > 0 || box_))
            || (opens && closes && numbers > 1 && named > 0)
            || (opens && zip && named > 1)
            || box_ && numbers > 0
            || street && named > 1 && numbers > 0;
        let year = matches!(row[0].text(self.text).parse(), Ok(1900..=2099)) && !street;
        (is_address && !year).then(|| Span {
            start: row[0].start,
            end: row[row.len() - 1].end,
            label: Label::Address,
            why: WHY,
        })
    }
}

fn is_small(word: &str) -> bool {
    is_particle(word)
        || matches!(
            word,
            "les" | "delle" | "dei" | "l" | "d" | "y" | "i" | "na" | "nad" | "St" | "St." | "and"
        )
}
