//! What has a form of its own: addresses of mail, numbers, links, streets, days, times, ages.

use std::sync::LazyLock;

use regex::Regex;

use super::{Label, Span};

struct Rule {
    regex: Regex,
    label: Label,
    why: &'static str,
    /// The least digits that it must have.
    digits: usize,
}

const TLD: &str =
    "com|org|net|gov|edu|mil|int|info|biz|us|ca|mx|es|uk|io|co|app|dev|me|tv|example|test";
const MONTH: &str = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre";

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(rules);

fn rules() -> Vec<Rule> {
    let at = r"(?:\s*[@＠]\s*|\s*[\[({<]\s*(?:at|@|arroba)\s*[\])}>]\s*|\s+(?:at|arroba)\s+)";
    let dot = r"(?:\s*[.．]\s*|\s*[\[({<]\s*(?:dot|punto|\.)\s*[\])}>]\s*|\s+(?:dot|punto)\s+)";
    let word = r"[\p{L}\p{N}_%+'-]+";
    let mail = format!(r"(?i){word}(?:\.{word})*{at}{word}(?:{dot}{word})*?{dot}(?:{TLD})\b");
    let plain_mail = r"[\p{L}\p{N}._%+'-]+[@＠][\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+".to_owned();
    let domain = format!(r"(?i)\b(?:[a-z0-9-]+\.)+(?:{TLD})\b(?:[/?#][^\s<>]*[^\s<>.,;:!?)])?");
    let day = r"\d{1,2}(?:st|nd|rd|th)?";
    let month_day = format!(r"(?i)\b(?:{MONTH})\.?\s+{day}\b(?:,?\s+(?:19|20)\d\d\b)?");
    let day_month = format!(
        r"(?i)\b(?:the\s+)?{day}\s+(?:of\s+|de\s+)?(?:{MONTH})\b\.?(?:,?\s+(?:de\s+|del\s+)?(?:19|20)\d\d\b)?"
    );
    let month_year = format!(r"(?i)\b(?:{MONTH})\.?,?\s+(?:de\s+|del\s+|of\s+)?(?:19|20)\d\d\b");
    let street = "street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|way|court|ct|place|pl|terrace|circle|cir|highway|hwy|parkway|pkwy|plaza|square|sq|trail|loop";
    let numbered_street = format!(
        r"(?i)\b\d{{1,6}}[a-z]?\s+(?:[nsew]\.?\s+)?(?:[\p{{L}}\d'’.-]+\s+){{0,4}}?(?:{street})\b\.?(?:,?\s*(?:#|apt\.?|unit|suite|ste\.?|room|rm\.?)\s*[\w-]+)?"
    );
    let rule = |regex: &str, label, why, digits| {
        Regex::new(regex).ok().map(|regex| Rule {
            regex,
            label,
            why,
            digits,
        })
    };
    let all = [
        rule(&plain_mail, Label::Email, "an e-mail address", 0),
        rule(
            &mail,
            Label::Email,
            "an e-mail address, perhaps in disguise",
            0,
        ),
        rule(
            r"(?i)\b(?:https?|ftp)://[^\s<>]*[^\s<>.,;:!?)\]]|\bwww\.[^\s<>]*[^\s<>.,;:!?)\]]",
            Label::Url,
            "a link",
            0,
        ),
        rule(&domain, Label::Url, "a link", 0),
        rule(
            r"[@＠][A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?",
            Label::Handle,
            "a handle",
            0,
        ),
        rule(
            r"\b\d{3}[- ]\d{2}[- ]\d{4}\b",
            Label::Id,
            "a number in the form of a social security number",
            9,
        ),
        rule(
            r"(?i)\b(?:case|incident|report|badge|employee|emp|id|file|claim|ticket|room|patron|card|license|licence|plate|record|docket|expediente|caso|placa|empleado)\s*(?:number|num\.?|no\.?|id|nº|número)?\s*[:#]?\s*#?[a-z]{0,4}-?\d[\w/-]*",
            Label::Id,
            "the number of a case, a person or a thing",
            1,
        ),
        rule(
            r"#\s?[A-Za-z]{0,4}-?\d[\w-]*",
            Label::Id,
            "a number with a sign before it",
            1,
        ),
        rule(
            r"\b\d[A-Z]{3}\d{3}\b|\b[A-Z]{1,4}[- ]?\d{2,}[A-Z0-9-]*\b",
            Label::Id,
            "letters and digits as on plates and badges",
            2,
        ),
        rule(
            r"\b\d{5}(?:-\d{4})?\b|\b\d{5,}\b",
            Label::Id,
            "a long number",
            5,
        ),
        rule(&numbered_street, Label::Address, "a street address", 1),
        rule(
            r"\b(?:[A-Z][\p{L}'’-]+\s+){1,3}(?:Street|Avenue|Road|Boulevard|Drive|Lane|Highway|Parkway)\b",
            Label::Address,
            "the name of a street",
            0,
        ),
        rule(
            r"(?i)\b(?:calle|avenida|av\.|carrera|camino|paseo)\s+[\p{L}\d'’.-]+(?:\s+[\p{L}\d'’.-]+){0,3}?\s*(?:#|no\.?|núm\.?|,)?\s*\d+",
            Label::Address,
            "a street address",
            1,
        ),
        rule(
            r"(?i)\bp\.?\s?o\.?\s+box\s+\d+",
            Label::Address,
            "a post-office box",
            1,
        ),
        rule(
            r"\b(?:19|20)\d\d-\d{1,2}-\d{1,2}\b|\b\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?\b|\b\d{1,2}-\d{1,2}-\d{2,4}\b",
            Label::Date,
            "a date",
            2,
        ),
        rule(&day_month, Label::Date, "a date", 1),
        rule(&month_day, Label::Date, "a date", 1),
        rule(&month_year, Label::Date, "a month and a year", 4),
        rule(
            r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo)\b",
            Label::Date,
            "a day of the week",
            0,
        ),
        rule(
            r"(?i)\b(?:christmas|thanksgiving|halloween|easter|juneteenth|ramadan|yom kippur|new year'?s|labor day|memorial day|veterans day|fourth of july|navidad|semana santa)(?:\s+(?:eve|day))?\b",
            Label::Date,
            "a holiday",
            0,
        ),
        rule(
            r"(?i)\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?|\b\d{1,2}\s*[ap]\.?m\b\.?|\b\d{1,2}\s*o'?clock\b|\ba las? \d{1,2}\b",
            Label::Time,
            "a time of day",
            1,
        ),
        rule(
            r"(?i)\b\d{1,3}[- ]?(?:year|yr)s?[- ]old\b|\b(?:aged?|age of)\s+\d{1,3}\b|\b\d{1,3}\s+años de edad\b",
            Label::Age,
            "an age",
            1,
        ),
        rule(
            r"(?i)\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)\s+(?:years?|months?)\s+(?:of service|on the job|with the|at the|as an?|in this|here)\b|\bsince\s+(?:19|20)\d\d\b",
            Label::Tenure,
            "how long somebody has worked somewhere",
            0,
        ),
        rule(
            r"(?:\b(?i:mr|mrs|ms|mx|miss|dr|prof|sgt|lt|capt|officer|deputy|detective|supervisor|manager|director|commissioner|sra|sr|señora|señor|doña|don)\b\.?)\s+\p{Lu}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?",
            Label::Person,
            "a title and a name",
            0,
        ),
        rule(
            r"(?i:\bmy name is|\bI am called|\bme llamo|\bmi nombre es)\s+\p{L}[\p{L}'’-]+(?:\s+\p{Lu}[\p{L}'’-]+)?",
            Label::Person,
            "somebody gives a name",
            0,
        ),
        rule(
            r"\+?\(?\d(?:[\d\s().·/-]{5,}\d)(?:\s*(?:x|ext\.?)\s*\d+)?",
            Label::Phone,
            "a number in the form of a telephone number",
            7,
        ),
    ];
    all.into_iter().flatten().collect()
}

pub(super) fn find(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for rule in RULES.iter() {
        for found in rule.regex.find_iter(text) {
            let digits = found.as_str().bytes().filter(u8::is_ascii_digit).count();
            if digits >= rule.digits {
                spans.push(Span {
                    start: found.start(),
                    end: found.end(),
                    label: rule.label,
                    why: rule.why,
                });
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_rule_is_a_valid_expression() {
        assert_eq!(super::RULES.len(), 26);
    }
}
