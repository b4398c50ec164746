//! Cuts a text into words and says of each how it is written and what is known of it.

use super::fold::fold_into;
use super::lexicon::{self, Known, STRONG_TITLE, known};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Lower,
    /// "Hollis", and "McAdams", "iPhone": a capital somewhere.
    Capital,
    /// "LMA": two letters or more, all capitals.
    Upper,
    /// A single capital letter.
    Initial,
    /// Only digits.
    Number,
    /// Letters and digits: "35th", "8KZT417".
    Mixed,
    /// A script without capitals.
    Caseless,
}

/// What stands between a word and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    Start,
    Space,
    Hyphen,
    Comma,
    /// One line break, perhaps with spaces and signs.
    Line,
    /// "." after an initial or an abbreviation.
    Dot,
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Bytes in the text; a possessive 's is left out.
    pub start: usize,
    pub end: usize,
    pub shape: Shape,
    pub known: Known,
    pub gap: Gap,
    /// It opens a sentence, so that a capital tells little.
    pub opens: bool,
    pub possessive: bool,
    /// Letters and digits.
    pub length: usize,
}

impl Token {
    pub(super) fn is(&self, any: Known) -> bool {
        self.known.is(any)
    }

    pub(super) fn has_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper | Shape::Initial)
    }

    pub(super) fn text<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Longer words are no names; they are not looked up.
pub(super) const LONGEST: usize = 40;

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut buffer = String::new();
    let mut rest = text.char_indices().peekable();
    let mut gap_from = 0;
    while let Some((start, c)) = rest.next() {
        if !c.is_alphanumeric() {
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some(&(at, c)) = rest.peek() {
            let joins = is_apostrophe(c)
                && text[at + c.len_utf8()..]
                    .chars()
                    .next()
                    .is_some_and(char::is_alphabetic);
            if !(c.is_alphanumeric() || is_mark(c) || joins) {
                break;
            }
            end = at + c.len_utf8();
            rest.next();
        }
        let gap = text.get(gap_from..start).unwrap_or_default();
        let token = token(text, start, end, gap, tokens.last(), &mut buffer);
        gap_from = end;
        tokens.push(token);
    }
    tokens
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '´' | 'ʼ')
}

fn token(
    text: &str,
    start: usize,
    end: usize,
    gap: &str,
    before: Option<&Token>,
    buffer: &mut String,
) -> Token {
    let whole = text.get(start..end).unwrap_or_default();
    let bare = ["'s", "’s", "´s", "ʼs", "'S", "’S"]
        .iter()
        .find_map(|tail| whole.strip_suffix(tail))
        .filter(|bare| !bare.is_empty());
    let word = bare.unwrap_or(whole);
    let (shape, length) = shape(word);
    let known = if word.len() <= LONGEST {
        fold_into(word, buffer);
        known(buffer)
    } else {
        Known::default()
    };
    let gap_kind = match before {
        Some(before) if gap == ". " && is_cut_short(text, before, start) => Gap::Dot,
        before => kind(gap, before),
    };
    Token {
        start,
        end: start + word.len(),
        shape,
        known,
        gap: gap_kind,
        opens: opens(gap, gap_kind, before),
        possessive: bare.is_some(),
        length,
    }
}

fn shape(word: &str) -> (Shape, usize) {
    let (mut upper, mut lower, mut digits, mut other) = (0, 0, 0, 0);
    for c in word.chars() {
        match c {
            'a'..='z' => lower += 1,
            'A'..='Z' => upper += 1,
            '0'..='9' => digits += 1,
            _ if c.is_uppercase() => upper += 1,
            _ if c.is_lowercase() => lower += 1,
            _ if c.is_numeric() => digits += 1,
            _ if c.is_alphabetic() => other += 1,
            _ => {}
        }
    }
    let shape = match (upper, lower, digits, other) {
        (0, 0, 0, _) => Shape::Caseless,
        (0, 0, _, 0) => Shape::Number,
        (_, _, 1.., _) => Shape::Mixed,
        (1, 0, 0, 0) => Shape::Initial,
        (2.., 0, 0, _) => Shape::Upper,
        (0, _, 0, _) => Shape::Lower,
        _ => Shape::Capital,
    };
    (shape, upper + lower + digits + other)
}

fn kind(gap: &str, before: Option<&Token>) -> Gap {
    let Some(before) = before else {
        return Gap::Start;
    };
    let abbreviated =
        before.shape == Shape::Initial || before.is(STRONG_TITLE) || before.is(lexicon::UNIT);
    match gap {
        " " | "  " | "\u{a0}" => Gap::Space,
        "-" | "‐" | "‑" => Gap::Hyphen,
        "," | ", " | " , " => Gap::Comma,
        "." | ". " if abbreviated => Gap::Dot,
        _ if gap.contains('\n') && !gap.contains(['.', '!', '?']) && gap.len() < 12 => Gap::Line,
        _ => Gap::Other,
    }
}

/// "Feb. 29", "St. Agatha", but not "Elm St. Nobody".
fn is_cut_short(text: &str, before: &Token, start: usize) -> bool {
    let rest = text.get(start..).unwrap_or_default();
    if before.is(lexicon::MONTH) && before.length < 5 {
        return rest.starts_with(|c: char| c.is_ascii_digit());
    }
    let saint = matches!(before.text(text), "St" | "Ste" | "Sta" | "Mt" | "Ft");
    let head = text.get(..before.start).unwrap_or_default().trim_end();
    let last = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_name = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    saint && is_name(rest) && !is_name(last)
}

fn opens(gap: &str, kind: Gap, before: Option<&Token>) -> bool {
    match kind {
        Gap::Start | Gap::Line => true,
        Gap::Space | Gap::Comma => false,
        Gap::Hyphen => before.is_some_and(|before| before.opens),
        Gap::Dot => before.is_some_and(|before| before.opens && before.shape == Shape::Initial),
        Gap::Other => gap.contains(['.', '!', '?', ':', '\n', '"', '“', '«', '¿', '¡', '…', '•']),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_possessive_is_no_part_of_a_word() {
        let text = "Denise's and O'Brien’s desks. P. Vang's too";
        let words: Vec<&str> = tokens(text).iter().map(|token| token.text(text)).collect();
        assert_eq!(
            words,
            ["Denise", "and", "O'Brien", "desks", "P", "Vang", "too"]
        );
    }

    #[test]
    fn a_word_after_an_initial_opens_no_sentence() {
        let opening: Vec<bool> = tokens("it was P. Vang. Then")
            .iter()
            .map(|t| t.opens)
            .collect();
        assert_eq!(opening, [true, false, false, false, true]);
    }
}
