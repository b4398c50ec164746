//! What members type, cleaned; a refusal says where it stood in the body.

use crate::http::{Problem, Violation};
use crate::mail::Address;
use crate::text::{clean_line, clean_name};

/// A text that cannot be taken: a JSON pointer, and what is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a text cannot be taken")]
pub struct Unfit {
    pub pointer: &'static str,
    pub detail: String,
}

impl Unfit {
    pub fn new(pointer: &'static str, error: impl std::fmt::Display) -> Self {
        Self {
            pointer,
            detail: error.to_string(),
        }
    }
}

impl From<Unfit> for Problem {
    fn from(unfit: Unfit) -> Self {
        Self::invalid(vec![Violation::new(unfit.pointer, unfit.detail)])
    }
}

pub const NAME_MAX: usize = 120;
pub const ADDRESS_MAX: usize = 254;

pub fn name(pointer: &'static str, raw: &str) -> Result<String, Unfit> {
    clean_name(raw, NAME_MAX).map_err(|error| Unfit::new(pointer, error))
}

pub fn line(pointer: &'static str, raw: &str) -> Result<String, Unfit> {
    clean_line(raw, NAME_MAX).map_err(|error| Unfit::new(pointer, error))
}

pub fn address(pointer: &'static str, raw: &str) -> Result<Address, Unfit> {
    Address::parse(raw).map_err(|error| Unfit::new(pointer, error))
}

/// BCP 47, in the spelling that RFC 5646 recommends.
pub fn language(pointer: &'static str, raw: &str) -> Result<String, Unfit> {
    let tag = language_tags::LanguageTag::parse(raw);
    tag.and_then(|tag| tag.canonicalize())
        .map(|tag| tag.to_string())
        .map_err(|_| Unfit::new(pointer, "must be a BCP 47 language tag, such as `en` or `es`"))
}
