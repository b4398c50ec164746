//! Makes one list of what the rules found: sorted, nothing overlapping.

use super::{Label, Span};

/// Overlapping spans become one that covers both and is called what the surer of the two was called.
pub(super) fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.start < span.end);
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => {
                let (mine, theirs) = (rank(&span), rank(last));
                if mine > theirs {
                    (last.label, last.why) = (span.label, span.why);
                }
                last.end = last.end.max(span.end);
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// What has a form of its own is surer than a guess; of two equally sure ones the longer counts.
fn rank(span: &Span) -> (u8, usize) {
    let sure = match span.label {
        Label::Email => 6,
        Label::Url | Label::Handle => 5,
        Label::Address => 4,
        Label::Phone | Label::Id | Label::Date | Label::Time | Label::Age | Label::Tenure => 3,
        Label::Person | Label::Branch | Label::Organization | Label::Location | Label::Role => 2,
        Label::Other => 1,
    };
    (sure, span.end - span.start)
}
