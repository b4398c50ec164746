//! Forgets what was typed from a sheet that is not counted yet, so that it can be typed anew.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::SheetId;
use super::count_sheet::drop_entries;
use super::entity::sheet;
use super::held::{self, HeldError, state_of};
use super::rules::State;
use super::wire::Sheet;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{IfMatch, Problem, catalogue as known};
use crate::identity::Caller;

/// Why everything stays.
#[derive(Debug, thiserror::Error)]
pub enum DiscardEntriesError {
    #[error("the sheet is counted")]
    Counted,
    #[error(transparent)]
    Held(#[from] HeldError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn discard_entries(
    app: &App,
    caller: &Caller,
    id: SheetId,
    read: &IfMatch,
) -> Result<(Sheet, i32), DiscardEntriesError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let (_, row) = held::sheet(tx, caller.organization, id, read).await?;
            if state_of(&row) == State::Counted {
                return Err(DiscardEntriesError::Counted);
            }
            let row = begin_anew(tx, row).await?;
            let entry = audit::Action::new(caller.actor(), "discard_sheet_entries", row.id);
            audit::record(app, tx, caller.organization, entry).await?;
            let revision = row.revision;
            Ok((Sheet::from(row), revision))
        })
        .await
}

/// As if nobody had typed it.
pub async fn begin_anew(tx: &Tx, row: sheet::Model) -> Result<sheet::Model, DbErr> {
    drop_entries(tx, row.id).await?;
    let revision = row.revision + 1;
    let mut row = row.into_active_model();
    row.state = Set(State::Printed.as_str().to_owned());
    row.first_by = Set(None);
    row.second_by = Set(None);
    row.revision = Set(revision);
    row.update(tx).await
}

impl From<DiscardEntriesError> for Problem {
    fn from(error: DiscardEntriesError) -> Self {
        match error {
            DiscardEntriesError::Counted => Self::new(known::SHEET_ENTERED),
            DiscardEntriesError::Held(error) => error.into(),
            DiscardEntriesError::Db(error) => error.into(),
        }
    }
}
