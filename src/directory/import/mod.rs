//! Spreadsheets of the directory, read whole before anything is written: every refused line with its reason.

pub mod divisions;
pub mod employers;
pub mod headcounts;
pub mod officials;
pub mod postal_codes;
pub mod roster;
pub mod workplaces;

mod cells;
mod reader;

use crate::mail::address::AddressError;
use crate::text::TextError;

pub use cells::{Cells, division_id, without_entities};
pub use reader::read;

pub const ROWS_MAX: usize = 100_000;

/// One kind of row: its columns, how it is read, and what makes two rows the same thing.
pub trait Row: Sized {
    const COLUMNS: &'static [Column];
    /// Columns that begin with this are many of one kind, such as `headcount:librarians`.
    const PREFIX: Option<&'static str> = None;

    /// Faults are left in `cells`; a row with faults is refused, whatever comes back.
    fn read(cells: &mut Cells<'_>) -> Self;

    fn key(&self) -> String;

    /// Whether a later row with the same key says nothing else; it may fill what this one lacks.
    fn absorb(&mut self, other: Self) -> bool;
}

/// A column by its name and the other names that it goes by; names are compared in lower case, spaces as `_`.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub is_required: bool,
}

impl Column {
    pub const fn required(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self {
            name,
            aliases,
            is_required: true,
        }
    }

    pub const fn optional(name: &'static str, aliases: &'static [&'static str]) -> Self {
        Self {
            name,
            aliases,
            is_required: false,
        }
    }
}

/// A row with the line of the file that it begins on; the header is line 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Line<T> {
    pub line: u64,
    pub row: T,
}

/// A file that could be read, line by line.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet<T> {
    pub rows: Vec<Line<T>>,
    pub refused: Vec<Refused>,
    /// Lines that repeat an earlier one and change nothing.
    pub repeated: Vec<u64>,
    /// Columns that mean nothing here.
    pub ignored_columns: Vec<String>,
}

impl<T> Sheet<T> {
    /// All rows, or none when a line was refused and nobody said to go on without it.
    pub fn accept(self, skip_refused: bool) -> Result<Vec<Line<T>>, Vec<Refused>> {
        if self.refused.is_empty() || skip_refused {
            Ok(self.rows)
        } else {
            Err(self.refused)
        }
    }
}

/// One thing that is wrong with one line. The value itself is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub line: u64,
    pub field: Option<String>,
    pub reason: Reason,
}

/// What is wrong with a line or a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("has {found} cells where the header has {expected}")]
    WrongLength { expected: usize, found: usize },
    #[error("is not UTF-8; save the file as \"CSV UTF-8\"")]
    NotUtf8,
    #[error("has a line break; is a closing quotation mark missing?")]
    LineBreak,
    #[error("is missing")]
    Missing,
    #[error("{0}")]
    Text(TextError),
    #[error("is not a whole number up to {most}")]
    NotACount { most: u32 },
    #[error("is not a number between {least} and {most}")]
    NotBetween { least: i16, most: i16 },
    #[error("is given without its other half")]
    HalfAPosition,
    #[error("is not a day written YYYY-MM-DD")]
    NotADate,
    #[error("is not a day of the years {least} to {most}")]
    NotInTheseYears { least: i32, most: i32 },
    #[error("is before the start")]
    EndsBeforeItStarts,
    #[error("is not an Open Civic Data division id")]
    NotADivision,
    #[error("is not an e-mail address: {0}")]
    NotAnAddress(AddressError),
    #[error("is not a telephone number")]
    NotATelephone,
    #[error("is not a language tag such as en or es-US")]
    NotALanguage,
    #[error("is not a postal code; a spreadsheet may have dropped its leading zero")]
    NotAPostalCode,
    #[error("is not a domain name")]
    NotADomain,
    #[error("is a mail provider that everybody uses")]
    PublicProvider,
    #[error("is not a network such as 198.51.100.0/24")]
    NotANetwork,
    #[error("is not a network that the internet sees")]
    NotAPublicNetwork,
    #[error("is a network so wide that it holds strangers")]
    NetworkTooWide,
    #[error("is not the two letters of a state, such as CA")]
    NotAState,
    #[error(
        "is not the five digits of a county (FIPS); a spreadsheet may have dropped its leading zero"
    )]
    NotACounty,
    #[error("does not begin with https:// or http://")]
    NotAWebAddress,
    #[error("is not one of the words that are known here: {known}")]
    UnknownWord { known: &'static str },
    #[error("is not in the directory; import the divisions first")]
    NoSuchDivision,
    #[error("is no body of the directory; create it first")]
    NoSuchBody,
    #[error("is no workplace of the directory")]
    NoSuchWorkplace,
    #[error("is the name of several workplaces; use the key")]
    SeveralWorkplaces,
    #[error("is not a year, quarter or month written 2025, 2025-Q3 or 2025-07")]
    NotAPeriod,
    #[error("is another kind of period than line {line} has")]
    AnotherPeriod { line: u64 },
    #[error("has the same key as line {line}, but says something else")]
    Duplicate { line: u64 },
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("the file is UTF-16; save it as \"CSV UTF-8\"")]
    Utf16,
    #[error("the header is not UTF-8; save the file as \"CSV UTF-8\"")]
    HeaderNotUtf8,
    #[error("the column {0:?} is missing")]
    ColumnMissing(&'static str),
    #[error("two columns are {0:?}")]
    ColumnTwice(String),
    #[error("the file has more than {ROWS_MAX} rows")]
    TooManyRows,
    #[error("the file is not CSV")]
    NotCsv,
}

#[cfg(test)]
mod tests {
    use super::divisions::Division;
    use super::*;

    fn sheet(text: &str) -> Sheet<Division> {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn nothing_is_half_imported_unless_somebody_says_so() {
        let text = "id,name\nocd-division/country:us,United States\nnonsense,Nowhere\n";
        assert_eq!(
            sheet(text).accept(false),
            Err(vec![Refused {
                line: 3,
                field: Some("id".into()),
                reason: Reason::NotADivision
            }])
        );
        assert_eq!(sheet(text).accept(true).map(|rows| rows.len()), Ok(1));
    }
}
