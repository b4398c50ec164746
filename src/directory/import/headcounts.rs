//! Headcounts: how many people of a job group work at a workplace, on a day.

use chrono::NaiveDate;

use super::{Cells, Column, Reason, Row};

const HEADCOUNT_MAX: u32 = 100_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headcount {
    /// The external key of the workplace, or its name where that is the only one of its kind.
    pub workplace: String,
    pub job_group: String,
    pub people: u32,
    pub as_of: NaiveDate,
}

impl Row for Headcount {
    const COLUMNS: &'static [Column] = &[
        Column::required("workplace", &["key", "workplace_key", "external_key"]),
        Column::required("job_group", &["group"]),
        Column::required("headcount", &["people", "staff", "count"]),
        Column::required("as_of", &["date", "day"]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let people = cells.count("headcount", HEADCOUNT_MAX);
        let as_of = cells.day("as_of");
        for field in ["headcount", "as_of"] {
            if cells.raw(field).is_none() {
                cells.refuse(field, Reason::Missing);
            }
        }
        let (workplace, job_group) = (
            cells.line("workplace", 200),
            cells.line("job_group", 80).to_lowercase(),
        );
        Self {
            workplace,
            job_group,
            people: people.unwrap_or_default(),
            as_of: as_of.unwrap_or_default(),
        }
    }

    fn key(&self) -> String {
        format!("{}\n{}\n{}", self.workplace, self.job_group, self.as_of)
    }

    fn absorb(&mut self, other: Self) -> bool {
        *self == other
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    #[test]
    fn a_headcount_belongs_to_workplace_group_and_day() {
        let sheet = read::<Headcount>(b"workplace;job_group;headcount;as_of\nHB;Librarians;7;2026-10-01\nHB;librarians;8;2026-11-01\nHB;pages;0;2026-10-01\n").unwrap();
        assert_eq!((sheet.rows.len(), sheet.refused.len()), (3, 0));
        assert_eq!(
            (
                sheet.rows[0].row.job_group.as_str(),
                sheet.rows[0].row.people
            ),
            ("librarians", 7)
        );
    }

    #[test]
    fn two_numbers_for_one_day_are_refused() {
        let sheet = read::<Headcount>(b"workplace,job_group,headcount,as_of\nHB,pages,7,2026-10-01\nHB,Pages,8,2026-10-01\nHB,,x,\n").unwrap();
        let reasons: Vec<_> = sheet.refused.iter().map(|r| (r.line, r.reason)).collect();
        assert_eq!(
            reasons,
            [
                (3, Reason::Duplicate { line: 2 }),
                (
                    4,
                    Reason::NotACount {
                        most: HEADCOUNT_MAX
                    }
                ),
                (4, Reason::Missing),
                (4, Reason::Missing)
            ]
        );
    }
}
