//! Ages, time served and posts that only one person holds.

use std::sync::LazyLock;

use super::lexicon::{AGE_WORD, FUNCTION, NUMBER, POST_WORD};
use super::rules::{Rule, apply, rule};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

static AGES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    [
        rule(r"(?i)(?-u:\b)(?:\d{1,3}|[a-z]+(?:-[a-z]+)?)[- ]?(?:years?|yrs?|months?|yo|y/o)[- ]?olds?(?-u:\b)|(?-u:\b)\d{1,3}[- ]?(?:yo|y/o)(?-u:\b)", Label::Age, "an age"),
        rule(r"(?i)(?-u:\b)(?:aged?(?: of)?|turned|turning|turn|edad de) (\d{1,3}|[a-z]+(?:-[a-z]+)?teen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty)(?:[- ][a-z]+)?)(?-u:\b)", Label::Age, "an age"),
        rule(r"(?i)(?-u:\b)(?:\d{1,3}|[a-z]+(?: y [a-z]+)?) años(?: de edad)?(?-u:\b)", Label::Age, "an age, or time served"),
        rule(r"(?i)(?-u:\b)in (?:my|his|her|their) (?:early |late |mid[- ])?(twenties|thirties|forties|fifties|sixties|seventies|eighties|teens|[2-8]0['’]?s)(?-u:\b)", Label::Age, "an age"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

const POSTS: &str = "librarians?|custodians?|janitors?|pages?|clerks?|assistants?|managers?|supervisors?|directors?|guards?|officers?|technicians?|workers?|specialists?|coordinators?|employees?|members?|drivers?|catalogers?|catalogu?ers?|archivists?|stewards?|aides?|nurses?|teachers?|interpreters?|mechanics?|engineers?|attendants?|staffers?|person|woman|man|one|trans|translators?|secretar(?:y|ies)|receptionists?|associates?|volunteers?|interns?|reps?|representatives?";

static POSTS_HELD: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let tail = r"(?:[\p{L}'’]+(?:-[\p{L}]+)?[ -]){0,4}?";
    let head = "the|our|their|its|my|your|this|that|her|his";
    [
        rule(
            &format!(r"(?i)(?-u:\b)(?:{head}|as) (?:one and )?(?:only|sole|lone) ({tail}(?:{POSTS}))(?-u:\b)"),
            Label::Role,
            "a post that only one person holds",
        ),
        rule(
            &format!(r"(?i)(?-u:\b)(?:{head}|as) (?:only|sole|lone) ([\p{{L}}-]+-speaking [\p{{L}}]+(?: [\p{{L}}]+)?)"),
            Label::Role,
            "a post that only one person holds",
        ),
        rule(
            &format!(r"(?i)(?-u:\b)(?:{head}) ((?:assistant |deputy |interim |acting |former )?(?:branch|library|county|city|regional|district|area|site|building|executive) (?:managers?|directors?|supervisors?|administrator)|(?:head|chief|county|city|lead) (?:librarian|custodian|steward))(?-u:\b)"),
            Label::Role,
            "a post that few hold",
        ),
        rule(
            r"(?i)(?-u:\b)(?:the|our) (?:one|only|lone|sole) ((?:[\p{L}-]+ ){1,2}(?:speaker|signer))(?-u:\b)",
            Label::Role,
            "what only one person is",
        ),
        rule(
            r"(?i)(?-u:\b)the one ((?:[\p{L}-]+ ){1,2}(?:person|woman|man|librarian|worker|employee|staffer)) (?:on|here|at|in)(?-u:\b)",
            Label::Role,
            "what only one person is",
        ),
        rule(
            r"(?i)(?-u:\b)(?:the|our|their|my) ((?:assistant |deputy |interim |acting )?(?:head|director|manager|chief|coordinator|supervisor) of (?:the )?[\p{L}-]+(?: (?:services|and [\p{L}-]+|department))?)(?-u:\b)",
            Label::Role,
            "a post that few hold",
        ),
        rule(
            r"(?i)(?-u:\b)(?:la|el|nuestra|nuestro) (?:única|unica|único|unico) (\p{L}+(?: (?:de|del|que|bilingüe|nocturno|nocturna) ?\p{L}*)?)",
            Label::Role,
            "a post that only one person holds",
        ),
        rule(r"(?i)(?-u:\b)(?:nuestr[oa]|la|el|mi) ((?:gerente|director|directora|jefe|jefa|encargad[oa]) de (?:la )?(?:sucursal|biblioteca|turno))(?-u:\b)", Label::Role, "a post that few hold"),
    ]
    .into_iter()
    .flatten()
    .collect()
});

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    let words = Words { text, tokens };
    if tokens.iter().any(|token| token.is(AGE_WORD)) {
        apply(&AGES, text, spans);
    }
    if tokens.iter().any(|token| token.is(POST_WORD)) {
        apply(&POSTS_HELD, text, spans);
    }
    for at in 0..tokens.len() {
        spans.extend(words.tenure(at).or_else(|| words.age(at)));
    }
}

struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Words<'_> {
    fn word(&self, at: Option<usize>) -> &str {
        at.and_then(|at| self.tokens.get(at))
            .map_or("", |token| token.text(self.text))
    }

    fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            (token.shape == Shape::Number && token.length < 3)
                || (token.is(NUMBER) && token.length > 2)
        })
    }

    /// "eleven years": how long somebody has been somewhere.
    fn tenure(&self, at: usize) -> Option<Span> {
        let token = &self.tokens[at];
        let unit = self.word(Some(at + 1)).to_ascii_lowercase();
        let near = self
            .tokens
            .get(at + 1)
            .is_some_and(|next| matches!(next.gap, Gap::Space | Gap::Hyphen) || self.is_plus(at));
        // "a twelve-year employee" has served, "a five-year contract" has not.
        let who = unit == "year" && self.is_somebody(at + 2);
        let long = who || matches!(unit.as_str(), "years" | "yrs" | "decades");
        let months = matches!(unit.as_str(), "months" | "weeks" | "meses" | "semanas")
            || matches!(unit.as_str(), "days" | "días") && at > 1;
        let before = self.word(at.checked_sub(1));
        let served = matches!(
            before,
            "for" | "after" | "For" | "After" | "over" | "nearly" | "almost" | "por" | "tras"
        ) && self.is_since(at + 2);
        let after = self.word(Some(at + 2));
        // "31 years, 2 months and 11 days"; "seven months pregnant".
        let part = at > 1
            && self.is_unit(if matches!(before, "and" | "y") {
                at - 2
            } else {
                at - 1
            })
            && !matches!(token.gap, Gap::Other);
        let served = served || part || matches!(after, "pregnant" | "embarazada");
        let other = matches!(
            after,
            "ago" | "old" | "later" | "from" | "apart" | "olds" | "before"
        ) || matches!(before, "every" | "in" | "within" | "In" | "next" | "Within");
        if !near || !self.is_number(at) || other || !(long || months && served) {
            return None;
        }
        let first = if at > 0 && token.gap == Gap::Hyphen && self.is_number(at - 1) {
            at - 1
        } else {
            at
        };
        let (start, end) = (self.tokens[first].start, self.tokens[at + 1].end);
        if matches!(unit.as_str(), "days" | "días") && !part {
            return None;
        }
        Some(Span {
            start,
            end,
            label: Label::Tenure,
            why: "how long somebody has been there",
        })
    }

    /// "20+ years".
    fn is_plus(&self, at: usize) -> bool {
        let next = self.tokens.get(at + 1);
        let gap = next.and_then(|next| self.text.get(self.tokens[at].end..next.start));
        matches!(gap, Some("+ " | "+"))
    }

    fn is_somebody(&self, at: usize) -> bool {
        let word = self.word(Some(at)).to_ascii_lowercase();
        matches!(
            word.as_str(),
            "employee"
                | "veteran"
                | "member"
                | "career"
                | "librarian"
                | "worker"
                | "clerk"
                | "custodian"
                | "staffer"
                | "volunteer"
                | "resident"
        )
    }

    fn is_unit(&self, at: usize) -> bool {
        matches!(
            self.word(Some(at)),
            "years" | "yrs" | "months" | "weeks" | "años" | "meses"
        )
    }

    fn is_since(&self, at: usize) -> bool {
        matches!(
            self.word(Some(at)),
            "at" | "in" | "with" | "on" | "as" | "here" | "en" | "of"
        )
    }

    /// "a page who is 17", "over fifty", "nineteen, first job".
    fn age(&self, at: usize) -> Option<Span> {
        let token = &self.tokens[at];
        let next = self.tokens.get(at + 1);
        let ends = next.is_none_or(|next| {
            next.gap != Gap::Space && next.gap != Gap::Hyphen
                || matches!(
                    next.text(self.text),
                    "and" | "or" | "with" | "when" | "but" | "now" | "at" | "years" | "in"
                )
        });
        if !self.is_number(at) || !ends || self.value(token) < 13 {
            return None;
        }
        let before = self.word(at.checked_sub(1));
        let two = self.word(at.checked_sub(2));
        let told = token.gap == Gap::Space
            && match before {
                "is" | "was" => matches!(
                    two,
                    "who"
                        | "she"
                        | "he"
                        | "She"
                        | "He"
                        | "Who"
                        | "daughter"
                        | "son"
                        | "mother"
                        | "father"
                ),
                "am" => true,
                "I'm" | "I’m" | "im" | "he's" | "she's" | "Im" | "She's" | "He's" | "i'm"
                | "only" | "just" | "barely" | "be" => {
                    before != "only" && before != "just"
                        || matches!(two, "is" | "was" | "I'm" | "am")
                }
                "maybe" | "perhaps" | "around" => {
                    matches!(two, "is" | "was" | "were" | "am")
                }
                "over" | "under" | "past" | "near" | "nearly" | "almost" | "about" | "until" => {
                    matches!(
                        two,
                        "us" | "everyone"
                            | "is"
                            | "am"
                            | "those"
                            | "anyone"
                            | "women"
                            | "workers"
                            | "I'm"
                            | "staff"
                            | "people"
                            | "was"
                            | "all"
                            | "someone"
                    )
                }
                _ => false,
            };
        let aside = token.gap == Gap::Comma
            && next.is_some_and(|next| next.gap == Gap::Comma)
            && !before.is_empty()
            && token.is(NUMBER)
            && self.value(token) < 100
            && !self.tokens[at - 1].is(NUMBER)
            && !self.is_number(at + 1);
        (told || aside).then_some(Span {
            start: token.start,
            end: token.end,
            label: Label::Age,
            why: "an age",
        })
    }

    fn value(&self, token: &Token) -> u32 {
        let word = token.text(self.text);
        word.parse().unwrap_or_else(|_| match word.len() {
            _ if word.ends_with("teen") || word.ends_with("ty") => 20,
            _ if token.is(FUNCTION) => 1,
            _ => 2,
        })
    }
}
