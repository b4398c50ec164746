//! Imports a spreadsheet whole or not at all: a refused line takes everything back, unless the caller said to skip such.

mod divisions;
mod employers;
mod headcounts;
mod officials;
mod postal_codes;
mod roster;
mod workplaces;

use std::collections::HashMap;

use sea_orm::{DbErr, EntityTrait, IntoActiveModel};

use super::DivisionId;
use super::entity::division;
use super::import::{Line, Reason, Refused, Row, Sheet, Unreadable, read};
use super::wire::{ImportKind, ImportReport, RefusedLine};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Problem, SaveError, Violation, catalogue as known};
use crate::identity::{Caller, OrganizationId};

/// How a file is to be taken.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// Import the good lines although others are refused.
    pub skip_refused: bool,
    /// Only say what would become of it.
    pub dry_run: bool,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("lines were refused")]
    Refused(Box<ImportReport>),
    /// Not an error to the caller: it takes the trial back.
    #[error("it was a trial")]
    Trial(Box<ImportReport>),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn import_file(
    app: &App,
    caller: &Caller,
    kind: ImportKind,
    bytes: &[u8],
    manner: Manner,
) -> Result<ImportReport, ImportError> {
    use super::import as csv;
    let done = match kind {
        ImportKind::Divisions => {
            let sheet = &read::<csv::divisions::Division>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::Officials => {
            let sheet = &read::<csv::officials::Official>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::Workplaces => {
            let sheet = &read::<csv::workplaces::Workplace>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::Headcounts => {
            let sheet = &read::<csv::headcounts::Headcount>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::EmployerAddresses => {
            let sheet = &read::<csv::employers::EmployerAddress>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::PostalCodes => {
            let sheet = &read::<csv::postal_codes::PostalCode>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
        ImportKind::Roster => {
            let sheet = &read::<csv::roster::RosterName>(bytes)?;
            import(app, caller, kind, sheet, manner).await
        }
    };
    match done {
        Err(ImportError::Trial(report)) => Ok(*report),
        done => done,
    }
}

/// What became of the rows so far.
#[derive(Debug, Default)]
struct Book {
    imported: u64,
    updated: u64,
    unchanged: u64,
    refused: Vec<Refused>,
}

impl Book {
    fn refuse(&mut self, line: u64, field: &str, reason: Reason) {
        let field = Some(field.to_owned());
        self.refused.push(Refused {
            line,
            field,
            reason,
        });
    }
}

/// A kind of row that can be written into the directory.
trait Entry: Row + Clone + Send + Sync {
    /// Writes the rows that point at nothing unknown, and notes the others in the book.
    fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> impl Future<Output = Result<(), SaveError>> + Send;
}

async fn import<T: Entry>(
    app: &App,
    caller: &Caller,
    kind: ImportKind,
    sheet: &Sheet<T>,
    manner: Manner,
) -> Result<ImportReport, ImportError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut book = Book {
                unchanged: sheet.repeated.len() as u64,
                refused: sheet.refused.clone(),
                ..Book::default()
            };
            T::write(app, tx, caller.organization, &sheet.rows, &mut book).await?;
            let report = report(kind, sheet, book, manner.dry_run);
            if !manner.skip_refused && !report.refused.is_empty() && !manner.dry_run {
                return Err(ImportError::Refused(Box::new(report)));
            }
            if manner.dry_run {
                return Err(ImportError::Trial(Box::new(report)));
            }
            let detail = serde_json::json!({
                "kind": kind.as_str(), "imported": report.imported, "updated": report.updated,
            });
            let entry = audit::Action::new(caller.actor(), "import_file", caller.organization);
            audit::record(app, tx, caller.organization, entry.detail(detail)).await?;
            Ok(report)
        })
        .await
}

fn report<T>(kind: ImportKind, sheet: &Sheet<T>, mut book: Book, dry_run: bool) -> ImportReport {
    book.refused.sort_by_key(|refused| refused.line);
    let mut lines: Vec<u64> = sheet.refused.iter().map(|refused| refused.line).collect();
    lines.dedup();
    ImportReport {
        kind,
        read: (sheet.rows.len() + sheet.repeated.len() + lines.len()) as u64,
        imported: book.imported,
        updated: book.updated,
        unchanged: book.unchanged,
        refused: book.refused.into_iter().map(RefusedLine::from).collect(),
        ignored_columns: sheet.ignored_columns.clone(),
        dry_run,
    }
}

impl From<Refused> for RefusedLine {
    fn from(refused: Refused) -> Self {
        Self {
            line: refused.line,
            field: refused.field,
            reason: refused.reason.to_string(),
        }
    }
}

/// The divisions of the organization by their Open Civic Data ids.
async fn known_divisions(
    tx: &Tx,
    organization: OrganizationId,
) -> Result<HashMap<String, DivisionId>, DbErr> {
    let rows = division::of(organization).all(tx).await?;
    Ok(rows.into_iter().map(|row| (row.ocd_id, row.id)).collect())
}

/// The id of a division that a row names; a name that is unknown is noted.
fn division_of(
    known: &HashMap<String, DivisionId>,
    named: Option<&String>,
    line: u64,
    book: &mut Book,
) -> Result<Option<DivisionId>, ()> {
    let Some(named) = named else { return Ok(None) };
    match known.get(named) {
        Some(id) => Ok(Some(*id)),
        None => {
            book.refuse(line, "division", Reason::NoSuchDivision);
            Err(())
        }
    }
}

/// Few enough rows for one statement's parameters.
const AT_ONCE: usize = 500;

pub(super) async fn insert_all<M>(tx: &Tx, rows: Vec<M>) -> Result<(), DbErr>
where
    M: sea_orm::ActiveModelTrait + Send,
    <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
{
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<M> = rows.by_ref().take(AT_ONCE).collect();
        M::Entity::insert_many(some)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Unreadable(why) => unreadable(&why),
            ImportError::Refused(report) | ImportError::Trial(report) => refused(&report.refused),
            ImportError::Save(error) => error.into(),
            ImportError::Db(error) => error.into(),
        }
    }
}

/// The sentence, without the client's own column names.
fn plain(why: &Unreadable) -> String {
    match why {
        Unreadable::ColumnTwice(_) => "two columns have the same meaning".to_owned(),
        why => why.to_string(),
    }
}

/// A file that cannot be read at all.
pub fn unreadable(why: &Unreadable) -> Problem {
    Problem::new(known::IMPORT_UNREADABLE).because(format!("{}.", plain(why)))
}

/// Every line that was refused, with its reason.
pub fn refused(lines: &[RefusedLine]) -> Problem {
    let violation = |refused: &RefusedLine| {
        let field = refused.field.as_deref().map(escaped);
        let field = field.map(|field| format!("/{field}")).unwrap_or_default();
        Violation::new(format!("/lines/{}{field}", refused.line), &refused.reason)
    };
    let violations = lines.iter().map(violation).collect();
    Problem::new(known::IMPORT_REFUSED).with_violations(violations)
}

/// RFC 6901, 3.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
