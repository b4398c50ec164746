//! Numbers that reach or name somebody: telephones, cards, accounts, cases, plates.

use std::sync::LazyLock;

use regex::Regex;

use super::lexicon::{DIGIT, FUNCTION, NUMBER};
use super::rules::{Rule, apply, rule};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let kinds = "case|incident|report|badge|employee|emp|id|file|claim|ticket|license|licence|plate|plates|record|docket|reference|ref|policy|account|acct|confirmation|order|member|membership|card|extension|ext|locker|code|passcode|serial|invoice|grievance|complaint|permit|passport|visa|zip|ssn|social|pin|expediente|caso|placa|placas|matrícula|empleado|folio|reporte|número|numero|extensión|licencia|tarjeta|queja|number|no";
    [
        rule(r"(?-u:\b)\d{3}[- .]\d{2}[- .]\d{4}(?-u:\b)", Label::Id, "a number in the form of a social security number"),
        rule(
            &format!(r"(?i)(?-u:\b)(?:{kinds})\.?(?:\s+(?:number|num|no|id|nº|número|de|is|was|es|code))*\.?\s*[:#]{{0,2}}\s*(#?(?-u:\b)[a-z]{{0,5}}[- ]?\d[\p{{L}}\p{{N}}/-]*\d[\p{{L}}\p{{N}}-]*)"),
            Label::Id,
            "the number of a case, a person or a thing",
        ),
        rule(
            r"(?i)(?-u:\b)(?:plates?|tag|placas?|matrícula)\s*(?:number|no\.?|is|was|:|#|read|es)*\s*([A-Z0-9]{2,4}[- ]?[A-Z0-9]{2,5})(?-u:\b)",
            Label::Id,
            "a licence plate",
        ),
        rule(r"(?-u:\b)[A-Z]{0,5}#\s?(?:[A-Za-z]{0,5}-?)?\d[\w-]*|#\s?(?:[A-Za-z]{0,5}-?)?\d[\w-]*", Label::Id, "a number with a sign before it"),
        rule(r"(?-u:\b)[A-Z]{1,6}-\d{2,}[A-Z0-9-]*(?-u:\b)|(?-u:\b)[A-Z]{1,4} ?\d{3,}[A-Z0-9-]*(?-u:\b)|(?-u:\b)\d{2,}(?:-\d+)*-[A-Z]{1,3}(?-u:\b)", Label::Id, "letters and digits as on badges and in files"),
        rule(r"(?-u:\b)\d{1,3}[A-Z]{2,4} ?-?\d{2,4}(?-u:\b)|(?-u:\b)[A-Z]{3}[ -]\d{3,4}(?-u:\b)", Label::Id, "letters and digits as on plates"),
        rule(r"(?i)(?-u:\b)[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?(?-u:\b)", Label::Id, "an account number"),
        rule(r"(?-u:\b)(?:1[-. ])?\d{3}[-.](?:\d{3}[-.])?[A-Z]{2,}[A-Z0-9-]{2,}(?-u:\b)", Label::Phone, "a telephone number in letters"),
        rule(r"(?-u:\b)(?i:local) (?:(?i:no\. |number )|#)?\d{1,4}(?-u:\b)", Label::Organization, "a local of a union"),
        rule(r"(?-u:\b)(?i:bus|route|tram|ruta) (?:no\. |number |#)?(\d{1,3}[a-z]?)(?-u:\b)", Label::Location, "a way to or from somewhere"),
        rule(r"(?-u:\b)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?-u:\b)", Label::Id, "an address of a computer"),
        rule(r"(?i)(?-u:\b)(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}(?-u:\b)|(?-u:\b)(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?-u:\b)", Label::Id, "an address of a computer"),
        rule(r"(?-u:\b)\d{2}-\d{7}(?-u:\b)|(?-u:\b)\d{5}-\d{4}(?-u:\b)|(?-u:\b)\d{5,}(?-u:\b)", Label::Id, "a long number"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\+?\(?\d(?:[ .()/\u{a0}‐‑–·-]{0,3}\d){6,17}(?:[ ,]*(?:x|ext\.?|extension|#)\s*\d{1,6})?").ok()
});

static PLAIN_DATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?: \d\d)?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?: \d{1,2})?|(?:19|20)\d\d[-– ]+(?:19|20)\d\d)$").ok()
});

/// "J.T.", "M. R.", but not "U.S." or "D.C.".
fn initials(tokens: &[Token], text: &str, spans: &mut Vec<Span>) {
    for at in 1..tokens.len() {
        let (first, last) = (&tokens[at - 1], &tokens[at]);
        let both =
            first.shape == Shape::Initial && last.shape == Shape::Initial && last.gap == Gap::Dot;
        let stop = text.as_bytes().get(last.end) == Some(&b'.');
        let written = text.get(first.start..last.end).unwrap_or_default();
        let known = matches!(
            written,
            "U.S"
                | "U.K"
                | "D.C"
                | "L.A"
                | "P.O"
                | "A.M"
                | "P.M"
                | "I.D"
                | "T.V"
                | "R.I"
                | "E.R"
                | "I.T"
        );
        if both && stop && !known && written.len() == 3 {
            spans.push(Span {
                start: first.start,
                end: last.end + 1,
                label: Label::Person,
                why: "initials",
            });
        }
    }
}

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    initials(tokens, text, spans);
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        let (named, plain) = RULES.split_at(RULES.len().saturating_sub(1));
        apply(named, text, spans);
        phones(text, spans);
        apply(plain, text, spans);
        odd_words(text, tokens, spans);
    }
    spoken(tokens, spans);
}

fn phones(text: &str, spans: &mut Vec<Span>) {
    let (Some(phone), Some(date)) = (&*PHONE, &*PLAIN_DATE) else {
        return;
    };
    for found in phone.find_iter(text) {
        let written = found.as_str();
        if date.is_match(written) {
            continue;
        }
        let digits = written.bytes().filter(u8::is_ascii_digit).count();
        let (label, why) = match digits {
            _ if goes_on(text, found.start()) => (Label::Id, "a number with letters before it"),
            13.. if !written.starts_with('+') && !written.contains(['x', 'X']) => {
                (Label::Id, "a number in the form of a card")
            }
            _ => (Label::Phone, "a number in the form of a telephone number"),
        };
        spans.push(Span {
            start: found.start(),
            end: found.end(),
            label,
            why,
        });
    }
}

fn goes_on(text: &str, start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|at| text.as_bytes().get(at));
    before.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// Words of letters and digits, and numbers of three digits or more.
fn odd_words(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    for token in tokens {
        let word = token.text(text);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let money = text
            .get(..token.start)
            .is_some_and(|before| before.ends_with(['$', '€', '£']));
        let (label, why) = match token.shape {
            Shape::Mixed
                if digits > 2 && !word.ends_with('s') || digits > 1 && token.length > 5 =>
            {
                (Label::Id, "letters and digits in one word")
            }
            Shape::Number if token.length == 3 && !money => (Label::Other, "an exact number"),
            Shape::Number
                if token.length == 4
                    && !money
                    && !word.starts_with("19")
                    && !word.starts_with("20") =>
            {
                (Label::Id, "a number of four digits")
            }
            _ => continue,
        };
        spans.push(Span {
            start: token.start,
            end: token.end,
            label,
            why,
        });
    }
}

/// "five five five, oh one nine nine", also with digits between.
fn spoken(tokens: &[Token], spans: &mut Vec<Span>) {
    let mut from = 0;
    while from < tokens.len() {
        let mut digits = 0;
        let mut words = 0;
        let mut to = from;
        while let Some(token) = tokens
            .get(to)
            .filter(|token| is_digits(token) && (to == from || near(token)))
        {
            digits += if token.shape == Shape::Number {
                token.length
            } else {
                1
            };
            words += usize::from(token.shape != Shape::Number);
            to += 1;
        }
        if digits >= 7 && words > 0 {
            let (start, end) = (tokens[from].start, tokens[to - 1].end);
            spans.push(Span {
                start,
                end,
                label: Label::Phone,
                why: "a number that is spelled out",
            });
        }
        from = to.max(from + 1);
    }
    for pair in tokens.windows(2) {
        let hundreds = pair[1].is(NUMBER) && pair[1].length > 6 && pair[1].known.tier() > 0;
        if hundreds
            && pair[0].is(NUMBER)
            && pair[1].gap == Gap::Space
            && !pair[0].is(FUNCTION) | (pair[0].length > 2)
            && pair[1].length < 9
        {
            spans.push(Span {
                start: pair[0].start,
                end: pair[1].end,
                label: Label::Other,
                why: "an exact number",
            });
        }
    }
}

fn is_digits(token: &Token) -> bool {
    token.shape == Shape::Number || token.is(DIGIT)
}

fn near(token: &Token) -> bool {
    matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Comma | Gap::Dot)
}
