//! A letter of one page and a page of notes: a second, small template in the same engine and the same process.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::document::{Day, Language, Paper};
use crate::engine::{refused, without_quotes};
use crate::error::PressError;
use crate::sanitise::{Substitutions, breakable, isolated, printable};
use crate::world::Sheet;

/// Longer words than these are no letter.
const MOST: usize = 2_000;

/// A letter in words that are ready to be printed. Every `String` reaches the page as text, never as markup.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    missing_debug_implementations,
    reason = "somebody's name and address do not belong in a log"
)]
pub struct Letter {
    pub language: Language,
    pub paper: Paper,
    pub dated_on: Day,
    /// The same day in words.
    pub date: String,
    /// Whom it goes to, line by line.
    pub to: Vec<String>,
    pub re_label: String,
    pub re: String,
    pub salutation: String,
    /// Paragraphs in front of the list.
    pub opening: Vec<String>,
    /// The numbered list.
    pub items: Vec<String>,
    /// Paragraphs behind it.
    pub end: Vec<String>,
    pub closing: String,
    /// Lines below the closing.
    pub signature: Vec<String>,
    pub note_heading: String,
    /// On a page of their own: for the writer, no part of the letter.
    pub notes: Vec<String>,
}

/// A letter that was set.
#[derive(Clone, PartialEq, Eq)]
#[expect(
    missing_debug_implementations,
    reason = "the document is somebody's letter"
)]
pub struct SetLetter {
    pub pdf: Vec<u8>,
    pub report: LetterReport,
}

/// What is worth knowing beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterReport {
    pub pages: usize,
    pub substitutions: Substitutions,
    pub warnings: Vec<String>,
}

/// Sets one letter. The file names no program but the typesetter, so that whoever gets it does not learn where it was written.
///
/// In a service, call `letter_in_child` instead: nothing here can be interrupted.
pub fn set_letter(letter_json: &[u8]) -> Result<SetLetter, PressError> {
    let malformed = |error: serde_json::Error| PressError::Malformed {
        line: error.line(),
        column: error.column(),
    };
    let letter: Letter = serde_json::from_slice(letter_json).map_err(malformed)?;
    let mut value = serde_json::to_value(&letter).map_err(malformed)?;
    let mut substitutions = Substitutions::default();
    clean(&mut value, "", &mut substitutions);
    let data = serde_json::to_vec(&value).map_err(malformed)?;
    let sheet = Sheet::of_letter(data, letter.language, letter.dated_on)?;
    let compiled = typst::compile::<PagedDocument>(&sheet);
    // After failures too: nobody's letter stays in memory.
    comemo::evict(0);
    let warnings = without_quotes(&compiled.warnings);
    let document = compiled.output.map_err(|errors| refused(&errors))?;
    let pdf = typst_pdf::pdf(&document, &options()?).map_err(|errors| refused(&errors))?;
    Ok(SetLetter {
        pdf,
        report: LetterReport {
            pages: document.pages().len(),
            substitutions,
            warnings,
        },
    })
}

fn options() -> Result<PdfOptions, PressError> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let standards = standards.map_err(|_| PressError::Refused {
        diagnostics: vec!["the PDF standards contradict each other".to_owned()],
    })?;
    Ok(PdfOptions {
        creator: Smart::Custom(None),
        standards,
        tagged: true,
        ..PdfOptions::default()
    })
}

fn clean(value: &mut Value, key: &str, done: &mut Substitutions) {
    match value {
        Value::String(_) if matches!(key, "language" | "paper" | "dated_on") => {}
        Value::String(text) => *text = isolated(&breakable(&printable(text, MOST, done))),
        Value::Array(items) => items.iter_mut().for_each(|item| clean(item, key, done)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                clean(member, name, done);
            }
        }
        _ => {}
    }
}
