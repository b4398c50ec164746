//! Posts and desks: in one library few people hold a "children's librarian", and whoever says "I am a page" says who.

use std::sync::LazyLock;

use super::fold::folded;
use super::lexicon::{DESK, FUNCTION, Known, POST_HEAD, POST_KIND, SPECIAL_POST};
use super::rules::{Rule, apply, rule};
use super::tokens::{Gap, Shape, Token};
use super::{Label, Span};

const FEW: &str = "a post that few hold";
const SELF: &str = "the post that somebody says they hold";
const WHERE: &str = "the desk or department where somebody works";

pub(super) fn find(text: &str, tokens: &[Token], spans: &mut Vec<Span>) {
    let posts = Posts { text, tokens };
    for (at, token) in tokens.iter().enumerate() {
        if token.is(Known(POST_HEAD.0 | DESK.0)) {
            spans.extend(posts.at(at));
        }
    }
    if SPANISH_SIGNS.iter().any(|sign| text.contains(sign)) {
        apply(&SPANISH, text, spans);
    }
}

const SPANISH_SIGNS: &[&str] = &[
    "mostrador",
    "sindical",
    "nocturn",
    "oy ",
    "omo ",
    "ui ",
    "epartamento",
    "ala de ",
];

static SPANISH: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let posts = "bibliotecari[oa]s?|conserjes?|intendentes?|auxiliar(?:es)?|asistentes?|encargad[oa]s?|jef[ae]s?|delegad[oa]s?|vigilantes?|mensajer[oa]s?|archivistas?|catalogador(?:es|as?)?|recepcionistas?|supervisor(?:es|as?)?|coordinador(?:es|as?)?|guardias?|cajer[oa]s?|choferes?|chofer|maestr[oa]s?|representantes?";
    let kinds = "infantil(?:es)?|juvenil(?:es)?|nocturn[oa]s?|sindical(?:es)?|móvil|de (?:niños|referencia|circulación|préstamo|limpieza|noche|turno|sala|archivo|biblioteca|mantenimiento|seguridad|catalogación|adquisiciones)";
    [
        rule(&format!(r"(?i)(?-u:\b)(?:{posts}) (?:{kinds})(?-u:\b)"), Label::Role, FEW),
        rule(&format!(r"(?i)(?-u:\b)(?:soy|fui|como) (?:la |el |una |un )?((?:{posts})(?: (?:{kinds}))?)(?-u:\b)"), Label::Role, SELF),
        rule(r"(?i)(?-u:\b)(?:mostrador|departamento|sala|sección|área) (?:de (?:préstamos?|referencia|circulación|adquisiciones|catalogación|niños|consulta|periódicos|genealogía|procesos técnicos)|infantil|juvenil)(?-u:\b)", Label::Role, WHERE),
    ]
    .into_iter()
    .flatten()
    .collect()
});

struct Posts<'a> {
    text: &'a str,
    tokens: &'a [Token],
}

impl Posts<'_> {
    fn word(&self, at: Option<usize>) -> String {
        at.and_then(|at| self.tokens.get(at))
            .map_or_else(String::new, |token| folded(token.text(self.text)))
    }

    fn at(&self, at: usize) -> Option<Span> {
        let head = &self.tokens[at];
        if head.shape != Shape::Lower || head.possessive {
            return None;
        }
        let first = self.first_kind(at);
        let kinds = at - first;
        let before = self.word(first.checked_sub(1));
        let span = |why| Span {
            start: self.tokens[first].start,
            end: self.tokens[self.last(at)].end,
            label: Label::Role,
            why,
        };
        if head.is(DESK) {
            let plain = kinds == 1 && self.is_plain_place(first, at);
            let led = matches!(
                before.as_str(),
                "the"
                    | "our"
                    | "in"
                    | "at"
                    | "from"
                    | "my"
                    | "on"
                    | "to"
                    | "for"
                    | "of"
                    | "their"
                    | "run"
                    | "and"
            );
            return (kinds > 0 && led && !plain).then(|| span(WHERE));
        }
        if self.is_said_of_self(first) {
            return Some(span(SELF));
        }
        if kinds > 0 && !self.is_everybody(first, at) {
            return Some(span(FEW));
        }
        let definite = matches!(
            before.as_str(),
            "the" | "our" | "my" | "their" | "her" | "his" | "a" | "an" | "only"
        );
        (head.is(SPECIAL_POST) && definite).then(|| span(FEW))
    }

    /// The first of the words that say which kind of post it is.
    fn first_kind(&self, at: usize) -> usize {
        let mut first = at;
        while first > 0 && at - first < 5 {
            let (kind, joined) = (&self.tokens[first - 1], &self.tokens[first]);
            let near = matches!(joined.gap, Gap::Space | Gap::Hyphen);
            let is_kind = kind.is(POST_KIND) && (!kind.is(FUNCTION) || kind.shape == Shape::Upper)
                || kind.possessive
                    && matches!(kind.text(self.text), "children" | "women" | "veterans");
            let written =
                kind.shape == Shape::Lower || kind.shape == Shape::Upper && kind.length < 4;
            // "children's librarian", "reference-desk clerk".
            if !(near && is_kind && written) {
                break;
            }
            first -= 1;
        }
        first
    }

    /// "librarian II", "clerk for Hmong materials".
    fn last(&self, at: usize) -> usize {
        let next = self
            .tokens
            .get(at + 1)
            .filter(|next| next.gap == Gap::Space);
        let grade = next.is_some_and(|next| {
            matches!(
                next.text(self.text),
                "I" | "II" | "III" | "IV" | "1" | "2" | "3"
            ) && !self.tokens.get(at + 2).is_some_and(|after| {
                after.gap == Gap::Space
                    && next.text(self.text) == "I"
                    && after.shape == Shape::Lower
            })
        });
        if grade {
            return at + 1;
        }
        let things = self
            .tokens
            .get(at + 2)
            .filter(|thing| thing.gap == Gap::Space);
        let field = next.is_some_and(|next| matches!(next.text(self.text), "for" | "of"))
            && self.tokens[at].is(POST_HEAD)
            && things.is_some_and(|thing| {
                let of = next.is_some_and(|next| next.text(self.text) == "of");
                thing.is(POST_KIND) || thing.has_capital() && !of
            });
        if !field {
            return at;
        }
        let more = self.tokens.get(at + 3).is_some_and(|more| {
            more.gap == Gap::Space
                && (more.is(Known(POST_KIND.0 | DESK.0))
                    || matches!(
                        more.text(self.text),
                        "materials" | "books" | "resources" | "speakers"
                    ))
        });
        at + if more { 3 } else { 2 }
    }

    /// "I am a page", "as a security guard", "I've been the clerk", "Soy" is elsewhere.
    fn is_said_of_self(&self, first: usize) -> bool {
        let article = self.word(first.checked_sub(1));
        let near = self.tokens[first].gap == Gap::Space;
        if !near || !matches!(article.as_str(), "a" | "an" | "the") {
            return false;
        }
        let (two, three) = (
            self.word(first.checked_sub(2)),
            self.word(first.checked_sub(3)),
        );
        match two.as_str() {
            "im" | "as" => true,
            "am" | "was" => three == "i" || three == "and" || three == "also",
            "been" => matches!(three.as_str(), "ive" | "have"),
            "became" => three == "i",
            _ => false,
        }
    }

    /// "security guards", "staff members", "library workers": many hold such a post in every branch.
    fn is_everybody(&self, first: usize, at: usize) -> bool {
        let (kind, head) = (self.word(Some(first)), self.word(Some(at)));
        let head = head.strip_suffix('s').unwrap_or(&head);
        at - first == 1
            && matches!(
                (kind.as_str(), head),
                ("security" | "night" | "building", "guard")
                    | (
                        "library" | "public" | "branch",
                        "librarian" | "page" | "clerk" | "aide" | "assistant" | "associate"
                    )
                    | (_, "associate" | "nurse" | "teacher" | "page")
                    | ("bus" | "delivery", "driver")
                    | ("system" | "systems" | "program" | "site" | "digital", _)
            )
    }

    /// "the reading room" is a room for everybody, "the building section" nothing.
    fn is_plain_place(&self, first: usize, at: usize) -> bool {
        let (kind, head) = (self.word(Some(first)), self.word(Some(at)));
        let room = matches!(
            head.as_str(),
            "room" | "floor" | "counter" | "office" | "section"
        ) && !matches!(
            kind.as_str(),
            "children"
                | "childrens"
                | "teen"
                | "map"
                | "youth"
                | "periodicals"
                | "genealogy"
                | "mailroom"
        );
        let service = head == "services"
            && !matches!(
                kind.as_str(),
                "technical"
                    | "youth"
                    | "children"
                    | "childrens"
                    | "teen"
                    | "adult"
                    | "outreach"
                    | "circulation"
                    | "reference"
                    | "homebound"
                    | "collection"
            );
        let police = matches!(
            kind.as_str(),
            "safety" | "health" | "legal" | "public" | "county" | "city"
        );
        room || service
            || police
            || matches!(head.as_str(), "division" | "unit" | "team") && kind.len() < 4
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
    fn posts_that_few_hold_and_desks_are_found() {
        assert_eq!(
            found("She is our children's librarian."),
            ["children's librarian"]
        );
        assert_eq!(found("The union steward saw it."), ["union steward"]);
        assert_eq!(
            found("I moved to the circulation desk."),
            ["circulation desk"]
        );
        assert_eq!(
            found("I work in technical services."),
            ["technical services"]
        );
        assert_eq!(
            found("I am a library technician II here."),
            ["library technician II"]
        );
    }

    #[test]
    fn whoever_says_what_they_are_is_found_by_it() {
        assert_eq!(found("I'm a page there."), ["page"]);
        assert_eq!(found("as a security guard i see it"), ["security guard"]);
    }

    #[test]
    fn what_many_are_stays() {
        for text in [
            "We want security guards.",
            "Turn the page.",
            "The librarian left.",
            "Nobody came to the desk.",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }
}
