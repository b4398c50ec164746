//! What layoff notices say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::figures::{self, Sum};
use super::place::{Said, because, people};
use super::row::NoticeKind;
use super::rules::JoinedBecause;
use crate::campaigns::CampaignId;
use crate::directory::wire::RefusedLine;
use crate::incidents::wire::ShownFigure;
use crate::layoffs::entity::filing::Model;
use crate::layoffs::{FilingId, NoticeId};

crate::words! {
    /// What a reader of a notice should know.
    NoticeRemark {
        /// The record gives no number of people. It is not counted as 0.
        NoNumber = "no_number",
        NoNoticeDay = "no_notice_day",
        NoEffectiveDay = "no_effective_day",
        /// The effective day is before the day of the notice: the record may be wrong, or the notice late.
        EffectiveBeforeNotice = "effective_before_notice",
        /// The latest filing leaves out a day that an earlier one gives: that day stands here.
        DayFromEarlier = "day_from_earlier",
        /// The latest filing gives no number of people: that of an earlier one stands here, and is counted.
        NumberFromEarlier = "number_from_earlier",
        /// The latest filing names no place: that of an earlier one stands here.
        PlaceFromEarlier = "place_from_earlier",
    }
}

/// One filing, as its record has it. What is left out the record does not say.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LayoffFiling {
    pub id: FilingId,
    /// Two letters.
    pub state: String,
    /// As filed.
    pub employer: String,
    /// As the source spells this employer everywhere.
    pub employer_canonical: String,
    pub place: Option<String>,
    pub county: Option<String>,
    /// Five digits (FIPS).
    pub county_fips: Option<String>,
    /// The address of the site, or what the agency lists as the location.
    pub site: Option<String>,
    pub notice_on: Option<NaiveDate>,
    pub effective_on: Option<NaiveDate>,
    /// People affected; left out where the record gives no number, which is not 0.
    pub people: Option<u32>,
    pub layoff_type: NoticeKind,
    pub temporary: Option<bool>,
    /// The agency marks it as an amendment of an earlier filing.
    pub is_amendment: bool,
    /// The source has seen more than one version of this record.
    pub is_amended: bool,
    pub version: u32,
    pub source_url: Option<String>,
    pub source_notice_id: Option<String>,
    pub dedupe_key: Option<String>,
    /// Why it stands in its notice.
    pub because: JoinedBecause,
    /// Whether its notice says this now; sums know no other filing.
    pub is_current: bool,
    pub imported_at: DateTime<Utc>,
}

impl From<&Model> for LayoffFiling {
    fn from(row: &Model) -> Self {
        Self {
            id: row.id,
            state: row.state.clone(),
            employer: row.employer.clone(),
            employer_canonical: row.canonical.clone(),
            place: row.place.clone(),
            county: row.county.clone(),
            county_fips: row.county_fips.clone(),
            site: row.site.clone(),
            notice_on: row.notice_on,
            effective_on: row.effective_on,
            people: people(row),
            layoff_type: row.layoff_type.parse().unwrap_or(NoticeKind::Unknown),
            temporary: row.temporary,
            is_amendment: row.is_amendment,
            is_amended: row.is_amended,
            version: u32::try_from(row.version).unwrap_or_default(),
            source_url: row.source_url.clone(),
            source_notice_id: row.source_notice_id.clone(),
            dedupe_key: row.dedupe_key.clone(),
            because: because(row),
            is_current: row.is_current,
            imported_at: row.imported_at,
        }
    }
}

/// A notice: what it says now.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct LayoffNotice {
    pub id: NoticeId,
    /// The latest filing. Where it leaves out a day, the number of people or the place, what the next older filing says stands in its
    /// stead, and `remarks` says so; `get_layoff_notice` has each filing as it was filed.
    pub current: LayoffFiling,
    /// How many filings are one with this notice, the current one among them.
    pub filings: u32,
    pub remarks: Vec<NoticeRemark>,
}

impl LayoffNotice {
    pub(super) fn new(said: &Said, filings: u32) -> Self {
        Self {
            id: said.row.notice_id,
            current: (&said.row).into(),
            filings,
            remarks: remarks(said),
        }
    }
}

fn remarks(Said { row, filled }: &Said) -> Vec<NoticeRemark> {
    let before = row.notice_on.zip(row.effective_on);
    let said = [
        (row.people.is_none(), NoticeRemark::NoNumber),
        (row.notice_on.is_none(), NoticeRemark::NoNoticeDay),
        (row.effective_on.is_none(), NoticeRemark::NoEffectiveDay),
        (
            before.is_some_and(|(notice, effective)| effective < notice),
            NoticeRemark::EffectiveBeforeNotice,
        ),
        (filled.day, NoticeRemark::DayFromEarlier),
        (filled.number, NoticeRemark::NumberFromEarlier),
        (filled.place, NoticeRemark::PlaceFromEarlier),
    ];
    let there = said.into_iter().filter(|(there, _)| *there);
    there.map(|(_, remark)| remark).collect()
}

/// A notice with everything that was filed of it.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct NoticeHistory {
    pub notice: LayoffNotice,
    /// In the order in which they became known, each with why it stands here.
    pub filings: Vec<LayoffFiling>,
    /// Notices of the same employer, site, number of people and nearly the same time: they may be this one again, although no record
    /// says so. All are counted until `join_layoff_notices` joins them.
    pub may_repeat: Vec<NoticeId>,
}

/// A page of notices, in the order in which they were imported.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LayoffNoticeList {
    pub items: Vec<LayoffNotice>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// A line that is no notice of its own.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JoinedFiling {
    /// The line of the file; the header is line 1.
    pub line: u64,
    /// As filed.
    pub employer: String,
    pub because: JoinedBecause,
    /// The notice, where it was known before this file.
    pub notice_id: Option<NoticeId>,
}

/// What became of a file of notices.
#[derive(Clone, Debug, Object)]
pub struct NoticesReport {
    /// Rows in the file, the header and blank lines apart.
    pub read: u64,
    /// Notices that were not known.
    pub imported: u64,
    /// Rows that were filed again: each joined the notice that it belongs to.
    pub amended: u64,
    /// Rows that were known word for word.
    pub unchanged: u64,
    /// The rows behind `amended`, and why each was joined; the first 1,000. Where one is wrong, `split_layoff_notice` parts it.
    pub joined: Vec<JoinedFiling>,
    /// Everything that was wrong, in the order of the file.
    pub refused: Vec<RefusedLine>,
    /// Columns of the file that mean nothing here.
    pub ignored_columns: Vec<String>,
    /// Whether this was only a trial: nothing was kept.
    pub dry_run: bool,
}

/// Which notice is the same one.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct NewJoin {
    /// All its filings move here.
    pub notice_id: NoticeId,
}

/// Which filing is a notice of its own.
#[derive(Clone, Debug, Object, Serialize)]
#[oai(deny_unknown_fields)]
pub struct NewSplit {
    pub filing_id: FilingId,
}

/// Which notices a campaign publishes and prints in its packets, in place of those chosen before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct NewNoticeChoice {
    /// Employers by any spelling of their name (case, punctuation and the form of company do not matter); none for all.
    #[oai(validator(max_items = 50, max_length = 300))]
    pub employers: Vec<String>,
    /// Two letters each; none for all.
    #[oai(validator(max_items = 60, max_length = 2))]
    pub states: Vec<String>,
    /// By the effective day, or else the day of the notice; this day is in it.
    pub from: Option<NaiveDate>,
    /// This day is in it.
    pub to: Option<NaiveDate>,
}

/// Notices of one employer, at one place, in one month.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct NoticeMonth {
    /// As most of its notices spell it.
    pub employer: String,
    /// `Momence, IL`; the county where no place is named, the state where neither is.
    pub place: String,
    /// `2025-12`, of the effective day or else of the notice; left out where the record has neither.
    pub month: Option<String>,
    pub notices: u64,
    /// Over the notices that give a number; left out where none does.
    pub people: Option<u64>,
    /// Notices that give no number of people. They are not 0.
    pub without_number: u64,
}

/// What employers announced themselves: public records, counted once each however often they were filed.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct NoticeFigures {
    pub notices: u64,
    /// Over the notices that give a number.
    pub people: u64,
    pub without_number: u64,
    /// By employer, place and month; the first 2,000.
    pub rows: Vec<NoticeMonth>,
    /// How many rows are beyond these.
    pub more_rows: u64,
    /// Pairs that may be one notice, although no record says so: the sums above count both.
    pub possible_repeats: u64,
    /// Where the records stand, each once; the first 100.
    pub sources: Vec<String>,
    /// To be printed beside the figures.
    pub note: String,
}

/// The rows that are listed at most.
const ROWS_SHOWN: usize = 2_000;
const SOURCES_SHOWN: usize = 100;

pub const NOTICES_NOTE: &str = "Public records: notices that employers filed with a state. Each is counted once, as it was last filed. \
    Small and public employers rarely have to file, so these figures are no count of all layoffs.";

impl NoticeFigures {
    pub fn new(
        sum: Sum,
        rows: Vec<figures::MonthRow>,
        repeats: usize,
        sources: Vec<String>,
    ) -> Self {
        let more_rows = rows.len().saturating_sub(ROWS_SHOWN) as u64;
        let rows = rows.into_iter().take(ROWS_SHOWN);
        let row = |(employer, place, month, sum): figures::MonthRow| NoticeMonth {
            employer,
            place,
            month,
            notices: sum.notices,
            people: sum.people_known(),
            without_number: sum.without_number,
        };
        Self {
            notices: sum.notices,
            people: sum.people,
            without_number: sum.without_number,
            rows: rows.map(row).collect(),
            more_rows,
            possible_repeats: repeats as u64,
            sources: sources.into_iter().take(SOURCES_SHOWN).collect(),
            note: NOTICES_NOTE.to_owned(),
        }
    }
}

/// Layoffs that published testimonies tell of, as the statistics release shows them.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct WorkerReportedRow {
    /// By its name in the directory, or `all employers` where the release had to show them together.
    pub employer: String,
    /// A district, or `all districts`.
    pub place: String,
    /// A quarter (`2026-Q3`), a year, or `all periods`: a month would tell too much of a witness.
    pub period: String,
    pub testimonies: ShownFigure,
}

/// What workers reported. It is counted in testimonies, not in people laid off, and never added to the notices.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct WorkerReported {
    /// The numbered statistics release that every figure comes from.
    pub release: i32,
    pub released_on: NaiveDate,
    /// The least number of testimonies, and of people, that a figure may stand for.
    pub k: u32,
    pub rows: Vec<WorkerReportedRow>,
    /// How the figures were made coarser; print it beside them.
    pub notes: Vec<String>,
    /// What these figures cannot tell, to be printed beside them.
    pub limits: String,
}

pub const WORKERS_LIMITS: &str = "A testimony counts once, whatever was added to it or corrected. Whether one person has testified twice, or several \
    testimonies tell of one layoff, nobody can know without knowing who they are; so these are testimonies, and not people or layoffs.";

/// The layoffs of a campaign: notices of employers and reports of workers, side by side and never summed.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CampaignLayoffs {
    pub campaign_id: CampaignId,
    /// What the campaign publishes; left out while it publishes none.
    pub notices: Option<NoticeFigures>,
    /// Left out while there is no release, or none that may tell of employers.
    pub worker_reported: Option<WorkerReported>,
}
