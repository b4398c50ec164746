//! The cells of one row, each read as what it should be; what is wrong with them is gathered.

use chrono::NaiveDate;
use csv::ByteRecord;

use crate::http::fields::language;
use crate::mail::address::Address;
use crate::text::{TextError, clean_line, clean_name};

use super::Reason;
use super::reader::Header;

/// A row being read.
#[derive(Debug)]
pub struct Cells<'a> {
    header: &'a Header,
    record: &'a ByteRecord,
    faults: Vec<(String, Reason)>,
}

impl<'a> Cells<'a> {
    pub(super) fn new(header: &'a Header, record: &'a ByteRecord) -> Self {
        Self {
            header,
            record,
            faults: Vec::new(),
        }
    }

    pub(super) fn into_faults(self) -> Vec<(String, Reason)> {
        self.faults
    }

    pub fn refuse(&mut self, field: &str, reason: Reason) {
        self.faults.push((field.to_owned(), reason));
    }

    /// A line of text that must be there; empty when it was refused.
    pub fn line(&mut self, field: &str, max: usize) -> String {
        let line = self.optional_line(field, max);
        self.or_missing(field, line)
    }

    pub fn optional_line(&mut self, field: &str, max: usize) -> Option<String> {
        let raw = self.raw(field)?;
        self.checked(field, clean_line(&raw, max).map_err(Reason::Text))
    }

    /// A name that must be there; empty when it was refused.
    pub fn name(&mut self, field: &str, max: usize) -> String {
        let raw = self.raw(field);
        let name =
            raw.and_then(|raw| self.checked(field, clean_name(&raw, max).map_err(Reason::Text)));
        self.or_missing(field, name)
    }

    pub fn division(&mut self, field: &str) -> Option<String> {
        let raw = self.raw(field)?;
        self.checked(field, division_id(raw.trim()).ok_or(Reason::NotADivision))
    }

    pub fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let raw = self.raw(field)?;
        let raw = raw.trim();
        let day = NaiveDate::parse_from_str(raw, "%Y-%m-%d")
            .ok()
            .filter(|day| day.to_string() == raw);
        self.checked(field, day.ok_or(Reason::NotADate))
    }

    pub fn count(&mut self, field: &str, most: u32) -> Option<u32> {
        let raw = self.raw(field)?;
        self.checked(field, count(&raw, most))
    }

    /// Whether the file has this column at all.
    pub fn has(&self, field: &str) -> bool {
        self.header.at.contains_key(field)
    }

    /// The filled columns with the prefix, by what follows it.
    pub fn counts(&mut self, prefix: &str, most: u32) -> Vec<(String, u32)> {
        let header = self.header;
        let mut counts = Vec::new();
        for (kind, at) in &header.prefixed {
            let field = format!("{prefix}{kind}");
            let raw = self.raw_at(&field, *at);
            if let Some(number) = raw.and_then(|raw| self.checked(&field, count(&raw, most))) {
                counts.push((kind.clone(), number));
            }
        }
        counts
    }

    pub fn degrees(&mut self, field: &str, most: i16) -> Option<f64> {
        let raw = self.raw(field)?;
        let number = raw
            .trim()
            .parse::<f64>()
            .ok()
            .filter(|n| n.is_finite() && n.abs() <= f64::from(most));
        self.checked(
            field,
            number.ok_or(Reason::NotBetween { least: -most, most }),
        )
    }

    pub fn address(&mut self, field: &str) -> Option<Address> {
        let raw = self.raw(field)?;
        self.checked(field, Address::parse(&raw).map_err(Reason::NotAnAddress))
    }

    pub fn telephone(&mut self, field: &str) -> Option<String> {
        let line = self.optional_line(field, 40)?;
        let digits = line.bytes().filter(u8::is_ascii_digit).count();
        let is_number = digits >= 3
            && line
                .chars()
                .all(|c| c.is_ascii_digit() || " +-().,/x#ext".contains(c));
        self.checked(
            field,
            if is_number {
                Ok(line)
            } else {
                Err(Reason::NotATelephone)
            },
        )
    }

    pub fn language(&mut self, field: &str) -> Option<String> {
        let raw = self.raw(field)?;
        self.checked(field, language(&raw).ok_or(Reason::NotALanguage))
    }

    /// The cell as it stands, nothing where it is blank.
    pub fn raw(&mut self, field: &str) -> Option<String> {
        let at = *self.header.at.get(field)?;
        self.raw_at(field, at)
    }

    fn raw_at(&mut self, field: &str, at: usize) -> Option<String> {
        let text = std::str::from_utf8(self.record.get(at)?).map_err(|_| Reason::NotUtf8);
        let text = text.and_then(|text| {
            if text.trim().contains(['\n', '\r']) {
                Err(Reason::LineBreak)
            } else {
                Ok(text)
            }
        });
        let text = self.checked(field, text)?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    pub fn checked<T>(&mut self, field: &str, result: Result<T, Reason>) -> Option<T> {
        result.map_err(|reason| self.refuse(field, reason)).ok()
    }

    /// A refused cell already has its fault.
    fn or_missing(&mut self, field: &str, text: Option<String>) -> String {
        if text.is_none() && !self.faults.iter().any(|(faulty, _)| faulty == field) {
            self.refuse(field, Reason::Missing);
        }
        text.unwrap_or_default()
    }
}

fn count(raw: &str, most: u32) -> Result<u32, Reason> {
    let text = raw.trim();
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|n| *n <= most);
    number.ok_or(Reason::NotACount { most })
}

/// An Open Civic Data division id in its canonical spelling (OCDEP 2): lower case, `type:id` after the country.
pub fn division_id(text: &str) -> Option<String> {
    let path = text.strip_prefix("ocd-division/country:")?;
    let mut parts = path.split('/');
    let country = parts.next()?;
    let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_lowercase());
    let is_segment = |part: &str| {
        part.split_once(':')
            .is_some_and(|(kind, id)| is_kind(kind) && is_id(id))
    };
    (is_country && text.len() <= 250 && parts.all(is_segment)).then(|| text.to_owned())
}

fn is_kind(kind: &str) -> bool {
    !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .chars()
            .all(|c| (c.is_alphanumeric() && !c.is_uppercase()) || ".-_~".contains(c))
}

/// Cells of public files hold `&amp;` and `&Ntilde;` where a web page was copied.
pub fn without_entities(text: &str, max: usize) -> Result<String, TextError> {
    clean_line(&html_escape::decode_html_entities(text), max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_division_id_is_lower_case_type_and_id_after_the_country() {
        for good in [
            "ocd-division/country:us",
            "ocd-division/country:us/state:ca/county:los_angeles/council_district:4",
            "ocd-division/country:ca/province:québec",
        ] {
            assert_eq!(division_id(good).as_deref(), Some(good));
        }
        for bad in [
            "",
            "ocd-division/country:USA",
            "ocd-division/country:us/",
            "ocd-division/country:us/state",
            "ocd-division/country:us/state:CA",
            "ocd-division/country:us/state:c a",
            "us/state:ca",
        ] {
            assert_eq!(division_id(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_count_is_plain_digits() {
        assert_eq!(count(" 12 ", 100), Ok(12));
        for bad in ["-1", "1.0", "1,000", "+3", "101", "99999999999", "１"] {
            assert_eq!(
                count(bad, 100),
                Err(Reason::NotACount { most: 100 }),
                "{bad}"
            );
        }
    }
}
