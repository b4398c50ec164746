//! Cleans the texts of a body, field by field, and gathers everything that is wrong with them.

use std::collections::HashSet;

use language_tags::LanguageTag;

use super::problem::{Problem, Violation};
use crate::mail::address::Address;
use crate::text::{TextError, clean_line, clean_name, clean_text};

/// What is wrong with a body that has the documented shape: every place, as in `invalid-body`.
#[derive(Debug, thiserror::Error)]
#[error("the body holds what cannot be taken")]
pub struct Invalid(pub Vec<Violation>);

impl Invalid {
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self(vec![Violation::new(pointer, detail)])
    }
}

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(invalid.0)
    }
}

/// The fields of one body while they are looked at. What is wrong comes back empty and is noted.
#[derive(Debug, Default)]
pub struct Fields(Vec<Violation>);

impl Fields {
    pub fn refuse(&mut self, pointer: impl Into<String>, detail: impl ToString) {
        self.0.push(Violation::new(pointer, detail.to_string()));
    }

    /// The name of a person or a place.
    pub fn name(&mut self, pointer: impl Into<String>, raw: &str, max: usize) -> String {
        self.cleaned(pointer, clean_name(raw, max))
    }

    /// One line of text.
    pub fn line(&mut self, pointer: impl Into<String>, raw: &str, max: usize) -> String {
        self.cleaned(pointer, clean_line(raw, max))
    }

    /// Text of several lines.
    pub fn text(&mut self, pointer: impl Into<String>, raw: &str, max: usize) -> String {
        self.cleaned(pointer, clean_text(raw, max))
    }

    /// One line that may be missing; a blank one is missing.
    pub fn maybe_line(&mut self, pointer: &str, raw: Option<&str>, max: usize) -> Option<String> {
        let raw = raw.filter(|raw| !raw.trim().is_empty())?;
        Some(self.line(pointer, raw, max))
    }

    /// A language tag (BCP 47) in its usual spelling: `en`, `es-US`, `zh-Hant`.
    pub fn language(&mut self, pointer: impl Into<String>, raw: &str) -> String {
        match language(raw) {
            Some(tag) => tag,
            None => {
                self.refuse(
                    pointer,
                    "must be a language tag (BCP 47), such as en or es-US",
                );
                String::new()
            }
        }
    }

    /// The language of one of several texts, which none of the others has.
    pub fn own_language(
        &mut self,
        pointer: impl Into<String>,
        raw: &str,
        others: &mut HashSet<String>,
    ) -> String {
        let pointer = pointer.into();
        let language = self.language(pointer.clone(), raw);
        if !others.insert(language.clone()) {
            self.refuse(pointer, "is there twice");
        }
        language
    }

    /// Where something can be read; a blank one is missing.
    pub fn maybe_link(&mut self, pointer: &str, raw: Option<&str>) -> Option<String> {
        let link = self.maybe_line(pointer, raw, 600)?;
        if !link.starts_with("https://") && !link.starts_with("http://") {
            self.refuse(pointer, "must begin with https:// or http://");
        }
        Some(link)
    }

    pub fn maybe_address(&mut self, pointer: &str, raw: Option<&str>) -> Option<String> {
        let raw = raw.filter(|raw| !raw.trim().is_empty())?;
        match Address::parse(raw) {
            Ok(address) => Some(address.expose().to_owned()),
            Err(error) => {
                self.refuse(pointer, error);
                None
            }
        }
    }

    /// All is well, or everything that is not.
    pub fn done(self) -> Result<(), Invalid> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Invalid(self.0))
        }
    }

    fn cleaned(
        &mut self,
        pointer: impl Into<String>,
        cleaned: Result<String, TextError>,
    ) -> String {
        cleaned.unwrap_or_else(|error| {
            self.refuse(pointer, error);
            String::new()
        })
    }
}

/// The tag in canonical case, if it is one.
pub fn language(raw: &str) -> Option<String> {
    let tag = LanguageTag::parse(raw.trim()).ok()?;
    let is_usable = raw.len() <= 35 && tag.validate().is_ok() && tag.private_use().is_none();
    is_usable.then(|| tag.into_string())
}
