//! Decides about one line that was counted or set aside: by sheet and line, as whoever signed on paper can name it.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::SheetId;
use super::entity::sheet;
use super::find::lines_of;
use super::held::{self, HeldError};
use super::rules::LineMove;
use super::twins::address_counts;
use super::wire::SheetLine;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{IfMatch, Problem, catalogue as known};
use crate::identity::Caller;
use crate::signatures::entity::paper_signature::{self, ActiveModel, Column, Model};
use crate::signatures::rules::{State, TransitionError, next};
use crate::signatures::{Counters, forget_on_paper, note_deletion};

/// Why the line stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum MoveLineError {
    #[error("there is no such line")]
    NotFound,
    #[error("the address of the line counts already")]
    AddressCounts,
    #[error(transparent)]
    Transition(#[from] TransitionError),
    #[error(transparent)]
    Held(#[from] HeldError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn move_line(
    app: &App,
    caller: &Caller,
    (id, line): (SheetId, i32),
    by: LineMove,
    read: &IfMatch,
) -> Result<(SheetLine, i32), MoveLineError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let (_, sheet) = held::sheet(tx, caller.organization, id, read).await?;
            let row = find(tx, &sheet, line).await?;
            let state: State = row.state.parse().map_err(|_| MoveLineError::NotFound)?;
            // Set aside or not, it was as good as confirmed on paper.
            let to = next(state, by.transition(), true)?;
            if by == LineMove::Count && address_counts(tx, &row).await? {
                return Err(MoveLineError::AddressCounts);
            }
            let mut counters = Counters::default();
            counters.moved_on_paper(&row, Some(state), to);
            let signature = row.id;
            let row = moved(app, row, by, to).update(tx).await?;
            counters.write(tx).await?;
            if matches!(by, LineMove::Withdraw | LineMove::Erase) {
                note_deletion(app, tx, signature).await?;
            }
            let entry = audit::Action::new(caller.actor(), "move_sheet_line", sheet.id);
            let detail = serde_json::json!({"line": line, "move": by.as_str()});
            audit::record(app, tx, caller.organization, entry.detail(detail)).await?;
            let revision = bump(tx, sheet).await?;
            let shown = lines_of(app, tx, vec![row]).await?.pop();
            Ok((shown.ok_or(MoveLineError::NotFound)?, revision))
        })
        .await
}

async fn find(tx: &Tx, sheet: &sheet::Model, line: i32) -> Result<Model, MoveLineError> {
    let found = paper_signature::of(sheet.organization_id)
        .filter(Column::SheetId.eq(sheet.id.0))
        .filter(Column::Line.eq(line));
    found.one(tx).await?.ok_or(MoveLineError::NotFound)
}

fn moved(app: &App, row: Model, by: LineMove, to: State) -> ActiveModel {
    let ends = to != State::Confirmed;
    let mut row = row.into_active_model();
    row.state = Set(to.as_str().to_owned());
    row.reason = Set(Some(by.as_str().to_owned()));
    row.ended_on = Set(ends.then(|| app.clock.today()));
    if matches!(by, LineMove::Withdraw | LineMove::Erase) {
        forget_on_paper(&mut row);
    }
    if by == LineMove::Erase {
        row.workplace_id = Set(None);
        row.division_id = Set(None);
    }
    row
}

async fn bump(tx: &Tx, sheet: sheet::Model) -> Result<i32, DbErr> {
    let revision = sheet.revision + 1;
    let mut sheet = sheet.into_active_model();
    sheet.revision = Set(revision);
    sheet.update(tx).await?;
    Ok(revision)
}

impl From<MoveLineError> for Problem {
    fn from(error: MoveLineError) -> Self {
        match error {
            MoveLineError::NotFound => Self::new(known::NOT_FOUND),
            MoveLineError::Transition(error) => {
                Self::new(known::SIGNATURE_STATE).because(format!("Here {error}."))
            }
            MoveLineError::AddressCounts => Self::new(known::SIGNATURE_STATE).because(
                "Here the line's address counts already, online or on another line, and each address counts once.",
            ),
            MoveLineError::Held(error) => error.into(),
            MoveLineError::Db(error) => error.into(),
        }
    }
}
