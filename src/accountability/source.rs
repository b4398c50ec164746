//! Where something that stands on the record can be looked up.

use crate::http::Fields;

/// Who said it, where: one line.
pub fn source(fields: &mut Fields, raw: &str) -> String {
    fields.line("/source", raw, 600)
}

/// A web address, or nothing.
pub fn url(fields: &mut Fields, pointer: &str, raw: Option<&str>) -> Option<String> {
    let url = fields.maybe_line(pointer, raw, 600)?;
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    if !is_web || url.contains(char::is_whitespace) {
        fields.refuse(pointer, "must begin with https:// or http://");
    }
    Some(url)
}
