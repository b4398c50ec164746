//! Facts made coarser before anything is published: day to quarter, workplace to division, job title to job group.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

/// A quarter of a year, written `2026-Q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter {
    year: i32,
    number: u8,
}

/// A month, written `2026-08`; finer than any exhibit, coarse enough for a table that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    number: u8,
}

/// Why a text is not a quarter or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not a period such as 2026-Q3 or 2026-08")]
pub struct NotAPeriod;

impl Quarter {
    pub fn of(day: NaiveDate) -> Self {
        Month::of(day).quarter()
    }

    /// The first day after the quarter: only then is it complete enough for a release.
    pub fn ends_before(self) -> Option<NaiveDate> {
        let (year, month) = if self.number == 4 {
            (self.year + 1, 1)
        } else {
            (self.year, u32::from(self.number) * 3 + 1)
        };
        NaiveDate::from_ymd_opt(year, month, 1)
    }
}

impl Month {
    pub fn of(day: NaiveDate) -> Self {
        Self {
            year: day.year(),
            number: u8::try_from(day.month()).unwrap_or(12),
        }
    }

    pub fn quarter(self) -> Quarter {
        Quarter {
            year: self.year,
            number: (self.number - 1) / 3 + 1,
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, number) = text.split_once("-Q").ok_or(NotAPeriod)?;
        let (year, number) = (year_of(year)?, digits(number, 1)?);
        if (1..=4).contains(&number) {
            Ok(Self { year, number })
        } else {
            Err(NotAPeriod)
        }
    }
}

impl FromStr for Month {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        let (year, number) = text.split_once('-').ok_or(NotAPeriod)?;
        let (year, number) = (year_of(year)?, digits(number, 2)?);
        if (1..=12).contains(&number) {
            Ok(Self { year, number })
        } else {
            Err(NotAPeriod)
        }
    }
}

fn year_of(text: &str) -> Result<i32, NotAPeriod> {
    digits::<i32>(text, 4)
}

fn digits<N: FromStr>(text: &str, length: usize) -> Result<N, NotAPeriod> {
    let all_digits = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    all_digits
        .then(|| text.parse().ok())
        .flatten()
        .ok_or(NotAPeriod)
}

/// One job group of the directory and the words in a job title that point to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobGroup<'a> {
    pub name: &'a str,
    pub words: &'a [&'a str],
}

/// Library work, the specific before the general: a "library security guard" guards, a "library assistant" assists.
pub const LIBRARY_JOB_GROUPS: &[JobGroup<'static>] = &[
    JobGroup {
        name: "security",
        words: &["guard", "guards", "security", "officer"],
    },
    JobGroup {
        name: "custodial and maintenance",
        words: &[
            "custodian",
            "custodial",
            "janitor",
            "maintenance",
            "facilities",
            "groundskeeper",
        ],
    },
    JobGroup {
        name: "social work and health",
        words: &["social", "nurse", "counselor", "clinician", "outreach"],
    },
    JobGroup {
        name: "managers",
        words: &[
            "manager",
            "director",
            "supervisor",
            "head",
            "chief",
            "administrator",
        ],
    },
    JobGroup {
        name: "pages and aides",
        words: &["page", "pages", "aide", "shelver", "intern"],
    },
    JobGroup {
        name: "library assistants",
        words: &[
            "assistant",
            "clerk",
            "technician",
            "associate",
            "paraprofessional",
            "circulation",
            "desk",
        ],
    },
    JobGroup {
        name: "librarians",
        words: &["librarian", "librarians", "archivist", "cataloger"],
    },
    JobGroup {
        name: "drivers",
        words: &["driver", "drivers", "courier", "bookmobile"],
    },
];

/// What a job title becomes where no group fits, or where the group is not in the directory's headcounts.
pub const ALL_STAFF: &str = "all staff";

/// The job group of a title. The title itself goes no further.
pub fn job_group<'a>(title: &str, groups: &[JobGroup<'a>]) -> &'a str {
    let title = title.to_lowercase();
    let has = |word: &&str| {
        title
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| part == *word)
    };
    groups
        .iter()
        .find(|group| group.words.iter().any(&has))
        .map_or(ALL_STAFF, |group| group.name)
}

/// What a testimony says, as finely as the witness said it. No `Debug`: these are the witness's facts.
#[derive(Clone, Copy)]
#[expect(
    missing_debug_implementations,
    reason = "an exact day, place and title recognise a witness in a log"
)]
pub struct Exact<'a, Division> {
    pub on: Option<NaiveDate>,
    pub division: Option<Division>,
    pub job_title: Option<&'a str>,
}

/// What an approved testimony leaves behind: at most quarter, division and job group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct General<'a, Division> {
    pub quarter: Option<Quarter>,
    pub division: Option<Division>,
    pub job_group: Option<&'a str>,
}

/// The caller looks up the division of the workplace; the workplace does not come in here at all.
pub fn general<'a, Division: Copy>(
    exact: &Exact<'_, Division>,
    groups: &[JobGroup<'a>],
) -> General<'a, Division> {
    General {
        quarter: exact.on.map(Quarter::of),
        division: exact.division,
        job_group: exact.job_title.map(|title| job_group(title, groups)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn a_day_becomes_its_quarter() {
        assert_eq!(Quarter::of(day(2026, 9, 30)).to_string(), "2026-Q3");
        assert_eq!(Quarter::of(day(2026, 10, 1)).to_string(), "2026-Q4");
        assert_eq!(
            Quarter::of(day(2026, 12, 31)).ends_before(),
            Some(day(2027, 1, 1))
        );
    }

    #[test]
    fn what_is_not_a_period_is_refused() {
        for text in [
            "2026-Q5", "2026-Q0", "2026Q1", "26-Q1", "2026-q1", "2026-Q+1", "", "2026-13",
        ] {
            assert!(
                text.parse::<Quarter>().is_err() && text.parse::<Month>().is_err(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_title_becomes_a_group_by_its_whole_words() {
        let group = |title| job_group(title, LIBRARY_JOB_GROUPS);
        assert_eq!(group("Librarian II (Children's)"), "librarians");
        assert_eq!(group("Library Security Guard"), "security");
        assert_eq!(group("LIBRARY ASSISTANT, part time"), "library assistants");
        assert_eq!(group("Vanguard fellow"), ALL_STAFF);
    }

    #[test]
    fn nothing_finer_than_quarter_division_and_group_is_left() {
        let exact = Exact {
            on: Some(day(2026, 8, 14)),
            division: Some(4),
            job_title: Some("Librarian III"),
        };
        let general = general(&exact, LIBRARY_JOB_GROUPS);
        assert_eq!(
            (general.quarter, general.division, general.job_group),
            ("2026-Q3".parse().ok(), Some(4), Some("librarians"))
        );
    }

    proptest! {
        #[test]
        fn periods_are_read_back_as_written(days in 0i64..40_000) {
            let day = day(1990, 1, 1) + chrono::Duration::days(days);
            prop_assert_eq!(Month::of(day).to_string().parse(), Ok(Month::of(day)));
            prop_assert_eq!(Quarter::of(day).to_string().parse(), Ok(Quarter::of(day)));
        }
    }
}
