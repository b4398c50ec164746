//! A text that opens a door, such as a passcode: wiped when dropped, and shown only where it is answered to whoever was let in.

use std::borrow::Cow;
use std::fmt;

use poem_openapi::registry::{MetaSchema, MetaSchemaRef};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type};
use serde_json::Value;
use zeroize::Zeroizing;

/// Deliberately without `Serialize`, `Clone`, `Display` and `PartialEq`.
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Hidden {
    /// Takes over the buffer; no copy is left behind.
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl AsRef<str> for Hidden {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

impl Type for Hidden {
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

impl ParseFromJSON for Hidden {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        match value {
            Some(Value::String(text)) => Ok(Self::from(text)),
            _ => Err(ParseError::custom("must be a string")),
        }
    }
}

/// Only for the answer to somebody who comes and has shown their token.
impl ToJSON for Hidden {
    fn to_json(&self) -> Option<Value> {
        Some(Value::String(self.expose().to_owned()))
    }
}

/// Texts in one sealed field: what separates them cannot stand in a cleaned text.
const BETWEEN: char = '\u{1e}';

pub(super) fn joined(texts: &[&Option<Hidden>]) -> Zeroizing<String> {
    let mut all = Zeroizing::new(String::with_capacity(8192));
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            all.push(BETWEEN);
        }
        all.push_str(text.as_ref().map_or("", Hidden::expose));
    }
    all
}

pub(super) fn parted<const N: usize>(all: &str) -> [Option<Hidden>; N] {
    let mut texts = all.split(BETWEEN);
    std::array::from_fn(|_| {
        // Named in full: the `Type` of the framework has an `is_empty` of its own, which is nearer and always false.
        let text = texts.next().filter(|text| !str::is_empty(text))?;
        Some(Hidden::from(text.to_owned()))
    })
}

/// Cleans a text in place of the one that came; a blank one is missing.
pub(super) fn cleaned(
    fields: &mut crate::http::Fields,
    pointer: &str,
    raw: Option<&Hidden>,
    max: usize,
) -> Option<Hidden> {
    let raw = raw
        .map(Hidden::expose)
        .filter(|raw| !raw.trim().is_empty())?;
    Some(Hidden::from(fields.text(pointer, raw, max)))
}

/// A link that a browser opens, and nothing that runs.
pub(super) fn link(
    fields: &mut crate::http::Fields,
    pointer: &str,
    raw: Option<&Hidden>,
) -> Option<Hidden> {
    let clean = cleaned(fields, pointer, raw, 500)?;
    if !clean.expose().starts_with("https://") {
        fields.refuse(pointer, "must begin with https://");
    }
    Some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_a_door_is_not_shown_and_cannot_be_written_out() {
        let passcode = Hidden::from("marigold-77".to_owned());
        assert_eq!(format!("{passcode:?} {passcode:#?}"), "Hidden Hidden");
        // Compiles only while exactly one of the two implementations applies to `Hidden`.
        trait UnlessSerialize<Marker> {
            fn holds() {}
        }
        struct Written;
        impl<T> UnlessSerialize<()> for T {}
        impl<T: serde::Serialize> UnlessSerialize<Written> for T {}
        <Hidden as UnlessSerialize<_>>::holds();
    }

    #[test]
    fn texts_are_parted_as_they_were_joined() {
        let (link, none, note) = (Some("a".to_owned()), None, Some("b\nc".to_owned()));
        let texts = [link, none, note].map(|text| text.map(Hidden::from));
        let all = joined(&[&texts[0], &texts[1], &texts[2]]);
        let parted: [Option<Hidden>; 3] = parted(&all);
        let shown = parted
            .each_ref()
            .map(|text| text.as_ref().map(Hidden::expose));
        assert_eq!(shown, [Some("a"), None, Some("b\nc")]);
    }
}
