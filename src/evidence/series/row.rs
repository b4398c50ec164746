//! One line of a public record: a count, or a single entry of a log.

use chrono::{Datelike, NaiveDate};

use super::period::Period;
use crate::directory::import::{Cells, Column, Reason, Row};

const NUMBER_MAX: u32 = 10_000_000;

/// How often something was counted at a workplace in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The external key of the workplace, or its name where that is the only one of its kind.
    pub workplace: String,
    pub period: Option<Period>,
    pub number: u32,
    /// A line of a log counts one, and another like it one more.
    pub is_log: bool,
}

impl Row for Counted {
    const COLUMNS: &'static [Column] = &[
        Column::required(
            "workplace",
            &["key", "workplace_key", "external_key", "branch", "location"],
        ),
        Column::optional("count", &["number", "calls", "incidents", "total"]),
        Column::optional("period", &["month", "quarter", "year"]),
        Column::optional("date", &["day", "occurred_on"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let is_log = !cells.has("count");
        let number = cells.count("count", NUMBER_MAX);
        if !is_log && cells.raw("count").is_none() {
            cells.refuse("count", Reason::Missing);
        }
        Self {
            period: period(cells),
            workplace: cells.line("workplace", 200),
            number: if is_log {
                1
            } else {
                number.unwrap_or_default()
            },
            is_log,
        }
    }

    fn key(&self) -> String {
        let period = self.period.map(|period| period.to_string());
        format!("{}\n{}", self.workplace, period.unwrap_or_default())
    }

    fn absorb(&mut self, other: Self) -> bool {
        if self.is_log {
            self.number = self.number.saturating_add(other.number);
            return true;
        }
        *self == other
    }
}

/// The period, or the month of the day. A file with such a column has something in every line of it.
fn period(cells: &mut Cells<'_>) -> Option<Period> {
    if cells.has("period") {
        let raw = cells.raw("period");
        if raw.is_none() {
            cells.refuse("period", Reason::Missing);
        }
        let read = raw?.trim().parse().map_err(|_| Reason::NotAPeriod);
        return cells.checked("period", read);
    }
    if !cells.has("date") {
        return None;
    }
    let is_blank = cells.raw("date").is_none();
    if is_blank {
        cells.refuse("date", Reason::Missing);
    }
    cells.day("date").and_then(month)
}

fn month(day: NaiveDate) -> Option<Period> {
    let year = u16::try_from(day.year()).ok()?;
    let month = u8::try_from(day.month()).ok()?;
    Some(Period::month(year, month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::import::read;

    fn numbers(text: &str) -> Vec<(String, String, u32)> {
        let sheet = read::<Counted>(text.as_bytes()).unwrap();
        assert_eq!(sheet.refused, []);
        let rows = sheet.rows.into_iter().map(|line| line.row);
        rows.map(|row| {
            let period = row.period.map(|period| period.to_string());
            (row.workplace, period.unwrap_or_default(), row.number)
        })
        .collect()
    }

    #[test]
    fn a_log_counts_its_lines_by_month() {
        let log = "Location,Date\nEastmont,2026-07-01\nEastmont,2026-07-01\nHarbor,2026-07-02\nEastmont,2026-08-30\n";
        let said = |place: &str, month: &str, n| (place.to_owned(), month.to_owned(), n);
        assert_eq!(
            numbers(log),
            [
                said("Eastmont", "2026-07", 2),
                said("Harbor", "2026-07", 1),
                said("Eastmont", "2026-08", 1)
            ]
        );
    }

    #[test]
    fn a_count_says_how_many_and_two_for_one_place_are_refused() {
        assert_eq!(
            numbers("branch;calls\nEastmont;0\n"),
            [("Eastmont".into(), String::new(), 0)]
        );
        let sheet = read::<Counted>(
            b"workplace,period,count\nA,2025,1\nA,2025,2\nA,13/2025,3\nB,2025,\nB,,4\n",
        )
        .unwrap();
        let reasons: Vec<_> = sheet.refused.iter().map(|r| (r.line, r.reason)).collect();
        assert_eq!(
            reasons,
            [
                (3, Reason::Duplicate { line: 2 }),
                (4, Reason::NotAPeriod),
                (5, Reason::Missing),
                (6, Reason::Missing)
            ]
        );
    }
}
