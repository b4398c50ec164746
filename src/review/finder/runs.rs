//! Puts marked words together into names and says what each is a name of.

mod edges;

use super::lexicon::{
    BRANCH_TAIL, CALENDAR, DEMONYM, FUNCTION, GIVEN, GIVEN_COMMON, Known, NAME, ORG_TAIL, ORG_WORD,
    PERSON_PREP, PLACE, PLACE_LARGE, PLACE_PREP, PLACE_TAIL, POST_TITLE, RELATION, SPEECH, STREET,
    STRONG_TITLE, SURNAME, TITLE,
};
use super::names::{BESIDE, FEATURE, Why};
use super::style::{Capitals, Style};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};
use edges::is_joining;

pub(super) fn runs(text: &str, tokens: &[Token], marks: &[Option<Why>], style: Style) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if marks[at].is_none() {
            at += 1;
            continue;
        }
        let mut last = at;
        while let Some(further) = further(text, tokens, marks, last) {
            last = further;
        }
        let run = Run {
            text,
            tokens,
            style,
            first: at,
            last,
        };
        let whys = marks[at..=last].iter().flatten();
        let own = whys
            .clone()
            .find(|why| **why != BESIDE)
            .or(whys.clone().next());
        spans.push(run.span(own.copied().unwrap_or_default()));
        at = last + 1;
    }
    spans
}

/// The next word of the same name, over a small word between where both sides have capitals.
fn further(text: &str, tokens: &[Token], marks: &[Option<Why>], last: usize) -> Option<usize> {
    let near = |at: usize| {
        tokens
            .get(at)
            .is_some_and(|token| matches!(token.gap, Gap::Space | Gap::Hyphen | Gap::Dot))
    };
    let marked = |at: usize| marks.get(at).is_some_and(Option::is_some);
    if tokens[last].possessive && !near_tail(tokens, last + 1) {
        return None;
    }
    if near(last + 1) && marked(last + 1) {
        return Some(last + 1);
    }
    let joins = |at: usize| {
        near(at)
            && tokens
                .get(at)
                .is_some_and(|token| is_joining(token.text(text)))
    };
    let named = |at: usize| {
        marked(at)
            || tokens[at].has_capital() && !tokens[at].is(FUNCTION) && !tokens[at].is(CALENDAR)
    };
    let both =
        |at: usize| near(at) && named(at) && tokens[at].has_capital() == tokens[last].has_capital();
    // "glen park branch", "alder county": what a place ends with belongs to it, where nobody writes capitals.
    let tail = |at: usize| {
        near(at)
            && tokens[at].gap == Gap::Space
            && tokens[at].shape == Shape::Lower
            && tokens[at].is(Known(PLACE_TAIL.0 | STREET.0 | BRANCH_TAIL.0))
            && !tokens[at].is(FUNCTION)
            && tokens[at].length > 3
    };
    let written_small =
        tokens[last].shape == Shape::Lower && !tokens[last].is(Known(FUNCTION.0 | BRANCH_TAIL.0));
    if written_small && tokens.get(last + 1).is_some() && tail(last + 1) {
        return Some(last + 1);
    }
    // "Anselm von und zu der Lauenau", "Stratford-under-the-Castle".
    let small = (1..=4).take_while(|far| joins(last + far)).count();
    (1..=small)
        .find(|far| both(last + far + 1))
        .map(|far| last + far + 1)
        .or_else(|| hyphenated(tokens, last))
}

/// "Kirkby-in-the-Moor": hyphens lead over small words to the rest of the name.
fn hyphenated(tokens: &[Token], last: usize) -> Option<usize> {
    let tied = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::Hyphen);
    let small = (1..=3)
        .take_while(|far| tied(last + far) && tokens[last + far].shape == Shape::Lower)
        .count();
    let rest = last + small + 1;
    let tail = tied(rest) && tokens[rest].has_capital();
    let head = tokens[last].has_capital() || tied(last);
    let whole = small > 0 && head && tail;
    whole.then_some(rest)
}

/// "Lloyd's Bank" goes on after the possessive, "Denise's Corolla" does not.
fn near_tail(tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at)
        .is_some_and(|token| token.is(ORG_TAIL) && token.has_capital())
}

struct Run<'a> {
    text: &'a str,
    tokens: &'a [Token],
    style: Style,
    first: usize,
    last: usize,
}

impl Run<'_> {
    fn span(&self, why: Why) -> Span {
        let label = if why == FEATURE {
            Label::Branch
        } else {
            self.label()
        };
        let mut first = self.first;
        while let Some(title) = first.checked_sub(1).filter(|&at| self.is_title(at, first)) {
            first = title;
        }
        let person = first < self.first || label == Label::Person;
        let mut end = self.tokens[self.last].end;
        let mut label = if first < self.first && label != Label::Branch {
            Label::Person
        } else {
            label
        };
        if let Some(tail) = self
            .branch_after()
            .filter(|_| !person || label == Label::Person)
        {
            (end, label) = (tail, Label::Branch);
        }
        let numbered =
            self.style.loose || label != Label::Person && self.tokens[self.last].has_capital();
        if numbered && let Some(number) = self.number_after() {
            end = end.max(number);
        }
        let small_tail =
            self.tokens[self.last].shape == Shape::Lower && self.tokens[self.last].is(BRANCH_TAIL);
        if (end > self.tokens[self.last].end
            || small_tail
            || self.style.loose && self.tokens[first].has_capital()
            || self.style.wild
            || self.has_an_article(label))
            && first > 0
            && self.is_the(first)
        {
            first -= 1;
        }
        if let Some(earlier) = self.crossed_by(first) {
            (first, label) = (earlier, Label::Location);
        }
        if label != Label::Person
            && let Some(ordinal) = self.ordinal_before(first)
        {
            first = ordinal;
        }
        if let Some(stop) = self.small_initial_after() {
            (end, label) = (end.max(stop), Label::Person);
        }
        if self.is_small_initial(first) {
            (first, label) = (first - 1, Label::Person);
        }
        if let Some(crossing) = self.crossing() {
            (end, label) = (crossing, Label::Location);
        }
        if end == self.tokens[self.last].end && self.is_abbreviated() {
            end += 1;
        }
        let start = self.tokens[first].start;
        Span {
            start,
            end,
            label,
            why: reason(label, why),
        }
    }

    /// "the River Tarrow", "the Court of Errors": encyclopedias count the article as a part of such a name.
    fn has_an_article(&self, label: Label) -> bool {
        matches!(label, Label::Organization | Label::Location | Label::Other)
            && self.last > self.first
            && self.tokens[self.first].has_capital()
            && self.tokens[self.last].has_capital()
            && self.style.capitals == Capitals::Told
            && !self.style.spanish
    }

    fn is_the(&self, first: usize) -> bool {
        matches!(self.tokens[first - 1].text(self.text), "the" | "The")
            && self.tokens[first].gap == Gap::Space
    }

    fn words(&self) -> &[Token] {
        &self.tokens[self.first..=self.last]
    }

    fn before(&self) -> Option<&Token> {
        self.first
            .checked_sub(1)
            .map(|at| &self.tokens[at])
            .filter(|_| matches!(self.tokens[self.first].gap, Gap::Space | Gap::Dot))
    }

    fn is_title(&self, at: usize, followed_by: usize) -> bool {
        let (token, next) = (&self.tokens[at], &self.tokens[followed_by]);
        let near = matches!(next.gap, Gap::Space | Gap::Dot);
        let titled = token.is(STRONG_TITLE)
            || (token.is(POST_TITLE) && token.has_capital())
            || (token.is(TITLE)
                && (token.has_capital()
                    || self.style.capitals == Capitals::Missing && token.known.tier() > 1
                    || self.style.spanish && next.has_capital()));
        near && titled && token.length > 1
    }

    /// "the Linden branch": the small word belongs to the name.
    fn branch_after(&self) -> Option<usize> {
        let next = self.tokens.get(self.last + 1)?;
        let tail =
            next.gap == Gap::Space && next.is(BRANCH_TAIL) && !self.tokens[self.last].possessive;
        tail.then_some(next.end)
    }

    fn label(&self) -> Label {
        let words = self.words();
        let (first, last) = (&words[0], &words[words.len() - 1]);
        let capital = last.has_capital();
        let all = |fact: Known| words.iter().all(|word| word.is(fact));
        let before = |fact: Known| self.before().is_some_and(|before| before.is(fact));
        let after = self
            .tokens
            .get(self.last + 1)
            .filter(|next| next.gap == Gap::Space);
        if words.len() > 1 && last.is(BRANCH_TAIL)
            || last.is(BRANCH_TAIL) && capital && before(PLACE_PREP)
            || self.style.spanish && capital && before(BRANCH_TAIL)
        {
            return Label::Branch;
        }
        if words.len() > 1
            && (last.is(ORG_TAIL) && !last.is(GIVEN)
                || words
                    .iter()
                    .any(|word| word.is(ORG_TAIL) && !word.is(Known(NAME.0))))
            || all(ORG_WORD)
        {
            return Label::Organization;
        }
        if words.len() > 1 && (last.is(PLACE_TAIL) || last.is(STREET) && !last.is(SURNAME)) {
            return Label::Location;
        }
        if words.iter().any(|word| word.is(STRONG_TITLE)) || (words.len() > 1 && first.is(TITLE)) {
            return Label::Person;
        }
        self.person_or_place(first, after, &all, &before)
    }

    fn person_or_place(
        &self,
        first: &Token,
        after: Option<&Token>,
        all: &dyn Fn(Known) -> bool,
        before: &dyn Fn(Known) -> bool,
    ) -> Label {
        let words = self.words();
        let place = self.is_place();
        let at_place = before(PLACE_PREP);
        if place && (at_place || !first.is(GIVEN_COMMON)) {
            return Label::Location;
        }
        if words.len() == 1 {
            return self.single(first, after, place, at_place, before);
        }
        let person = first.is(GIVEN)
            || all(NAME)
            || (first.shape == Shape::Initial && words[1].shape != Shape::Upper);
        if person && words.len() < 5 && (!at_place || first.is(GIVEN_COMMON)) {
            return Label::Person;
        }
        if at_place || all(PLACE) {
            return Label::Location;
        }
        let surname = words[words.len() - 1].is(SURNAME) && words.len() < 4 && !first.is(DEMONYM);
        let unknown = words.len() < 4
            && words
                .iter()
                .all(|word| word.known.tier() == 0 && word.shape == Shape::Capital);
        let spoken = after.is_some_and(|after| after.is(SPEECH))
            && words.len() < 4
            && first.known.tier() == 0;
        if surname && first.known.tier() != 1 && first.known.tier() != 2 || unknown || spoken {
            Label::Person
        } else {
            Label::Other
        }
    }

    fn single(
        &self,
        word: &Token,
        after: Option<&Token>,
        place: bool,
        at_place: bool,
        before: &dyn Fn(Known) -> bool,
    ) -> Label {
        let speaks = word.possessive || after.is_some_and(|after| after.is(SPEECH));
        let meets = before(Known(PERSON_PREP.0 | RELATION.0));
        if word.shape == Shape::Upper && self.style.capitals != Capitals::Shouted && !word.is(GIVEN)
        {
            return Label::Organization;
        }
        if word.is(GIVEN_COMMON) && !(at_place && place) {
            return Label::Person;
        }
        if at_place || place {
            return Label::Location;
        }
        if word.is(NAME) && (word.known.tier() == 0 || speaks || meets)
            || (speaks || meets) && word.known.tier() == 0
        {
            return Label::Person;
        }
        Label::Other
    }

    fn is_place(&self) -> bool {
        let words = self.words();
        match words {
            [only] => only.is(PLACE_LARGE) || only.is(PLACE) && !only.is(NAME),
            _ => {
                let mut key = String::new();
                for word in words {
                    if !key.is_empty() {
                        key.push(' ');
                    }
                    key.push_str(&super::fold::folded(word.text(self.text)));
                }
                super::lexicon::known(&key).is(PLACE)
            }
        }
    }
}

fn reason(label: Label, why: Why) -> Why {
    match label {
        _ if why == FEATURE => why,
        Label::Branch => "the name of a workplace",
        Label::Organization => "the name of an organization",
        Label::Location => "the name of a place",
        _ => why,
    }
}
