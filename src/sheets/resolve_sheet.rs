//! Says what stands on the lines that two people read differently; then the sheet is counted.

use sea_orm::DbErr;

use super::SheetId;
use super::count_sheet::count_sheet;
use super::differences::{DifferencesError, both};
use super::enter_sheet::{EnterSheetError, checked};
use super::held::{self, HeldError};
use super::typed::{Lines, differing, without_empty};
use super::wire::{NewSheetResolution, Sheet};
use crate::app::App;
use crate::audit;
use crate::http::{IfMatch, Problem, Violation};
use crate::identity::Caller;

/// Why nothing was resolved.
#[derive(Debug, thiserror::Error)]
pub enum ResolveSheetError {
    #[error("other lines are resolved than those that differ")]
    OtherLines,
    #[error(transparent)]
    Held(#[from] HeldError),
    #[error(transparent)]
    Differences(#[from] DifferencesError),
    #[error(transparent)]
    Entry(#[from] EnterSheetError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn resolve_sheet(
    app: &App,
    caller: &Caller,
    id: SheetId,
    new: &NewSheetResolution,
    read: &IfMatch,
) -> Result<(Sheet, i32), ResolveSheetError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let (petition, row) = held::sheet(tx, caller.organization, id, read).await?;
            let (mut agreed, second) = both(app, tx, &row).await?;
            held::must_take_paper(app, &petition)?;
            let resolved = checked(app, tx, &row, &new.lines).await?;
            let open = differing(&agreed, &second);
            if !resolved.keys().eq(open.iter()) {
                return Err(ResolveSheetError::OtherLines);
            }
            replace(&mut agreed, resolved);
            let lines = without_empty(agreed);
            let row = count_sheet(app, tx, caller, (&petition, row), &lines).await?;
            let entry = audit::Action::new(caller.actor(), "resolve_sheet", row.id);
            let entry = entry.detail(serde_json::json!({"lines": open.len()}));
            audit::record(app, tx, caller.organization, entry).await?;
            let revision = row.revision;
            Ok((Sheet::from(row), revision))
        })
        .await
}

fn replace(agreed: &mut Lines, resolved: Lines) {
    for (line, what) in resolved {
        agreed.insert(line, what);
    }
}

impl From<ResolveSheetError> for Problem {
    fn from(error: ResolveSheetError) -> Self {
        use ResolveSheetError as E;
        match error {
            E::OtherLines => Self::invalid(vec![Violation::new(
                "/lines",
                "must be exactly the lines that differ",
            )]),
            E::Held(error) => error.into(),
            E::Differences(error) => error.into(),
            E::Entry(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
