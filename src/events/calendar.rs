//! Events as calendar programs read them (RFC 5545), without anything that opens the door.
//!
//! Times are written in UTC: each event happens once, so that no reader needs our idea of a time zone, and none can
//! have another one. The text names the zone. Lines are folded at 75 octets, never inside a character.

use chrono::{DateTime, Utc};

use super::entity::event;
use super::rules::State;
use super::wire::PublicEvent;
use crate::mail::CalendarFile;

/// Octets of a line without its end (RFC 5545, 3.1).
const LINE: usize = 75;
const PRODUCT: &str = "-//Broadside//Events//EN";

/// One event as a file of its own: published, or called off.
pub fn file(row: &event::Model, shown: &PublicEvent, sender: &str) -> CalendarFile {
    let method = match shown.state {
        State::Cancelled => "CANCEL",
        _ => "PUBLISH",
    };
    CalendarFile {
        method,
        text: calendar(method, [(row, shown)].into_iter(), sender),
    }
}

/// Several as one calendar to subscribe to.
pub fn feed(events: &[(event::Model, PublicEvent)], sender: &str) -> String {
    calendar(
        "PUBLISH",
        events.iter().map(|(row, shown)| (row, shown)),
        sender,
    )
}

fn calendar<'a>(
    method: &str,
    events: impl Iterator<Item = (&'a event::Model, &'a PublicEvent)>,
    sender: &str,
) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", PRODUCT);
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", method);
    for (row, shown) in events {
        entry(&mut lines, row, shown, sender);
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn entry(lines: &mut Lines, row: &event::Model, shown: &PublicEvent, sender: &str) {
    let cancelled = shown.state == State::Cancelled;
    lines.put("BEGIN", "VEVENT");
    lines.put("UID", &row.id.to_string());
    lines.put("SEQUENCE", &row.sequence.to_string());
    lines.put("DTSTAMP", &stamp(row.changed_at));
    lines.put("DTSTART", &stamp(row.starts_at));
    lines.put("DTEND", &stamp(row.ends_at));
    lines.put("STATUS", if cancelled { "CANCELLED" } else { "CONFIRMED" });
    lines.put("SUMMARY", &escaped(&shown.title));
    let zone = format!(
        "{}\n\n{} ({})",
        shown.description,
        shown.starts.replace('T', " "),
        shown.zone
    );
    lines.put("DESCRIPTION", &escaped(&zone));
    if let Some(place) = &shown.place {
        lines.put("LOCATION", &escaped(place));
    }
    // RFC 5546, 3.2.1: an entry that is published names its organizer.
    let organizer = format!("ORGANIZER;CN=\"{}\"", quoted(&shown.organizer));
    lines.put(&organizer, &format!("mailto:{sender}"));
    lines.put("END", "VEVENT");
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A TEXT value (RFC 5545, 3.3.11): nothing in it can end its line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A quoted parameter has no escape for quotes (RFC 5545, 3.2).
fn quoted(text: &str) -> String {
    let keep = |c: &char| !c.is_control() && !matches!(c, '"' | '\u{2028}' | '\u{2029}');
    text.chars().filter(keep).collect()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn put(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if octets + c.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(c);
            octets += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn unfolded(text: &str) -> Vec<String> {
        let text = text.replace("\r\n ", "");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_text_cannot_add_a_line() {
        let hostile = "Hi\r\nATTENDEE:mailto:x@y.example\u{2028};,\\\u{85}\0";
        assert_eq!(
            escaped(hostile),
            "Hi\\nATTENDEE:mailto:x@y.example\\;\\,\\\\"
        );
        assert_eq!(quoted("A\"B\r\nC:D"), "ABC:D");
    }

    proptest! {
        #[test]
        fn lines_are_short_and_read_back_whole(text in any::<String>()) {
            let mut lines = Lines::default();
            lines.put("SUMMARY", &escaped(&text));
            prop_assert!(lines.0.split("\r\n").all(|line| line.len() <= LINE));
            prop_assert!(!lines.0.replace("\r\n", "").contains(['\r', '\n']));
            let read = unfolded(&lines.0);
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(&read[0], &format!("SUMMARY:{}", escaped(&text)));
        }
    }
}
