//! What tells when and since when without a figure: "since the branch opened", "two Fridays ago", "my birthday", "1 to 9".

use super::fold::folded;
use super::lexicon::{CALENDAR, Known, NUMBER, SEASON, WEEKDAY};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

pub(super) const SINCE: &str = "since when somebody has been there";

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    super::told::find(text, spans);
    let words = Words { text, tokens };
    for at in 0..tokens.len() {
        let found = words
            .shift(at)
            .or_else(|| words.since(at))
            .or_else(|| words.day(at));
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
    fn raw(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| token.text(self.text))
    }

    fn word(&self, at: usize) -> String {
        folded(self.raw(at))
    }

    fn near(&self, at: usize) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.gap == Gap::Space)
    }

    fn is_hour(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| {
            let digits = token.shape == Shape::Number && token.length < 3;
            digits
                && self
                    .raw(at)
                    .parse()
                    .is_ok_and(|hour: u8| (1..=12).contains(&hour))
                || token.is(NUMBER) && (3..=6).contains(&token.length)
                || matches!(
                    self.raw(at),
                    "noon" | "midnight" | "close" | "closing" | "open" | "opening"
                )
        })
    }

    /// "I work 1 to 9", "my shift is ten to six".
    fn shift(&self, at: usize) -> Found {
        let to = at + 1;
        let hyphen = self
            .tokens
            .get(to)
            .is_some_and(|token| token.gap == Gap::Hyphen)
            && self.is_hour(to);
        let last = if hyphen { to } else { to + 1 };
        let joined = hyphen
            || matches!(self.raw(to), "to" | "til" | "till" | "until")
                && self.near(to)
                && self.near(last);
        if !joined || at == 0 || !self.is_hour(at) || !self.is_hour(last) {
            return None;
        }
        let before = self.word(at - 1);
        let works = matches!(
            before.as_str(),
            "work"
                | "works"
                | "worked"
                | "working"
                | "shift"
                | "shifts"
                | "from"
                | "is"
                | "was"
                | "schedule"
                | "hours"
                | "the"
                | "do"
                | "did"
                | "on"
                | "my"
        );
        let ends = self.tokens.get(last + 1).is_none_or(|next| {
            next.gap != Gap::Space
                || next.is(Known(WEEKDAY.0 | SEASON.0))
                || matches!(
                    next.text(self.text),
                    "and"
                        | "every"
                        | "on"
                        | "with"
                        | "at"
                        | "most"
                        | "shift"
                        | "alone"
                        | "but"
                        | "so"
                        | "shifts"
                        | "in"
                        | "when"
                        | "because"
                        | "shift's"
                )
        });
        (works && ends).then_some((at, last, Label::Time, "a shift"))
    }

    /// "been there since the branch opened": since, and what follows as far as it is told.
    fn since(&self, at: usize) -> Found {
        if !matches!(self.raw(at), "since" | "Since") {
            return None;
        }
        let lasting = (at.saturating_sub(12)..at).any(|at| {
            matches!(
                self.raw(at),
                "been"
                    | "has"
                    | "have"
                    | "had"
                    | "here"
                    | "there"
                    | "worked"
                    | "I've"
                    | "I’ve"
                    | "ive"
                    | "i've"
                    | "run"
            )
        });
        let first = self.word(at + 1);
        let told = match first.as_str() {
            "high" | "middle" | "grad" | "library" => matches!(self.raw(at + 2), "school"),
            "college" | "childhood" | "graduation" | "kindergarten" | "birth" => true,
            "before" | "the" | "my" => lasting,
            "i" => matches!(self.raw(at + 2), "was" | "graduated" | "left" | "turned"),
            _ => false,
        };
        if !told || !self.near(at + 1) {
            return None;
        }
        let most = if matches!(first.as_str(), "the" | "my" | "before" | "i") {
            6
        } else {
            2
        };
        let ends = |at: usize| {
            !self.near(at)
                || matches!(
                    self.raw(at),
                    "and"
                        | "but"
                        | "so"
                        | "because"
                        | "when"
                        | "with"
                        | "as"
                        | "at"
                        | "in"
                        | "on"
                        | "I"
                        | "we"
                        | "they"
                ) && at > 0
                    && !matches!(self.raw(at - 1), "before" | "since" | "when")
        };
        let mut last = at + 1;
        while last < at + most && last + 1 < self.tokens.len() && !ends(last + 1) {
            last += 1;
        }
        Some((at, last, Label::Tenure, SINCE))
    }

    /// "two Fridays ago", "the Tuesday before last", "the day after Labor Day", "the spring after the flood".
    fn day(&self, at: usize) -> Found {
        let token = &self.tokens[at];
        let why = "a time that is told from another";
        let day = token.is(Known(CALENDAR.0 | SEASON.0)) && token.length > 2;
        let unit = matches!(
            self.raw(at),
            "day" | "week" | "night" | "weekend" | "morning" | "month" | "year"
        );
        if !day && !unit || at == 0 || !self.near(at) {
            return None;
        }
        let before = self.word(at - 1);
        if self.raw(at + 1) == "ago"
            && matches!(
                before.as_str(),
                "two" | "three" | "four" | "few" | "couple" | "several"
            )
        {
            return Some((at - 1, at + 1, Label::Date, why));
        }
        let the = before == "the";
        let link = self.word(at + 1);
        if !the
            || !self.near(at + 1)
            || !matches!(link.as_str(), "before" | "after" | "of" | "following")
        {
            return None;
        }
        let mut last = at + 2;
        if self.raw(last) == "the" {
            last += 1;
        }
        let thing = self.tokens.get(last)?;
        let known = thing.is(CALENDAR)
            || matches!(
                self.raw(last),
                "last"
                    | "Labor"
                    | "Memorial"
                    | "Veterans"
                    | "Presidents"
                    | "Election"
                    | "Mother's"
                    | "Father's"
                    | "New"
            )
            || self.raw(last - 1) == "the"
                && matches!(
                    self.raw(last),
                    "flood"
                        | "fire"
                        | "strike"
                        | "election"
                        | "storm"
                        | "earthquake"
                        | "shooting"
                        | "layoffs"
                        | "merger"
                        | "pandemic"
                        | "lockdown"
                        | "funeral"
                        | "hearing"
                        | "blackout"
                );
        let more = matches!(self.raw(last + 1), "Day" | "day" | "Eve" | "Year's");
        known.then_some((at - 1, last + usize::from(more), Label::Date, why))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut spans = Vec::new();
        find(text, &tokens(text), &mut spans);
        spans
            .iter()
            .map(|span| &text[span.start..span.end])
            .collect()
    }

    #[test]
    fn times_that_no_figure_tells_are_found() {
        for (text, told) in [
            ("It was two Fridays ago.", "two Fridays ago"),
            ("It was on my birthday, at six.", "my birthday"),
            (
                "I have been here since the branch opened.",
                "since the branch opened",
            ),
            ("I work 1 to 9 alone.", "1 to 9"),
            (
                "He came at half past nine at night.",
                "half past nine at night",
            ),
            ("We wait until closing time.", "closing time"),
            ("Trabajo aquí desde el 2009.", "desde el 2009"),
            (
                "I was hired the spring after the flood.",
                "the spring after the flood",
            ),
            ("After twenty-odd years they let me go.", "twenty-odd years"),
        ] {
            assert_eq!(found(text), [told], "{text}");
        }
    }

    #[test]
    fn since_that_means_because_stays() {
        for text in [
            "Since the guard left we are afraid.",
            "There were two to three people.",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
