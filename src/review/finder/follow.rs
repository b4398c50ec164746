//! Follows the names that were found through the whole text, in any case.

use std::collections::HashMap;

use super::fold::{fold_into, folded};
use super::lexicon::{FUNCTION, Known, NAME, ORDINARY_CAPITAL, ORG_TAIL, PLACE, STREET, TITLE};
use super::tokens::{Shape, Token};
use super::{Label, Span};

/// Every other place of a name, each part by itself: the surname alone, lower case, possessives.
pub(super) fn found_names(text: &str, tokens: &[Token], spans: &[Span]) -> Vec<Span> {
    let mut names: HashMap<String, Label> = HashMap::new();
    let mut covered = vec![false; tokens.len()];
    let mut at = 0;
    for span in spans {
        while tokens.get(at).is_some_and(|token| token.end <= span.start) {
            at += 1;
        }
        let inside = tokens[at..]
            .iter()
            .take_while(|token| token.start < span.end);
        for (offset, token) in inside.enumerate() {
            covered[at + offset] = true;
            if is_followed(span.label, token) {
                names.entry(folded(token.text(text))).or_insert(span.label);
            }
        }
    }
    let mut word = String::new();
    let mut found = Vec::new();
    for (token, _) in tokens
        .iter()
        .zip(covered)
        .filter(|(token, covered)| !covered && token.length < 40)
    {
        fold_into(token.text(text), &mut word);
        let plural = word.strip_suffix('s').filter(|bare| bare.len() > 3);
        let label = names
            .get(&word)
            .or_else(|| plural.and_then(|bare| names.get(bare)));
        found.extend(label.filter(|_| is_again(token)).map(|label| Span {
            start: token.start,
            end: token.end,
            label: *label,
            why: "a name that stands elsewhere in the text",
        }));
    }
    found
}

fn is_followed(label: Label, token: &Token) -> bool {
    let word = !token.is(Known(FUNCTION.0 | TITLE.0))
        && !matches!(token.shape, Shape::Number | Shape::Mixed);
    let rare = !token.known.ordinary(2) || token.is(NAME);
    match label {
        Label::Person => word && rare && token.length > 2,
        Label::Location | Label::Branch | Label::Organization | Label::Other => {
            word && token.length > 3
                && !token.known.ordinary(3)
                && !token.is(Known(ORG_TAIL.0 | STREET.0 | ORDINARY_CAPITAL.0))
        }
        _ => false,
    }
}

/// An ordinary word in lower case is not the name again, unless it is hardly one.
fn is_again(token: &Token) -> bool {
    token.has_capital() || !token.known.ordinary(3) || (token.is(PLACE) && !token.known.ordinary(2))
}
