//! Dates and times of day in figures and words, and shifts.

use std::sync::LazyLock;

use super::lexicon::CLOCK_WORD;
use super::rules::{Rule, apply, rule};
use super::tokens::Token;
use super::{Label, Span};

static DATES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    [
        rule(
            r"(?-u:\b)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ]\d{1,2}:\d\d(?::\d\d)?)?(?-u:\b)|(?-u:\b)\d{1,2}/\d{1,2}(?:/\d{2,4})?(?-u:\b)|(?-u:\b)\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d\d(?-u:\b)",
            Label::Date,
            "a date",
        ),
        rule(r"(?i)(?-u:\b)(?:FY|Q[1-4]|fiscal year|school year|año fiscal|año escolar) ?'?(?:19|20)?\d\d(?:[-/]\d\d)?(?-u:\b)|(?-u:\b)(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?s?(?-u:\b)|(?i)(?-u:\b)Q[1-4](?-u:\b)", Label::Date, "a year"),
        rule(r"(?:^|[ (])(['’]\d\ds?)(?-u:\b)", Label::Date, "a year"),
        rule(r"(?i)(?-u:\b)(?:1[0-2]|[1-9])(?::[0-5]\d)?(?: ?ish|[ap])(?-u:\b)", Label::Time, "a time of day"),
        rule(
            r"(?i)(?-u:\b)(?:[01]?\d|2[0-4])[:.][0-5]\d(?::\d\d)?(?:\s?[ap]\.?\s?m(?-u:\b)\.?)?(?:\s?(?:hrs|h|hours)(?-u:\b))?|(?-u:\b)\d{1,2}\s?[ap]\.?m(?-u:\b)\.?|(?-u:\b)\d{1,2}\s*o['’]?\s?clock(?-u:\b)|(?-u:\b)(?:[01]\d|2[0-3])[0-5]\d (?:hours|hrs)(?-u:\b)",
            Label::Time,
            "a time of day",
        ),
        rule(r"(?i)(?-u:\b)las?\s\d{1,2}(?:[:.]\d\d)?(?:\s(?:y|menos)\s(?:media|cuarto|\p{L}+))?(?:\s(?:de|por|en)\sla\s(?:mañana|manana|tarde|noche|madrugada))?(?-u:\b)", Label::Time, "a time of day"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

static CLOCK: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let hour = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
    let hora = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce";
    [
        rule(
            &format!(r"(?i)(?-u:\b)(?:half past|quarter (?:to|past|after|till?|of)|(?:five|ten|twenty) (?:to|past|after|till?)) (?:{hour})(?-u:\b)|(?-u:\b)(?:{hour}) o['’]?\s?clock(?-u:\b)|(?-u:\b)(?:{hour})(?:[ -](?:thirty|fifteen|forty[- ]five))? (?:in the (?:morning|afternoon|evening)|at night|[ap]\.?m(?-u:\b)\.?)|(?-u:\b)(?:{hour})[ -](?:thirty|fifteen|forty[- ]five)(?-u:\b)"),
            Label::Time,
            "a time of day",
        ),
        rule(&format!(r"(?i)(?-u:\b)las? (?:{hora}) (?:(?:y|menos) (?:media|cuarto|\p{{L}}+) ?)?(?:(?:de|por|en) la (?:mañana|manana|tarde|noche|madrugada)|en punto)?(?-u:\b)"), Label::Time, "a time of day"),
        rule(r"(?i)(?-u:\b)(?:midnight|noon|dusk|sunset|sunrise|mediodía|mediodia|medianoche)(?-u:\b)", Label::Time, "a time of day"),
        rule(
            r"(?i)(?-u:\b)(?:closing|opening|night|evening|morning|afternoon|graveyard|swing|late|early|overnight|weekend|day|midnight|double|second|third) shifts?(?-u:\b)|(?-u:\b)turno (?:de (?:la )?(?:noche|mañana|tarde|cierre|apertura|madrugada)|nocturno|vespertino|matutino)(?-u:\b)",
            Label::Time,
            "a shift",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
});

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        apply(&DATES, text, spans);
    }
    if tokens.iter().any(|token| token.is(CLOCK_WORD)) {
        apply(&CLOCK, text, spans);
    }
}
