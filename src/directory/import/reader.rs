//! The one way a CSV file is read: marks, line ends, delimiters, headers, lengths and repeated keys.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder};

use super::cells::Cells;
use super::{Column, Line, ROWS_MAX, Reason, Refused, Row, Sheet, Unreadable};

/// Reads a whole file. Commas, semicolons and tabs are told apart by the header.
pub fn read<T: Row>(bytes: &[u8]) -> Result<Sheet<T>, Unreadable> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Unreadable::Utf16);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(bytes))
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    if !reader
        .read_byte_record(&mut record)
        .map_err(|_| Unreadable::NotCsv)?
    {
        return Err(Unreadable::Empty);
    }
    let header = Header::read::<T>(&record)?;
    let mut lines = Lines {
        bytes,
        passed: 0,
        line: 1,
    };
    let mut gathered = Gathered::new(header.ignored.clone());
    while reader
        .read_byte_record(&mut record)
        .map_err(|_| Unreadable::NotCsv)?
    {
        // A spreadsheet saves the empty lines below the last row too.
        if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if gathered.seen == ROWS_MAX {
            return Err(Unreadable::TooManyRows);
        }
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        gathered.take(line, &header, &record);
    }
    Ok(gathered.sheet)
}

/// Line numbers as an editor counts them; the CSV reader's own leave out empty lines and know only one kind of line end.
struct Lines<'a> {
    bytes: &'a [u8],
    passed: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of the first byte at or after `byte` that is no line end.
    fn at(&mut self, byte: u64) -> u64 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(b) = self.bytes.get(self.passed) {
            if self.passed >= byte && !matches!(b, b'\n' | b'\r') {
                break;
            }
            let is_end =
                *b == b'\n' || (*b == b'\r' && self.bytes.get(self.passed + 1) != Some(&b'\n'));
            self.line += u64::from(is_end);
            self.passed += 1;
        }
        self.line
    }
}

fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|b| matches!(b, b'\n' | b'\r'))
        .next()
        .unwrap_or_default();
    let count = |sign: u8| header.iter().filter(|b| **b == sign).count();
    let signs = [b'\t', b';', b','];
    signs
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',')
}

/// Which column stands where.
#[derive(Debug)]
pub struct Header {
    pub at: BTreeMap<&'static str, usize>,
    /// Columns with the prefix: what follows it, and where.
    pub prefixed: Vec<(String, usize)>,
    width: usize,
    ignored: Vec<String>,
}

impl Header {
    fn read<T: Row>(record: &ByteRecord) -> Result<Self, Unreadable> {
        let mut header = Self {
            at: BTreeMap::new(),
            prefixed: Vec::new(),
            width: record.len(),
            ignored: Vec::new(),
        };
        for (i, cell) in record.iter().enumerate() {
            let name = std::str::from_utf8(cell).map_err(|_| Unreadable::HeaderNotUtf8)?;
            header.add(name, i, T::COLUMNS, T::PREFIX)?;
        }
        let missing = T::COLUMNS
            .iter()
            .find(|column| column.is_required && !header.at.contains_key(column.name));
        missing.map_or(Ok(header), |column| {
            Err(Unreadable::ColumnMissing(column.name))
        })
    }

    fn add(
        &mut self,
        raw: &str,
        i: usize,
        columns: &[Column],
        prefix: Option<&str>,
    ) -> Result<(), Unreadable> {
        let name = raw.trim().to_lowercase().replace([' ', '-'], "_");
        if let Some(kind) = prefix.and_then(|prefix| name.strip_prefix(prefix)) {
            let kind = kind.replace('_', " ").trim().to_owned();
            if kind.is_empty() || self.prefixed.iter().any(|(other, _)| *other == kind) {
                return Err(Unreadable::ColumnTwice(name));
            }
            self.prefixed.push((kind, i));
            return Ok(());
        }
        let column = columns
            .iter()
            .find(|column| column.name == name || column.aliases.contains(&name.as_str()));
        match column {
            None => self.ignored.push(raw.trim().to_owned()),
            Some(column) if self.at.contains_key(column.name) => {
                return Err(Unreadable::ColumnTwice(column.name.into()));
            }
            Some(column) => {
                self.at.insert(column.name, i);
            }
        }
        Ok(())
    }
}

struct Gathered<T> {
    sheet: Sheet<T>,
    by_key: BTreeMap<String, usize>,
    seen: usize,
}

impl<T: Row> Gathered<T> {
    fn new(ignored_columns: Vec<String>) -> Self {
        let sheet = Sheet {
            rows: Vec::new(),
            refused: Vec::new(),
            repeated: Vec::new(),
            ignored_columns,
        };
        Self {
            sheet,
            by_key: BTreeMap::new(),
            seen: 0,
        }
    }

    fn take(&mut self, line: u64, header: &Header, record: &ByteRecord) {
        self.seen += 1;
        if record.len() != header.width {
            let reason = Reason::WrongLength {
                expected: header.width,
                found: record.len(),
            };
            self.sheet.refused.push(Refused {
                line,
                field: None,
                reason,
            });
            return;
        }
        let mut cells = Cells::new(header, record);
        let row = T::read(&mut cells);
        let faults = cells.into_faults();
        if faults.is_empty() {
            self.keep(line, row);
        } else {
            self.sheet
                .refused
                .extend(faults.into_iter().map(|(field, reason)| Refused {
                    line,
                    field: Some(field),
                    reason,
                }));
        }
    }

    fn keep(&mut self, line: u64, row: T) {
        let key = row.key();
        let Some(earlier) = self
            .by_key
            .get(&key)
            .and_then(|i| self.sheet.rows.get_mut(*i))
        else {
            self.by_key.insert(key, self.sheet.rows.len());
            self.sheet.rows.push(Line { line, row });
            return;
        };
        if earlier.row.absorb(row) {
            self.sheet.repeated.push(line);
        } else {
            let reason = Reason::Duplicate { line: earlier.line };
            self.sheet.refused.push(Refused {
                line,
                field: None,
                reason,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::divisions::Division;
    use super::*;

    fn names(text: &[u8]) -> Vec<String> {
        let sheet = read::<Division>(text).unwrap();
        assert_eq!(sheet.refused, []);
        sheet.rows.into_iter().map(|line| line.row.name).collect()
    }

    fn refused(text: &[u8]) -> Vec<(u64, Option<String>, Reason)> {
        read::<Division>(text)
            .unwrap()
            .refused
            .into_iter()
            .map(|r| (r.line, r.field, r.reason))
            .collect()
    }

    #[test]
    fn byte_order_mark_line_ends_and_delimiters_do_not_matter() {
        for text in [
            "id,name\nocd-division/country:us,\"Unión, la\"\n",
            "\u{FEFF}id,name\r\nocd-division/country:us,\"Unión, la\"\r\n",
            "ID;Name\r\nocd-division/country:us;Unión, la",
            "name\tid\nUnión, la\tocd-division/country:us\n\t\n",
        ] {
            assert_eq!(names(text.as_bytes()), ["Unión, la"]);
        }
    }

    #[test]
    fn a_row_of_wrong_length_is_refused_with_its_line() {
        let text = "id,name\n\nocd-division/country:us\nocd-division/country:ca,Canada,x\n";
        for text in [
            text.to_owned(),
            text.replace('\n', "\r\n"),
            text.replace('\n', "\r"),
        ] {
            assert_eq!(
                refused(text.as_bytes()),
                [
                    (
                        3,
                        None,
                        Reason::WrongLength {
                            expected: 2,
                            found: 1
                        }
                    ),
                    (
                        4,
                        None,
                        Reason::WrongLength {
                            expected: 2,
                            found: 3
                        }
                    )
                ]
            );
        }
    }

    #[test]
    fn wrong_utf8_is_refused_cell_by_cell() {
        assert_eq!(
            refused(b"id,name\nocd-division/country:us,Uni\xF3n\n"),
            [(2, Some("name".into()), Reason::NotUtf8)]
        );
        assert_eq!(read::<Division>(b"\xFF\xFEi\0d\0"), Err(Unreadable::Utf16));
        assert_eq!(
            read::<Division>(b"id,n\xF3me\n"),
            Err(Unreadable::HeaderNotUtf8)
        );
    }

    #[test]
    fn a_missing_quotation_mark_does_not_swallow_lines_unseen() {
        let text = b"id,name\nocd-division/country:us,\"United\nocd-division/country:ca,Canada\n";
        assert_eq!(refused(text), [(2, Some("name".into()), Reason::LineBreak)]);
    }

    #[test]
    fn a_repeated_line_is_noted_and_a_contradicting_one_refused() {
        let text = "id,name\nocd-division/country:us,US\nocd-division/country:us,US\nocd-division/country:us,Other\n";
        let sheet = read::<Division>(text.as_bytes()).unwrap();
        assert_eq!((sheet.rows.len(), sheet.repeated), (1, vec![3]));
        assert_eq!(
            sheet.refused,
            [Refused {
                line: 4,
                field: None,
                reason: Reason::Duplicate { line: 2 }
            }]
        );
    }

    #[test]
    fn headers_are_checked_before_rows() {
        assert_eq!(read::<Division>(b""), Err(Unreadable::Empty));
        assert_eq!(
            read::<Division>(b"id,nome\n"),
            Err(Unreadable::ColumnMissing("name"))
        );
        assert_eq!(
            read::<Division>(b"id,name,Name\n"),
            Err(Unreadable::ColumnTwice("name".into()))
        );
        assert_eq!(
            read::<Division>(b"id,name,Notes\n")
                .unwrap()
                .ignored_columns,
            ["Notes"]
        );
    }

    #[test]
    fn a_file_of_more_than_the_limit_is_not_read_on() {
        let row = "ocd-division/country:us,US\n";
        let text = format!("id,name\n{}", row.repeat(ROWS_MAX + 1));
        assert_eq!(
            read::<Division>(text.as_bytes()),
            Err(Unreadable::TooManyRows)
        );
    }

    #[test]
    fn what_looks_like_a_formula_stays_text() {
        assert_eq!(
            names(b"id,name\nocd-division/country:us,=HYPERLINK(1)\n"),
            ["=HYPERLINK(1)"]
        );
    }
}
