//! One line of a file of notices, by the header names of public registers.

use chrono::{Datelike, NaiveDate};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::names::{employer_key, site_key};
use crate::directory::import::{
    Cells, Column, Line, Reason, Refused, Row, Sheet, without_entities,
};

/// No employer in the world has more.
const PEOPLE_MAX: u32 = 3_000_000;
const NAME_MAX: usize = 300;
const KINDS: &str = "closure, mass_layoff, unknown";

crate::words! {
    /// What a notice announces, as far as its record says.
    NoticeKind {
        /// A site or a part of one is closed.
        Closure = "closure",
        MassLayoff = "mass_layoff",
        /// The record does not say.
        Unknown = "unknown",
    }
}

/// A filing as its record has it. What is missing is missing: no number is not 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub state: String,
    pub employer: String,
    pub canonical: String,
    pub place: Option<String>,
    pub county: Option<String>,
    pub county_fips: Option<String>,
    pub site: Option<String>,
    pub notice_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    pub people: Option<u32>,
    pub kind: NoticeKind,
    pub temporary: Option<bool>,
    /// The agency says that this amends an earlier filing.
    pub is_amendment: bool,
    /// The source has seen more than one version of this record.
    pub is_amended: bool,
    pub version: u32,
    pub source_url: Option<String>,
    pub source_notice_id: Option<String>,
    pub dedupe_key: Option<String>,
}

impl Filing {
    pub fn employer_key(&self) -> String {
        employer_key(&self.canonical)
    }

    /// The site, or else the place, or else the county; empty where the record names none.
    pub fn site_key(&self) -> String {
        let named = [&self.site, &self.place, &self.county];
        let named = named.into_iter().flatten().next();
        named.map(|name| site_key(name)).unwrap_or_default()
    }

    /// The effective day, or else that of the notice.
    pub fn dated_on(&self) -> Option<NaiveDate> {
        self.effective_on.or(self.notice_on)
    }

    /// Of everything that it says.
    pub fn digest(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let flag = |flag: bool| Some(u8::from(flag).to_string());
        let fields = [
            Some(self.state.clone()),
            Some(self.employer.clone()),
            Some(self.canonical.clone()),
            self.place.clone(),
            self.county.clone(),
            self.county_fips.clone(),
            self.site.clone(),
            day(self.notice_on),
            day(self.effective_on),
            self.people.map(|people| people.to_string()),
            Some(self.kind.as_str().to_owned()),
            self.temporary.and_then(flag),
            flag(self.is_amendment),
            flag(self.is_amended),
            Some(self.version.to_string()),
            self.source_url.clone(),
            self.source_notice_id.clone(),
            self.dedupe_key.clone(),
        ];
        // No field holds a line break.
        let told = fields.map(Option::unwrap_or_default).join("\n");
        HEXLOWER.encode(&Sha256::digest(told))
    }
}

impl Row for Filing {
    const COLUMNS: &'static [Column] = &[
        Column::required("state", &["postal_code_of_state", "jurisdiction"]),
        Column::required("employer_name", &["employer", "company", "company_name"]),
        Column::optional("canonical_name", &["canonical"]),
        Column::optional("place_name", &["place", "city"]),
        Column::optional("county_name", &["county"]),
        Column::optional("county_fips", &["fips"]),
        Column::optional("site_address", &["address", "site"]),
        Column::optional("location", &[]),
        Column::optional("notice_date", &["notice_on", "warn_date", "received_date"]),
        Column::optional("effective_date", &["effective_on", "layoff_date"]),
        Column::optional(
            "employees_affected",
            &["affected", "employees", "workers", "number_of_workers"],
        ),
        Column::optional("layoff_type", &["type", "kind"]),
        Column::optional("is_temporary", &["temporary"]),
        Column::optional("is_amendment", &["amendment"]),
        Column::optional("is_amended", &["amended"]),
        Column::optional("current_version", &["version"]),
        Column::optional("source_url", &["url", "link"]),
        Column::optional("source_notice_id", &["notice_id", "warn_id"]),
        Column::optional("dedupe_key", &[]),
    ];

    fn read(cells: &mut Cells<'_>) -> Self {
        let employer = required(cells, "employer_name");
        let site = text(cells, "site_address");
        let location = text(cells, "location");
        Self {
            state: state(cells),
            canonical: text(cells, "canonical_name").unwrap_or_else(|| employer.clone()),
            employer,
            place: text(cells, "place_name"),
            county: text(cells, "county_name"),
            county_fips: county_fips(cells),
            site: site.or(location),
            notice_on: cells.day("notice_date"),
            effective_on: cells.day("effective_date"),
            people: cells.count("employees_affected", PEOPLE_MAX),
            kind: kind(cells),
            temporary: yes_or_no(cells, "is_temporary"),
            is_amendment: yes_or_no(cells, "is_amendment").unwrap_or_default(),
            is_amended: yes_or_no(cells, "is_amended").unwrap_or_default(),
            version: cells.count("current_version", 100_000).unwrap_or(1),
            source_url: address(cells),
            source_notice_id: cells.optional_line("source_notice_id", 200),
            dedupe_key: cells.optional_line("dedupe_key", 200),
        }
    }

    /// Two lines of one record that say different things are two versions of it, and no contradiction.
    fn key(&self) -> String {
        self.digest()
    }

    fn absorb(&mut self, other: Self) -> bool {
        *self == other
    }
}

/// The year of the law that notices are filed under (WARN).
const FIRST_YEAR: i32 = 1988;

/// A slip of the pen in a year would stand in all figures: lines with such days are refused like any other bad cell.
pub fn refuse_absurd_years(sheet: &mut Sheet<Filing>, today: NaiveDate) {
    let (least, most) = (FIRST_YEAR, today.year() + 2);
    let refused = &mut sheet.refused;
    sheet.rows.retain(|Line { line, row }| {
        let before = refused.len();
        let days = [
            ("notice_date", row.notice_on),
            ("effective_date", row.effective_on),
        ];
        for (field, day) in days {
            if day.is_some_and(|day| !(least..=most).contains(&day.year())) {
                refused.push(Refused {
                    line: *line,
                    field: Some(field.to_owned()),
                    reason: Reason::NotInTheseYears { least, most },
                });
            }
        }
        refused.len() == before
    });
    refused.sort_by_key(|refused| refused.line);
}

fn text(cells: &mut Cells<'_>, field: &str) -> Option<String> {
    let raw = cells.raw(field)?;
    let clean = without_entities(&raw, NAME_MAX).map_err(Reason::Text);
    cells.checked(field, clean)
}

fn required(cells: &mut Cells<'_>, field: &str) -> String {
    let line = cells.line(field, NAME_MAX);
    without_entities(&line, NAME_MAX).unwrap_or(line)
}

fn state(cells: &mut Cells<'_>) -> String {
    let raw = cells.line("state", 40).to_ascii_uppercase();
    let is_state = raw.len() == 2 && raw.bytes().all(|b| b.is_ascii_uppercase());
    if !is_state && !raw.is_empty() {
        cells.refuse("state", Reason::NotAState);
    }
    raw
}

fn county_fips(cells: &mut Cells<'_>) -> Option<String> {
    let raw = cells.raw("county_fips")?;
    let code = raw.trim();
    let is_code = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    cells.checked(
        "county_fips",
        is_code.then(|| code.to_owned()).ok_or(Reason::NotACounty),
    )
}

fn kind(cells: &mut Cells<'_>) -> NoticeKind {
    let Some(raw) = cells.raw("layoff_type") else {
        return NoticeKind::Unknown;
    };
    let word = raw.trim().to_lowercase().replace([' ', '-'], "_");
    let kind = word
        .parse()
        .map_err(|_| Reason::UnknownWord { known: KINDS });
    cells
        .checked("layoff_type", kind)
        .unwrap_or(NoticeKind::Unknown)
}

fn yes_or_no(cells: &mut Cells<'_>, field: &str) -> Option<bool> {
    let raw = cells.raw(field)?;
    let word = match raw.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" => Ok(true),
        "0" | "false" | "no" | "n" => Ok(false),
        _ => Err(Reason::UnknownWord {
            known: "0, 1, yes, no, true, false",
        }),
    };
    cells.checked(field, word)
}

fn address(cells: &mut Cells<'_>) -> Option<String> {
    let link = cells.optional_line("source_url", 600)?;
    let is_address = link.starts_with("https://") || link.starts_with("http://");
    cells.checked(
        "source_url",
        is_address.then_some(link).ok_or(Reason::NotAWebAddress),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::import::{Unreadable, read};

    fn refused(text: &[u8]) -> Vec<(u64, Option<String>, Reason)> {
        let sheet = read::<Filing>(text).unwrap();
        let refused = sheet.refused.into_iter();
        refused.map(|r| (r.line, r.field, r.reason)).collect()
    }

    #[test]
    fn every_bad_cell_is_named_with_its_line_and_reason() {
        let head = "state,employer_name,effective_date,employees_affected,county_fips,is_amendment,layoff_type,source_url\n";
        let said = refused(
            format!("{head}IL,Alder Books,2026-13-40,12,17031,0,closure,\nIllinois,Alder Books,,-4,1703,maybe,strike,ftp://x\nIL,,2026-01-02,,,,,\n").as_bytes(),
        );
        let field = |name: &str| Some(name.to_owned());
        assert_eq!(
            said,
            [
                (2, field("effective_date"), Reason::NotADate),
                (3, field("state"), Reason::NotAState),
                (3, field("county_fips"), Reason::NotACounty),
                (
                    3,
                    field("employees_affected"),
                    Reason::NotACount { most: PEOPLE_MAX }
                ),
                (
                    3,
                    field("layoff_type"),
                    Reason::UnknownWord { known: KINDS }
                ),
                (
                    3,
                    field("is_amendment"),
                    Reason::UnknownWord {
                        known: "0, 1, yes, no, true, false"
                    }
                ),
                (3, field("source_url"), Reason::NotAWebAddress),
                (4, field("employer_name"), Reason::Missing),
            ]
        );
    }

    #[test]
    fn renamed_columns_line_ends_and_quoted_commas_are_read() {
        let sheet =
            read::<Filing>(b"State;Company Name;Affected\r\nil;\"Alder, Books &amp; Sons\";\r\n")
                .unwrap();
        let row = &sheet.rows[0].row;
        assert_eq!(sheet.refused, []);
        assert_eq!(
            (row.state.as_str(), row.employer.as_str()),
            ("IL", "Alder, Books & Sons")
        );
        assert_eq!((row.people, row.version, row.temporary), (None, 1, None));
        assert_eq!(
            read::<Filing>(b"state,who\nIL,x\n"),
            Err(Unreadable::ColumnMissing("employer_name"))
        );
    }

    #[test]
    fn a_line_break_in_quotes_and_another_encoding_are_refused_and_swallow_nothing() {
        let said = refused(
            b"state,employer_name\nIL,\"Alder\nBooks\"\nIL,Pe\xF1a Books\nIL,Orchard Books\n",
        );
        let field = || Some("employer_name".to_owned());
        assert_eq!(
            said,
            [
                (2, field(), Reason::LineBreak),
                (4, field(), Reason::NotUtf8)
            ]
        );
    }
}
