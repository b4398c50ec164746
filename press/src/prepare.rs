//! Turns the snapshot as it came into the data file that the template reads: checked, cleaned, isolated, digested.

use serde_json::{Map, Value, json};

use crate::attach::signatures_csv;
use crate::digest::{petition_digest, roll_digest};
use crate::document::{Packet, Sha256Hex};
use crate::engine::Digests;
use crate::error::PressError;
use crate::sanitise::{Substitutions, breakable, isolated, printable};

/// Members whose values the press has checked itself: words, days, digests, an ASCII address.
const NOT_TEXT: &[&str] = &[
    "packet_id",
    "kind",
    "language",
    "paper",
    "order",
    "subject",
    "holds",
    "standing",
    "basis",
    "audit_head",
    "verify_url",
    "record_url",
    "translated_from",
    "texts_language",
    "demands_signed_in",
    "print",
    "sign_url",
];

pub(crate) struct Prepared {
    pub packet: Packet,
    pub data: Vec<u8>,
    /// The names as a table, where it is to be attached.
    pub csv: Option<Vec<u8>>,
    /// The entries of the roll, apart from the data.
    pub roll: Vec<u8>,
    pub digests: Digests,
    pub substitutions: Substitutions,
}

/// Everything between the snapshot's bytes and the engine.
pub(crate) fn prepare(snapshot: &[u8]) -> Result<Prepared, PressError> {
    let malformed = |error: serde_json::Error| PressError::Malformed {
        line: error.line(),
        column: error.column(),
    };
    let came: Packet = serde_json::from_slice(snapshot).map_err(malformed)?;
    came.check()?;
    let petition_sha256 = petition_digest(&came.petition.paragraphs);
    let mut substitutions = Substitutions::default();
    let mut value = serde_json::to_value(&came).map_err(malformed)?;
    clean(&mut value, "", &mut substitutions);
    let packet: Packet = serde_json::from_value(value.clone()).map_err(malformed)?;
    let attach = packet.attach_signatures && !packet.roll.signatures.is_empty();
    let csv = attach.then(|| signatures_csv(&packet.roll));
    let digests = Digests {
        snapshot_sha256: Sha256Hex::of(snapshot),
        petition_sha256,
        roll_sha256: roll_digest(&packet.roll),
        signatures_csv_sha256: csv.as_deref().map(Sha256Hex::of),
    };
    isolate(&mut value, "");
    let roll = take_roll(&mut value);
    if let Value::Object(members) = &mut value {
        members.insert("digests".to_owned(), json!(digests));
    }
    Ok(Prepared {
        data: serde_json::to_vec(&value).map_err(malformed)?,
        roll: serde_json::to_vec(&roll).map_err(malformed)?,
        packet,
        csv,
        digests,
        substitutions,
    })
}

/// The template hashes its data for each function that mentions them: ten thousand names stay out of that.
fn take_roll(value: &mut Value) -> Value {
    let entries = value["roll"]["signatures"].take();
    let named = entries.as_array().map_or(0, Vec::len);
    if let Some(Value::Object(roll)) = value.get_mut("roll") {
        roll.remove("signatures");
        roll.insert("named".to_owned(), json!(named));
    }
    entries
}

pub(crate) fn clean(value: &mut Value, key: &str, done: &mut Substitutions) {
    match value {
        Value::String(text) if is_text(key) => *text = printable(text, most_of(key), done),
        Value::Array(items) if key == "paragraphs" => *items = paragraphs(items, done),
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, key, done)),
        Value::Object(members) => each(members, |name, member| clean(member, name, done)),
        _ => {}
    }
}

fn paragraphs(items: &[Value], done: &mut Substitutions) -> Vec<Value> {
    let lines = items.iter().filter_map(Value::as_str).flat_map(str::lines);
    let cleaned = lines.map(|line| printable(line, most_of("paragraphs"), done));
    cleaned
        .filter(|line| !line.is_empty())
        .map(Value::String)
        .collect()
}

pub(crate) fn isolate(value: &mut Value, key: &str) {
    match value {
        Value::String(text) if is_text(key) => {
            *text = isolated(&if is_copied(key, text) {
                text.clone()
            } else {
                breakable(text)
            })
        }
        Value::Array(items) => items.iter_mut().for_each(|item| isolate(item, key)),
        Value::Object(members) => each(members, |name, member| isolate(member, name)),
        _ => {}
    }
}

fn each(members: &mut Map<String, Value>, mut visit: impl FnMut(&str, &mut Value)) {
    for (name, member) in members.iter_mut() {
        visit(name, member);
    }
}

/// What somebody may copy out of the page must not carry invisible places to break.
fn is_copied(key: &str, text: &str) -> bool {
    matches!(
        key,
        "id" | "first_id" | "email" | "telephone" | "link" | "key_fingerprint"
    ) && text.len() <= 80
}

fn is_text(key: &str) -> bool {
    !NOT_TEXT.contains(&key) && !key.ends_with("_on") && !key.ends_with("_sha256")
}

/// Of the text on a signature sheet; more is refused, and never cut.
pub(crate) const BEGINNING_MOST: usize = 4_000;

/// The longest text, in characters, that a place on the page can take.
pub(crate) fn most_of(key: &str) -> usize {
    match key {
        "paragraphs" => 40_000,
        "beginning" => BEGINNING_MOST,
        "text" | "reason" | "quote" | "notes" => 4_000,
        "re" | "agenda_item" | "source" | "link" | "workplaces_note" | "own_note" | "note"
        | "lead" => 600,
        "value" | "density" | "signed" | "n" | "date" | "letter" => 80,
        "contact" | "addressees" => 1_000,
        _ => 300,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_checked_members_escape_the_cleaning() {
        assert!(
            is_text("name") && is_text("text") && is_text("district") && is_text("key_fingerprint")
        );
        assert!(!is_text("signed_on") && !is_text("kind"));
    }

    #[test]
    fn a_line_break_in_paragraphs_makes_a_paragraph() {
        let mut value = json!({"paragraphs": ["one\ntwo\r\n\r\n", ""], "text": "one\ntwo"});
        clean(&mut value, "", &mut Substitutions::default());
        assert_eq!(
            value,
            json!({"paragraphs": ["one", "two"], "text": "one two"})
        );
    }
}
