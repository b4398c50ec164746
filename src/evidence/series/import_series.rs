//! Imports the numbers of a series whole or not at all, in place of those that it had.

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel};

use super::create_series::forget_numbers;
use super::find::find;
use super::period::Period;
use super::row::Counted;
use super::wire::SeriesReport;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::directory::import::{Line, Reason, Refused, Sheet, Unreadable, read};
use crate::directory::wire::RefusedLine;
use crate::directory::{Manner, WorkplaceId, WorkplaceNames, refused, unreadable};
use crate::evidence::entity::{SeriesId, series_value};
use crate::http::{Problem, SaveError};
use crate::identity::Caller;

/// Few enough rows for one statement's parameters.
const AT_ONCE: usize = 500;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportSeriesError {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("lines were refused")]
    Refused(Box<SeriesReport>),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn import_series(
    app: &App,
    caller: &Caller,
    id: SeriesId,
    bytes: &[u8],
    manner: Manner,
) -> Result<SeriesReport, ImportSeriesError> {
    let sheet = &read::<Counted>(bytes)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(tx, caller.organization, id).await?;
            let names = WorkplaceNames::load(tx, caller.organization).await?;
            let (numbers, refused) = gathered(sheet, &names);
            let report = report(sheet, &numbers, refused, manner.dry_run);
            if manner.dry_run {
                return Ok(report);
            }
            if !manner.skip_refused && !report.refused.is_empty() {
                return Err(ImportSeriesError::Refused(Box::new(report)));
            }
            forget_numbers(tx, id).await?;
            write(tx, id, &numbers).await?;
            let revision = found.revision + 1;
            let mut row = found.into_active_model();
            row.revision = Set(revision);
            row.update(tx).await?;
            let detail = serde_json::json!({"numbers": report.numbers});
            let entry = audit::Action::new(caller.actor(), "import_evidence_series", id);
            audit::record(app, tx, caller.organization, entry.detail(detail)).await?;
            Ok(report)
        })
        .await
}

/// One number a workplace and period.
type Numbers = BTreeMap<(WorkplaceId, String), u32>;

fn gathered(sheet: &Sheet<Counted>, names: &WorkplaceNames) -> (Numbers, Vec<Refused>) {
    let mut refused = sheet.refused.clone();
    let mut refuse = |line: u64, field: &str, reason: Reason| {
        let field = Some(field.to_owned());
        refused.push(Refused {
            line,
            field,
            reason,
        });
    };
    let mut numbers = Numbers::new();
    let mut lines: HashMap<(WorkplaceId, String), u64> = HashMap::new();
    let first = sheet.rows.first();
    for Line { line, row } in &sheet.rows {
        let grain = |row: &Counted| row.period.map(|period| period.grain);
        let other = first.filter(|first| grain(&first.row) != grain(row));
        if let Some(first) = other {
            let line_of_first = first.line;
            let reason = Reason::AnotherPeriod {
                line: line_of_first,
            };
            refuse(*line, "period", reason);
            continue;
        }
        let place = match names.find(&row.workplace) {
            Ok(place) => place,
            Err(reason) => {
                refuse(*line, "workplace", reason);
                continue;
            }
        };
        let period = row
            .period
            .map_or(String::new(), |period: Period| period.to_string());
        let key = (place, period);
        match (lines.get(&key), row.is_log) {
            (None, _) => {
                lines.insert(key.clone(), *line);
                numbers.insert(key, row.number);
            }
            // The key of a workplace and its name are one place.
            (Some(_), true) => *numbers.entry(key).or_default() += row.number,
            (Some(earlier), false) => {
                let earlier = *earlier;
                refuse(*line, "workplace", Reason::Duplicate { line: earlier });
            }
        }
    }
    refused.sort_by_key(|refused| refused.line);
    (numbers, refused)
}

fn report(
    sheet: &Sheet<Counted>,
    numbers: &Numbers,
    refused: Vec<Refused>,
    dry_run: bool,
) -> SeriesReport {
    let mut lines: Vec<u64> = sheet.refused.iter().map(|refused| refused.line).collect();
    lines.dedup();
    SeriesReport {
        read: (sheet.rows.len() + sheet.repeated.len() + lines.len()) as u64,
        numbers: numbers.len() as u64,
        total: numbers.values().map(|n| u64::from(*n)).sum(),
        refused: refused.into_iter().map(RefusedLine::from).collect(),
        ignored_columns: sheet.ignored_columns.clone(),
        dry_run,
    }
}

async fn write(tx: &Tx, id: SeriesId, numbers: &Numbers) -> Result<(), DbErr> {
    let rows: Vec<_> = numbers
        .iter()
        .map(|((place, period), number)| series_value::ActiveModel {
            series_id: Set(id),
            workplace_id: Set(*place),
            period: Set(period.clone()),
            number: Set(i32::try_from(*number).unwrap_or(i32::MAX)),
        })
        .collect();
    for some in rows.chunks(AT_ONCE) {
        series_value::Entity::insert_many(some.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

impl From<ImportSeriesError> for Problem {
    fn from(error: ImportSeriesError) -> Self {
        match error {
            ImportSeriesError::Unreadable(why) => unreadable(&why),
            ImportSeriesError::Refused(report) => refused(&report.refused),
            ImportSeriesError::Save(error) => error.into(),
            ImportSeriesError::Db(error) => error.into(),
        }
    }
}
