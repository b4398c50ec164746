//! How a text is written, and so how much its capitals tell.

use super::lexicon::{FUNCTION, Known, NAME, SLANG, SPANISH, SPANISH_WORD};
use super::tokens::{Gap, Shape, Token};

/// What the capitals of a text tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Capitals {
    /// Sentences and names have them, nothing else does.
    Told,
    /// Few or none: names stand in lower case.
    Missing,
    /// Nearly all words are in capitals.
    Shouted,
    /// Nearly every word has one, as in a headline.
    Everywhere,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub capitals: Capitals,
    /// Written as on a phone or in a forum: what is no ordinary word is rather a name than a mistake.
    pub loose: bool,
    /// Not written with full care: a sentence may be unfinished.
    pub casual: bool,
    /// Written in haste: even an ordinary word that is not among the commonest may be a name.
    pub wild: bool,
    pub spanish: bool,
}

pub(super) fn style(text: &str, tokens: &[Token]) -> Style {
    let spanish = is_spanish(text, tokens);
    let haste = haste(text, tokens);
    let looseness = haste.signs + haste.omissions;
    Style {
        capitals: capitals(tokens),
        casual: looseness >= 1,
        loose: looseness >= 2 || haste.signs > 0,
        wild: looseness >= 2 && haste.signs > 0,
        spanish,
    }
}

fn capitals(tokens: &[Token]) -> Capitals {
    let (mut words, mut upper, mut inner, mut inner_capital) = (0, 0, 0, 0);
    let (mut openings, mut lower_openings) = (0, 0);
    for token in tokens {
        if matches!(token.shape, Shape::Number | Shape::Mixed | Shape::Caseless) {
            continue;
        }
        words += usize::from(token.length > 1);
        upper += usize::from(token.shape == Shape::Upper);
        if token.opens && token.gap != Gap::Hyphen {
            openings += 1;
            lower_openings += usize::from(token.shape == Shape::Lower);
        } else if token.length > 1 {
            inner += 1;
            inner_capital += usize::from(token.has_capital());
        }
    }
    match () {
        () if words >= 3 && upper * 10 >= words * 6 => Capitals::Shouted,
        () if lower_openings * 2 >= openings && lower_openings > 0 => Capitals::Missing,
        () if inner >= 6 && inner_capital * 4 >= inner * 3 => Capitals::Everywhere,
        () => Capitals::Told,
    }
}

fn is_spanish(text: &str, tokens: &[Token]) -> bool {
    let (mut all, mut spanish) = (0, 0);
    for (at, token) in tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.length > 1)
    {
        all += 1;
        let next = tokens.get(at + 1);
        let tier = token.known.tier();
        let lower = token.shape == Shape::Lower;
        let listed = token.is(SPANISH_WORD) && tier == 0 && (lower || !token.is(NAME));
        let article = next.is_some_and(|next| next.shape == Shape::Lower)
            && token.is(FUNCTION)
            && is_article(token.text(text));
        let foreign = token.is(SPANISH) || listed || article || (token.is(FUNCTION) && tier == 0);
        spanish += usize::from(foreign);
    }
    all >= 3 && spanish * 4 >= all
}

/// Words that English texts have too, inside foreign names; before a word in lower case they are Spanish.
fn is_article(word: &str) -> bool {
    matches!(
        word,
        "la" | "La"
            | "el"
            | "El"
            | "los"
            | "Los"
            | "las"
            | "Las"
            | "de"
            | "del"
            | "en"
            | "En"
            | "un"
            | "una"
            | "con"
            | "por"
            | "para"
            | "que"
            | "se"
    )
}

/// What careful writers leave out, and what only hasty ones put in.
struct Haste {
    signs: usize,
    omissions: usize,
}

fn haste(text: &str, tokens: &[Token]) -> Haste {
    let slang = tokens
        .iter()
        .filter(|token| is_slang(token))
        .take(2)
        .count();
    let ends = text
        .trim_end()
        .ends_with(['.', '!', '?', '"', '”', ')', ':']);
    let unfinished = !ends && tokens.len() > 2 && !text.contains('\n');
    let lower = |token: &Token| token.opens && token.shape == Shape::Lower;
    Haste {
        signs: slang + signs(text.as_bytes()),
        omissions: usize::from(unfinished) + usize::from(tokens.iter().any(lower)),
    }
}

/// Pictographs, links, tags, repeated marks, and spaces where a machine cut a text into words.
fn signs(bytes: &[u8]) -> usize {
    let (mut picture, mut link, mut tags, mut repeated, mut cut, mut spaced) =
        (0, 0, 0_usize, 0, 0, 0);
    let at = |index: usize| bytes.get(index).copied().unwrap_or(b' ');
    for (index, &byte) in bytes.iter().enumerate() {
        let (before, next) = (if index > 0 { at(index - 1) } else { b' ' }, at(index + 1));
        match byte {
            // U+2190 to U+2BFF and everything past U+1F000 begin so in UTF-8.
            0xf0 => picture = 2,
            0xe2 if (0x86..=0xaf).contains(&next) => picture = 2,
            b':' if next == b'/' => link = 2,
            b'#' | b'@'
                if !before.is_ascii_alphanumeric()
                    && next.is_ascii_alphabetic()
                    && at(index + 2).is_ascii_alphanumeric() =>
            {
                tags += if byte == b'#' { 2 } else { 1 }
            }
            b'!' | b'?' | b'.' if next == byte => repeated = 1,
            0xe2 if next == 0x80 && at(index + 2) == 0xa6 => repeated = 1,
            b':' if before == b' ' || next == b')' => repeated = 1,
            b'\'' if next == b' ' && before != b' ' && index > 0 => {
                cut = cut.max(contraction(bytes, index))
            }
            b'\'' if next == b' ' && before == b' ' => cut = 2,
            0xc2 if next == 0xb4 => cut = 2,
            b' ' if matches!(next, b',' | b'!' | b'?') => spaced = 1,
            b'&' if next == b' ' || bytes.get(index..index + 5) == Some(b"&amp;") => spaced = 1,
            b'R' if next == b'T' && at(index + 2) == b' ' && before == b' ' => spaced = 1,
            _ => {}
        }
    }
    picture + link + tags.min(2) + repeated + cut + spaced
}

/// "it' s", "I' m", "n' t": 2 where the apostrophe was cut off from its end.
fn contraction(bytes: &[u8], apostrophe: usize) -> usize {
    let rest = bytes.get(apostrophe + 2..).unwrap_or_default();
    let tail = rest
        .split(|byte| !byte.is_ascii_alphabetic())
        .next()
        .unwrap_or_default();
    2 * usize::from(matches!(
        tail,
        b"s" | b"t" | b"m" | b"ve" | b"re" | b"ll" | b"d"
    ))
}

fn is_slang(token: &Token) -> bool {
    token.is(SLANG) && !token.known.ordinary(4) && !token.is(Known(FUNCTION.0 | SPANISH.0))
}
