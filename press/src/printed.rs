//! Signature sheets and the poster: a second template in the same engine.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Day, Language, Paper};
use crate::engine::{CACHE_AGE, compile, qr_code};
use crate::error::PressError;
use crate::prepare::{BEGINNING_MOST, clean, isolate};
use crate::sanitise::Substitutions;
use crate::world::Sheet;

/// More would be minutes of work for one request.
const MOST_SHEETS: usize = 100;
/// More lines leave no room for a hand.
const MOST_LINES: u32 = 12;

/// What is to be printed, as one JSON document.
///
/// As in a packet, every `String` is somebody's words and reaches the page as text; the fixed sentences come from the
/// template's own tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Print {
    pub print: What,
    /// Of the sentences around the petition's text.
    pub language: Language,
    pub paper: Paper,
    /// Prints that everyone and everything on it is made up.
    pub fictional: bool,
    pub dated_on: Day,
    pub organization: String,
    /// Whom to tell when a signature is to be taken back.
    pub contact: String,
    /// Where the code leads: a printable ASCII http(s) address of at most 300 characters.
    pub sign_url: String,
    pub petition: PrintedPetition,
    /// Says that the addressees are a public body, and what follows from it.
    pub for_public_body: bool,
    /// What of the text stands on each sheet.
    pub beginning: Vec<String>,
    /// Whether that is not all of it: then a page with the whole text comes first.
    pub has_text_page: bool,
    /// Lines on each sheet.
    pub lines: u32,
    /// Missing while nobody knows when the petition closes.
    pub return_by_on: Option<Day>,
    pub kept_at: String,
    pub destroyed_after_days: u32,
    /// A page for each.
    pub sheets: Vec<SheetReference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Sheets,
    Poster,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedPetition {
    pub title: String,
    pub version: u32,
    /// BCP 47, of title, text and demands.
    pub language: String,
    pub paragraphs: Vec<String>,
    pub demands: Vec<PrintedDemand>,
    pub addressees: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintedDemand {
    pub number: u32,
    pub text: String,
    pub alternative_to: Option<u32>,
}

/// What a sheet is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetReference {
    pub number: u32,
    pub code: String,
}

/// A finished document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    pub pdf: Vec<u8>,
    pub report: PrintReport,
}

/// What is worth knowing beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrintReport {
    pub pages: usize,
    pub substitutions: Substitutions,
    /// The engine's own warnings; none is the rule.
    pub warnings: Vec<String>,
}

/// Sets one document. In a service, call `print_in_child` instead: nothing here can be interrupted.
pub fn print(document_json: &[u8]) -> Result<Printed, PressError> {
    let malformed = |error: serde_json::Error| PressError::Malformed {
        line: error.line(),
        column: error.column(),
    };
    let document: Print = serde_json::from_slice(document_json).map_err(malformed)?;
    document.check()?;
    let mut substitutions = Substitutions::default();
    let mut data: Value = serde_json::to_value(&document).map_err(malformed)?;
    clean(&mut data, "", &mut substitutions);
    isolate(&mut data, "");
    let data = serde_json::to_vec(&data).map_err(malformed)?;
    let code = qr_code(&document.sign_url)?;
    let sheet = Sheet::printed(data, document.language, code, document.dated_on)?;
    let made = compile(&sheet, &document.ident());
    comemo::evict(CACHE_AGE);
    let (pdf, pages, warnings) = made?;
    Ok(Printed {
        pdf,
        report: PrintReport {
            pages,
            substitutions,
            warnings,
        },
    })
}

impl Print {
    /// The first rule that this document breaks, if any.
    fn check(&self) -> Result<(), PressError> {
        let rules = [
            (
                self.sheets.len() <= MOST_SHEETS,
                "sheets has at most 100 entries",
            ),
            (
                self.print == What::Poster || !self.sheets.is_empty(),
                "sheets has an entry",
            ),
            ((1..=MOST_LINES).contains(&self.lines), "lines is 1 to 12"),
            (
                self.is_whole_or_announced(),
                "beginning is all paragraphs, unless has_text_page says that it is not, and at most 4000 characters",
            ),
            (
                self.address_is_plain(),
                "sign_url is a printable ASCII http(s) address of at most 300 characters",
            ),
        ];
        match rules.into_iter().find(|(kept, _)| !kept) {
            None => Ok(()),
            Some((_, rule)) => Err(PressError::Invalid {
                rule: rule.to_owned(),
            }),
        }
    }

    /// Nobody signs below a text of which something is missing without being told.
    fn is_whole_or_announced(&self) -> bool {
        let characters = self.beginning.iter().map(|text| text.chars().count());
        characters.sum::<usize>() <= BEGINNING_MOST
            && (self.has_text_page || self.beginning == self.petition.paragraphs)
    }

    fn address_is_plain(&self) -> bool {
        let url = &self.sign_url;
        let web = url.starts_with("https://") || url.starts_with("http://");
        web && url.len() <= 300 && url.bytes().all(|byte| byte.is_ascii_graphic())
    }

    fn ident(&self) -> String {
        match self.sheets.first() {
            Some(first) => format!("sheet-{}", first.code),
            None => "poster".to_owned(),
        }
    }
}
