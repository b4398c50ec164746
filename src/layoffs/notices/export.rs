//! Notices as a table for spreadsheets; no cell of it can become a formula.

use sea_orm::{DbErr, QueryOrder};

use super::place::{because, rows, with_older};
use super::read::Wanted;
use crate::app::App;
use crate::identity::OrganizationId;
use crate::layoffs::entity::filing::{Column, Model};
use crate::text::csv_safe;

/// The names of a register, so that the file can be imported again.
const HEAD: [&str; 19] = [
    "state",
    "employer_name",
    "canonical_name",
    "place_name",
    "county_name",
    "county_fips",
    "site_address",
    "notice_date",
    "effective_date",
    "employees_affected",
    "layoff_type",
    "is_temporary",
    "is_amendment",
    "is_amended",
    "current_version",
    "source_url",
    "source_notice_id",
    "dedupe_key",
    "joined_because",
];

/// What notices say now: one line each, RFC 4180, UTF-8.
pub async fn export_layoff_notices(
    app: &App,
    organization: OrganizationId,
    wanted: &Wanted,
) -> Result<Vec<u8>, DbErr> {
    let found = wanted.current(organization).order_by_asc(Column::NoticeId);
    let found = found.all(&app.db.read).await?;
    let said = with_older(&app.db.read, organization, found).await?;
    written(&rows(said)).map_err(|error| DbErr::Custom(error.to_string()))
}

fn written(rows: &[Model]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(HEAD)?;
    for row in rows {
        let cells = cells(row);
        writer.write_record(cells.iter().map(|cell| csv_safe(cell).into_owned()))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

fn cells(row: &Model) -> [String; 19] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let flag = |flag: bool| u8::from(flag).to_string();
    [
        row.state.clone(),
        row.employer.clone(),
        row.canonical.clone(),
        text(&row.place),
        text(&row.county),
        text(&row.county_fips),
        text(&row.site),
        day(row.notice_on),
        day(row.effective_on),
        row.people
            .map(|people| people.to_string())
            .unwrap_or_default(),
        row.layoff_type.clone(),
        row.temporary.map(flag).unwrap_or_default(),
        flag(row.is_amendment),
        flag(row.is_amended),
        row.version.to_string(),
        text(&row.source_url),
        text(&row.source_notice_id),
        text(&row.dedupe_key),
        because(row).as_str().to_owned(),
    ]
}
