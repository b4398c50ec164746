//! The reviewers' working copy: cleaned text and findings, sealed under the key of the testimony.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::finder::{Directory, Finding, find};
use super::generalise::GeneralFact;
use super::trouble::ReviewError;
use crate::app::App;
use crate::testimony::content::Content;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::place;
use crate::testimony::seal::{ContentKey, Purpose, Sealed, open, seal};
use crate::testimony::told::Told;
use crate::testimony::wire::TEXT_MAX;
use crate::text::clean_text;

pub struct Draft {
    pub text: Told,
    pub findings: Vec<Finding>,
    /// What a reviewer does not want to be published beside the text.
    pub left_out: Vec<GeneralFact>,
}

#[derive(Serialize)]
struct Written<'a> {
    text: &'a str,
    findings: &'a [Finding],
    left_out: &'a [GeneralFact],
}

#[derive(Deserialize)]
struct Read {
    text: String,
    findings: Vec<Finding>,
    #[serde(default)]
    left_out: Vec<GeneralFact>,
}

impl Draft {
    /// A fresh draft of what was told; every finding is undecided.
    pub fn of(text: Option<&Told>, directory: &Directory) -> Self {
        let told = text.map_or("", Told::expose);
        let text = Told::from(clean_text(told, TEXT_MAX).unwrap_or_default());
        let findings = find(text.expose(), directory);
        Self {
            text,
            findings,
            left_out: Vec::new(),
        }
    }

    pub fn of_original(content: &Content, directory: &Directory) -> Self {
        Self::of(content.text.as_ref(), directory)
    }

    pub fn undecided(&self) -> i32 {
        use super::finder::Decision;
        let undecided = self
            .findings
            .iter()
            .filter(|finding| finding.decision == Decision::Undecided);
        i32::try_from(undecided.count()).unwrap_or(i32::MAX)
    }

    pub fn seal(
        &self,
        app: &App,
        key: &ContentKey,
        row: &testimony::Model,
    ) -> Result<Vec<u8>, ReviewError> {
        let written = Written {
            text: self.text.expose(),
            findings: &self.findings,
            left_out: &self.left_out,
        };
        let room = 6 * self.text.expose().len() + 256 * self.findings.len() + 256;
        let mut bytes = Zeroizing::new(Vec::with_capacity(room));
        serde_json::to_writer(&mut *bytes, &written).map_err(|_| ReviewError::CannotOpen)?;
        let place = place(Purpose::Draft, row);
        let sealed = app.entropy.with(|rng| seal(rng, key, &place, &bytes));
        Ok(sealed.map_err(|_| ReviewError::CannotOpen)?.into_bytes())
    }

    pub fn open(
        key: &ContentKey,
        row: &testimony::Model,
        sealed: Vec<u8>,
    ) -> Result<Self, ReviewError> {
        let bytes = open(key, &place(Purpose::Draft, row), &Sealed::from(sealed))
            .map_err(|_| ReviewError::CannotOpen)?;
        let read: Read = serde_json::from_slice(&bytes).map_err(|_| ReviewError::CannotOpen)?;
        Ok(Self {
            text: Told::from(read.text),
            findings: read.findings,
            left_out: read.left_out,
        })
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(hidden)")
    }
}
