//! When something happened: days, months, seasons, holidays.

use super::lexicon::{CALENDAR, HOLIDAY, MONTH, NUMBER, SEASON, WEEKDAY};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    let days = Days { text, tokens };
    let mut at = 0;
    while at < tokens.len() {
        at = match days.at(at) {
            Some((first, last, why)) => {
                spans.push(Span {
                    start: tokens[first].start,
                    end: tokens[last].end,
                    label: Label::Date,
                    why,
                });
                last + 1
            }
            None => at + 1,
        };
    }
}

struct Days<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

type Found = Option<(usize, usize, &'static str)>;

impl Days<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| token.text(self.text))
    }

    fn near(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Dot | Gap::Comma))
    }

    fn at(&self, at: usize) -> Found {
        let token = &self.tokens[at];
        if token.is(WEEKDAY) && self.is_weekday(at, token) {
            return Some(self.weekday(at));
        }
        if token.is(MONTH) && self.is_month(at, token) {
            return Some(self.month(at));
        }
        if token.is(HOLIDAY) && (token.length > 3 || token.has_capital()) {
            let eve =
                self.near(at + 1) && matches!(self.word(at + 1), "Eve" | "eve" | "Day" | "day");
            return Some((at, at + usize::from(eve), "a holiday"));
        }
        self.relative(at, token).or_else(|| self.ordinal(at, token))
    }

    /// "sun" and "sat" are words too.
    fn is_weekday(&self, at: usize, token: &Token) -> bool {
        token.length > 5
            || (token.has_capital()
                && (!token.opens || self.is_day_number(at + 1))
                && token.length > 2
                && !matches!(self.word(at), "Sun" | "SUN" | "Sat" | "Martes" | "MON"))
    }

    fn weekday(&self, at: usize) -> (usize, usize, &'static str) {
        let first = if at > 0 && self.near(at) && is_relative(self.word(at - 1)) {
            at - 1
        } else {
            at
        };
        let mut last = at;
        let and =
            self.near(at + 1) && matches!(self.word(at + 1), "and" | "or" | "y" | "to" | "through");
        if and
            && self
                .tokens
                .get(at + 2)
                .is_some_and(|token| token.is(WEEKDAY) && token.length > 2)
        {
            last = at + 2;
        }
        if self.near(last + 1) && is_part_of_day(self.word(last + 1)) {
            last += 1;
        }
        (first, last, "a day of the week")
    }

    /// "may" and "march" are words too: they need company.
    fn is_month(&self, at: usize, token: &Token) -> bool {
        let word = self.word(at);
        let doubtful = token.length < 4
            || matches!(
                word,
                "may"
                    | "march"
                    | "May"
                    | "March"
                    | "MAY"
                    | "MARCH"
                    | "August"
                    | "June"
                    | "April"
                    | "june"
                    | "april"
                    | "august"
                    | "sept"
                    | "mayo"
                    | "Mayo"
            );
        if !doubtful {
            return true;
        }
        let dated = self.near(at + 1) && (self.is_day_number(at + 1) || self.is_year(at + 1))
            || at > 0 && self.near(at) && self.is_day_number(at - 1);
        let after = at > 0
            && self.near(at)
            && matches!(
                self.word(at - 1),
                "in" | "In"
                    | "of"
                    | "since"
                    | "Since"
                    | "early"
                    | "late"
                    | "mid"
                    | "until"
                    | "till"
                    | "by"
                    | "during"
                    | "last"
                    | "next"
                    | "this"
                    | "de"
                    | "en"
                    | "En"
                    | "every"
                    | "from"
                    | "through"
                    | "before"
                    | "after"
                    | "between"
                    | "to"
            );
        let mid = self.tokens[at].gap == Gap::Hyphen
            && at > 0
            && matches!(self.word(at - 1), "mid" | "Mid");
        let name = matches!(
            word,
            "April" | "June" | "August" | "april" | "june" | "august"
        );
        let opens = token.opens
            && !matches!(
                self.word(at + 1),
                "I" | "we" | "you" | "they" | "it" | "the" | "he" | "she"
            );
        let plain = token.has_capital()
            && token.length > 2
            && (!token.opens && !name
                || name && opens
                || word == "May" && opens && self.is_over(at + 1));
        dated
            || mid
            || (after && token.length > 2 && (token.has_capital() || token.length > 3))
            || plain && token.length > 2
    }

    /// "May was quiet", "May left": a month or a person, and not a wish.
    fn is_over(&self, at: usize) -> bool {
        matches!(
            self.word(at),
            "was" | "is" | "had" | "has" | "left" | "came" | "went" | "said" | "told" | "brought"
        )
    }

    fn is_day_number(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        let word = token.text(self.text);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let tail = &word[digits.len()..];
        matches!(
            tail,
            "" | "st" | "nd" | "rd" | "th" | "ST" | "ND" | "RD" | "TH"
        ) && digits.len() < 3
            && digits.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    }

    fn is_year(&self, at: usize) -> bool {
        let word = self.word(at);
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn month(&self, at: usize) -> (usize, usize, &'static str) {
        let (mut first, mut last) = (at, at);
        let joins = |at: usize| matches!(self.word(at), "of" | "de");
        if at > 0 && self.near(at) && self.is_day_number(at - 1) {
            first = at - 1;
        } else if at > 1
            && self.near(at)
            && joins(at - 1)
            && (self.is_day_number(at - 2) || is_ordinal(self.word(at - 2)))
        {
            first = at - 2;
        } else if at > 0 && is_relative(self.word(at - 1)) {
            first = at - 1;
        }
        if first < at
            && first > 0
            && matches!(self.word(first - 1), "the" | "The" | "el" | "El")
            && self.near(first)
        {
            first -= 1;
        }
        if self.near(last + 1) && self.is_day_number(last + 1) {
            last += 1;
        }
        if self.near(last + 1) && self.is_year(last + 1) {
            last += 1;
        } else if self.near(last + 1)
            && matches!(self.word(last + 1), "of" | "de" | "del")
            && self.is_year(last + 2)
        {
            last += 2;
        }
        (first, last, "a date")
    }

    /// "last spring", "three weeks ago", "yesterday".
    fn relative(&self, at: usize, token: &Token) -> Found {
        let word = self.word(at);
        let span = |at: usize| {
            let word = self.word(at).to_ascii_lowercase();
            matches!(
                word.as_str(),
                "week"
                    | "month"
                    | "year"
                    | "night"
                    | "weekend"
                    | "quarter"
                    | "semana"
                    | "mes"
                    | "año"
                    | "noche"
            ) || self.tokens.get(at).is_some_and(|token| token.is(SEASON))
        };
        let near = self
            .tokens
            .get(at + 1)
            .is_some_and(|next| next.gap == Gap::Space);
        if matches!(word, "last" | "Last" | "next" | "Next" | "past") && near && span(at + 1) {
            return Some((at, at + 1, "a time that is told from today"));
        }
        if matches!(word, "pasado" | "pasada")
            && token.gap == Gap::Space
            && at > 0
            && (span(at - 1) || self.tokens[at - 1].is(CALENDAR))
        {
            return Some((at - 1, at, "a time that is told from today"));
        }
        if matches!(
            word,
            "yesterday" | "Yesterday" | "anteayer" | "ayer" | "Ayer"
        ) {
            return Some((at, at, "a time that is told from today"));
        }
        let count = token.is(NUMBER)
            || token.shape == Shape::Number
            || matches!(word, "a" | "few" | "couple");
        let unit = matches!(
            self.word(at + 1),
            "days"
                | "weeks"
                | "months"
                | "years"
                | "week"
                | "month"
                | "year"
                | "day"
                | "hours"
                | "nights"
        );
        if count && unit && near && self.word(at + 2) == "ago" {
            return Some((at, at + 2, "a time that is told from today"));
        }
        let season = token.is(SEASON)
            && token.length > 3
            && (self.is_year(at + 1) && self.near(at + 1)
                || self.word(at + 1) == "of" && self.is_year(at + 2));
        season.then(|| {
            (
                at,
                at + if self.is_year(at + 1) { 1 } else { 2 },
                "a season",
            )
        })
    }

    /// "the 2nd": a day of the month where no noun follows.
    fn ordinal(&self, at: usize, token: &Token) -> Found {
        let alone = |next: &Token| {
            next.gap != Gap::Space
                || matches!(
                    next.text(self.text),
                    "and"
                        | "at"
                        | "of"
                        | "when"
                        | "or"
                        | "I"
                        | "we"
                        | "he"
                        | "she"
                        | "they"
                        | "in"
                        | "but"
                        | "about"
                        | "around"
                )
        };
        let day = token.shape == Shape::Mixed && self.is_day_number(at) && token.gap == Gap::Space;
        let the = day && at > 0 && matches!(self.word(at - 1), "the" | "The");
        (the && self.tokens.get(at + 1).is_none_or(alone)).then(|| (at - 1, at, "a day of a month"))
    }
}

fn is_ordinal(word: &str) -> bool {
    matches!(
        word,
        "first"
            | "second"
            | "third"
            | "fourth"
            | "fifth"
            | "sixth"
            | "seventh"
            | "eighth"
            | "ninth"
            | "tenth"
            | "fifteenth"
            | "twentieth"
    )
}

fn is_relative(word: &str) -> bool {
    matches!(
        word,
        "last" | "Last" | "next" | "Next" | "early" | "late" | "past"
    )
}

fn is_part_of_day(word: &str) -> bool {
    matches!(
        word,
        "morning"
            | "mornings"
            | "afternoon"
            | "afternoons"
            | "evening"
            | "evenings"
            | "night"
            | "nights"
    )
}
