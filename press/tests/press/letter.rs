//! A letter in the same engine and the same child: short, sound, and silent about where it was written.

use std::path::Path;

use broadside_press::letter::{Letter, set_letter};
use broadside_press::{Limits, PressError, letter_in_child};
use serde_json::{Value, json};

use super::kit::{squeezed, through};

fn letter() -> Value {
    json!({
        "language": "en", "paper": "letter", "dated_on": "2026-10-05", "date": "October 5, 2026",
        "to": ["Alder County Library", "1 Alder Street"],
        "re_label": "Re:", "re": "Request for the log, Eastmont Branch",
        "salutation": "To whom it may concern:",
        "opening": ["I work for Alder County Library."],
        "items": ["The log.", "The records."],
        "end": ["Please answer in writing."],
        "closing": "Sincerely,", "signature": ["Phạm Thị Hương", "____"],
        "note_heading": "Before you send it", "notes": ["Keep a copy.", "محتوى"],
    })
}

fn bytes(letter: &Value) -> Vec<u8> {
    serde_json::to_vec(letter).expect("a letter is JSON")
}

#[test]
fn a_letter_is_a_page_and_a_page_of_notes() {
    let set = set_letter(&bytes(&letter())).expect("a letter can be set");
    assert_eq!((set.report.pages, set.report.warnings), (2, vec![]));
    let Some(text) = through("pdftotext", &["{}", "-"], &set.pdf) else {
        return;
    };
    let (page, notes) = text.split_once('\u{c}').expect("two pages");
    assert!(squeezed(page).contains("PhạmThịHương") && !page.contains("Keep a copy"));
    assert!(notes.contains("Keep a copy"));
    let about = through("pdfinfo", &["{}"], &set.pdf).unwrap_or_default();
    assert!(
        about.contains("Tagged:          yes") && !about.contains("Broadside"),
        "{about}"
    );
}

#[test]
fn a_child_sets_the_same_letter_and_refuses_what_is_none() {
    let press = Path::new(env!("CARGO_BIN_EXE_broadside-press"));
    let alone = set_letter(&bytes(&letter())).expect("a letter can be set");
    let child = |letter: &[u8]| letter_in_child(press, &[], letter, Limits::default());
    assert_eq!(child(&bytes(&letter())), Ok(alone.pdf));
    assert!(matches!(child(b"{}"), Err(PressError::Malformed { .. })));
}

#[test]
fn long_and_hostile_words_are_words() {
    let mut hostile = letter();
    hostile["re"] = json!("#pagebreak() $x$ \u{202e}".to_owned() + &"A".repeat(900));
    hostile["items"] = json!(vec!["*b* _i_ <a> @c ".repeat(200); 9]);
    hostile["signature"] = json!(["\u{0301}".repeat(500)]);
    let set = set_letter(&bytes(&hostile)).expect("a hostile letter can be set");
    assert!(set.report.substitutions.removed > 400);
    let read: Letter = serde_json::from_value(letter()).expect("the shape");
    assert_eq!(read.items.len(), 2);
}
