//! A witness's own words in memory: wiped when dropped, shown by nothing, written by nothing.

use std::borrow::Cow;
use std::fmt;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;
use zeroize::{Zeroize, Zeroizing};

/// Deliberately without `Serialize`, `Clone`, `Display` and `PartialEq`.
pub struct Told(Zeroizing<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these bytes are not a text")]
pub struct NotAText;

impl Told {
    /// The words themselves; keep the borrow short and copy nothing out of it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Told {
    /// Takes over the buffer; no copy is left behind.
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl TryFrom<Zeroizing<Vec<u8>>> for Told {
    type Error = NotAText;

    fn try_from(mut bytes: Zeroizing<Vec<u8>>) -> Result<Self, NotAText> {
        String::from_utf8(std::mem::take(&mut *bytes))
            .map(Self::from)
            .map_err(|not_text| {
                not_text.into_bytes().zeroize();
                NotAText
            })
    }
}

impl AsRef<str> for Told {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Type for Told {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ParseFromJSON for Told {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(Self::from(text)),
            _ => Err(ParseError::custom("must be a string")),
        }
    }
}

/// Only for answers to the witness and to a reviewer who has opened the testimony.
impl ToJSON for Told {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.expose().to_owned()))
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Told(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_is_not_shown() {
        let told = Told::from("the side door was propped open".to_owned());
        assert_eq!(format!("{told:?} {told:#?}"), "Told(hidden) Told(hidden)");
    }

    #[test]
    fn what_was_told_cannot_be_written_out() {
        // Compiles only while exactly one of the two implementations applies to `Told`.
        trait UnlessSerialize<Marker> {
            fn holds() {}
        }
        struct Written;
        impl<T> UnlessSerialize<()> for T {}
        impl<T: serde::Serialize> UnlessSerialize<Written> for T {}
        <Told as UnlessSerialize<_>>::holds();
    }

    #[test]
    fn bytes_that_are_no_text_are_refused() {
        let told = |bytes: &[u8]| Told::try_from(Zeroizing::new(bytes.to_vec()));
        assert_eq!(told("café".as_bytes()).unwrap().expose(), "café");
        assert_eq!(told(&[0xff]).unwrap_err(), NotAText);
    }
}
