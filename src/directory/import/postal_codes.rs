//! Postal codes to divisions, so that a patron finds the official of the place where they live. A code may lie in several.

use super::{Cells, Column, Reason, Row};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostalCode {
    pub code: String,
    pub division: String,
}

impl Row for PostalCode {
    const COLUMNS: &'static [Column] = &[
        Column::required(
            "postal_code",
            &["zip", "zip_code", "zipcode", "code", "postcode"],
        ),
        Column::required("division", &["division_id", "ocd_id", "ocd_division_id"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let code = cells.line("postal_code", 20);
        let code = if code.is_empty() {
            None
        } else {
            cells.checked(
                "postal_code",
                postal_code(&code).ok_or(Reason::NotAPostalCode),
            )
        };
        let division = cells.division("division");
        if cells.raw("division").is_none() {
            cells.refuse("division", Reason::Missing);
        }
        Self {
            code: code.unwrap_or_default(),
            division: division.unwrap_or_default(),
        }
    }

    fn key(&self) -> String {
        format!("{}\n{}", self.code, self.division)
    }

    fn absorb(&mut self, other: Self) -> bool {
        *self == other
    }
}

/// Five digits (of ZIP+4 the first five), or letters and digits as elsewhere, in capitals with single spaces.
pub fn postal_code(raw: &str) -> Option<String> {
    let code = raw
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_ascii_uppercase();
    let zip = code
        .split_once('-')
        .filter(|(_, four)| four.len() == 4)
        .map_or(code.as_str(), |(zip, _)| zip);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_digits(zip) {
        return (zip.len() == 5).then(|| zip.to_owned());
    }
    let is_plain = code
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b' ' || b == b'-');
    ((3..=10).contains(&code.len()) && is_plain && code.bytes().any(|b| b.is_ascii_digit()))
        .then_some(code)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn a_code_may_lie_in_several_divisions() {
        let text = "zip,division\n90001,ocd-division/country:us/state:ca/county:marisol/council_district:1\n90001-1234,ocd-division/country:us/state:ca/county:marisol/council_district:2\n";
        let sheet = read::<PostalCode>(text.as_bytes()).unwrap();
        assert_eq!(
            sheet
                .rows
                .iter()
                .map(|line| line.row.code.as_str())
                .collect::<Vec<_>>(),
            ["90001", "90001"]
        );
    }

    #[test]
    fn a_dropped_zero_is_noticed() {
        assert_eq!(postal_code("6001"), None);
        assert_eq!(postal_code("06001").as_deref(), Some("06001"));
        assert_eq!(postal_code("k1a  0b1").as_deref(), Some("K1A 0B1"));
        for bad in ["", "abc", "123456", "90001; DROP"] {
            assert_eq!(postal_code(bad), None, "{bad}");
        }
    }
}
