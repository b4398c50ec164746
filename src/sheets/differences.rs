//! Shows on which lines two people do not agree; before both have typed, nobody is shown what the other wrote.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::SheetId;
use super::enter_sheet::entry;
use super::entity::sheet;
use super::held::state_of;
use super::rules::State;
use super::typed::{Lines, differing};
use super::wire::{SheetDifference, SheetDifferences, TypedLine};
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;

/// Why there is nothing to resolve.
#[derive(Debug, thiserror::Error)]
pub enum DifferencesError {
    #[error("there is no such sheet")]
    NotFound,
    #[error("nothing differs on the sheet")]
    Nothing,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn find_differences(
    app: &App,
    caller: &Caller,
    id: SheetId,
) -> Result<SheetDifferences, DifferencesError> {
    let row = sheet::of(caller.organization).filter(sheet::Column::Id.eq(id));
    let row = row.one(&app.db.read).await?;
    let row = row.ok_or(DifferencesError::NotFound)?;
    let (first, second) = both(app, &app.db.read, &row).await?;
    let shown = |line: i32| SheetDifference {
        line,
        first: TypedLine::of(first.get(&line)),
        second: TypedLine::of(second.get(&line)),
    };
    let items = differing(&first, &second).into_iter().map(shown).collect();
    Ok(SheetDifferences {
        sheet_id: id,
        items,
    })
}

/// What both typed, where they do not agree.
pub async fn both(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    row: &sheet::Model,
) -> Result<(Lines, Lines), DifferencesError> {
    if state_of(row) != State::Differs {
        return Err(DifferencesError::Nothing);
    }
    let first = entry(app, db, row, 1).await?;
    let second = entry(app, db, row, 2).await?;
    first.zip(second).ok_or(DifferencesError::Nothing)
}

impl From<DifferencesError> for Problem {
    fn from(error: DifferencesError) -> Self {
        match error {
            DifferencesError::NotFound => Self::new(known::NOT_FOUND),
            DifferencesError::Nothing => Self::new(known::NOTHING_DIFFERS),
            DifferencesError::Db(error) => error.into(),
        }
    }
}
