//! Runs everything that finds over one text, and makes one list of it.

use super::merge::merge;
use super::style::{Style, style};
use super::tokens::tokens;
use super::{
    Directory, Label, Span, address, calendar, clock, contact, directory, facts, follow, life,
    names, numbers, occasions, posts, runs,
};

/// All spans of a text in bytes, in its order, none overlapping another.
pub fn spans(text: &str, names_known: &Directory) -> Vec<Span> {
    let words = tokens(text);
    let style = style(text, &words);
    let marks = names::mark(text, &words, style);
    // What the organization knows for certain comes first: of two equally long findings the first names both.
    let mut spans = directory::find(text, &words, names_known);
    spans.extend(runs::runs(text, &words, &marks, style));
    contact::find(text, &words, &mut spans);
    numbers::find(text, &words, &mut spans);
    clock::find(text, &words, &mut spans);
    calendar::find(text, &words, &mut spans);
    life::find(text, &words, &mut spans);
    occasions::find(text, &words, &mut spans);
    facts::find(text, &words, &mut spans);
    posts::find(text, &words, &mut spans);
    address::find(text, &words, &marks, style, &mut spans);
    let mut spans = merge(spans);
    let again = follow::found_names(text, &words, &spans);
    spans.extend(again);
    let spans = join_dates(text, merge(spans));
    join_neighbours(text, spans, style)
}

/// "martes 4 de marzo", "Friday, March 3": the day of the week and the date are one finding.
fn join_dates(text: &str, spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let near = |last: &Span| matches!(text.get(last.end..span.start), Some(" " | ", "));
        let both =
            |last: &&mut Span| last.label == Label::Date && span.label == Label::Date && near(last);
        match joined.last_mut().filter(both) {
            Some(last) => last.end = span.end,
            None => joined.push(span),
        }
    }
    joined
}

/// In hasty writing a name is rarely written in one piece: neighbours become one finding.
fn join_neighbours(text: &str, spans: Vec<Span>, style: Style) -> Vec<Span> {
    if !style.loose {
        return spans;
    }
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        let near = |last: &Span| {
            let gap = text.get(last.end..span.start).unwrap_or("?");
            matches!(
                gap,
                " " | "-" | "- " | " - " | " / " | " & " | ". " | "'" | "' "
            )
        };
        let both = |last: &&mut Span| near(last) && is_name(last.label) && is_name(span.label);
        match joined.last_mut().filter(both) {
            Some(last) => {
                if last.label == Label::Other {
                    (last.label, last.why) = (span.label, span.why);
                }
                last.end = span.end;
            }
            None => joined.push(span),
        }
    }
    joined
}

fn is_name(label: Label) -> bool {
    matches!(
        label,
        Label::Person | Label::Location | Label::Organization | Label::Branch | Label::Other
    )
}
