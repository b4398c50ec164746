//! Takes what one person reads on a sheet: the first waits for a second, and where both agree the sheet is counted.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::code;
use super::count_sheet::{count_sheet, drop_entries};
use super::entity::{sheet, sheet_entry};
use super::held::{self, HeldError, state_of};
use super::rules::State;
use super::typed::{self, Lines, Measure};
use super::wire::{NewSheetEntry, NewSheetLine, Sheet};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Once, Problem, Violation, catalogue as known};
use crate::identity::Caller;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum EnterSheetError {
    #[error("the body is not a sheet's")]
    Invalid(Vec<Violation>),
    #[error("the second entry is not another person's")]
    SamePerson,
    #[error("two people have typed this sheet before")]
    EnteredBefore,
    #[error(transparent)]
    Held(#[from] HeldError),
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn enter_sheet(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    new: &NewSheetEntry,
    once: &Once,
) -> Result<Sheet, EnterSheetError> {
    let code = &code::read(&new.sheet_code).ok_or_else(|| {
        let detail = "is mistyped: the last two characters check the others";
        EnterSheetError::Invalid(vec![Violation::new("/sheet_code", detail)])
    })?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let petition = held::petition(tx, caller.organization, id).await?;
            let row = held::by_code(tx, &petition, code).await?;
            let taken = take(app, tx, caller, (&petition, row), new).await?;
            let taken = Sheet::from(taken);
            once.keep(app, tx, &taken).await?;
            Ok(taken)
        })
        .await
}

async fn take(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    (petition, row): (&petition::Model, sheet::Model),
    new: &NewSheetEntry,
) -> Result<sheet::Model, EnterSheetError> {
    match state_of(&row) {
        State::Printed => {}
        State::EnteredOnce if row.first_by == Some(caller.member_id()) => {
            return Err(EnterSheetError::SamePerson);
        }
        State::EnteredOnce => {}
        State::Differs | State::Counted => return Err(EnterSheetError::EnteredBefore),
    }
    held::must_take_paper(app, petition)?;
    let lines = checked(app, tx, &row, &new.lines).await?;
    let lines = typed::without_empty(lines);
    if state_of(&row) == State::Printed {
        return first(app, tx, caller, row, &lines).await;
    }
    let Some(before) = entry(app, tx, &row, 1).await? else {
        // What was typed first is gone; nobody loses anything by beginning anew.
        return first(app, tx, caller, row, &lines).await;
    };
    let differing = typed::differing(&before, &lines).len();
    let mut entered = row.clone().into_active_model();
    entered.second_by = Set(Some(caller.member_id()));
    let row = if differing == 0 {
        let row = entered.update(tx).await?;
        count_sheet(app, tx, caller, (petition, row), &lines).await?
    } else {
        keep(app, tx, &row, 2, &lines).await?;
        entered.state = Set(State::Differs.as_str().to_owned());
        entered.revision = Set(row.revision + 1);
        entered.update(tx).await?
    };
    let detail = serde_json::json!({"entry": 2, "differing": differing});
    note(app, tx, caller, &row, detail).await?;
    Ok(row)
}

async fn first(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    row: sheet::Model,
    lines: &Lines,
) -> Result<sheet::Model, EnterSheetError> {
    drop_entries(tx, row.id).await?;
    keep(app, tx, &row, 1, lines).await?;
    let revision = row.revision + 1;
    let mut entered = row.into_active_model();
    entered.state = Set(State::EnteredOnce.as_str().to_owned());
    entered.first_by = Set(Some(caller.member_id()));
    entered.revision = Set(revision);
    let row = entered.update(tx).await?;
    note(app, tx, caller, &row, serde_json::json!({"entry": 1})).await?;
    Ok(row)
}

async fn keep(
    app: &App,
    tx: &Tx,
    row: &sheet::Model,
    ordinal: i32,
    lines: &Lines,
) -> Result<(), DbErr> {
    let entry = sheet_entry::ActiveModel {
        sheet_id: Set(row.id),
        ordinal: Set(ordinal),
        organization_id: Set(row.organization_id),
        lines_sealed: Set(typed::seal(app, row.id, lines)?),
        created_at: Set(app.clock.now()),
    };
    entry.insert(tx).await.map(drop)
}

/// The entry says who typed which sheet, and nothing of what stands on it.
async fn note(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    row: &sheet::Model,
    detail: serde_json::Value,
) -> Result<(), DbErr> {
    let action = audit::Action::new(caller.actor(), "enter_sheet", row.id).detail(detail);
    audit::record(app, tx, caller.organization, action).await
}

/// What one of the two typed.
pub async fn entry(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    row: &sheet::Model,
    ordinal: i32,
) -> Result<Option<Lines>, DbErr> {
    use sheet_entry::Column as C;
    let found = sheet_entry::for_jobs()
        .filter(C::SheetId.eq(row.id))
        .filter(C::Ordinal.eq(ordinal));
    match found.one(db).await? {
        Some(found) => typed::open(app, row.id, &found.lines_sealed).map(Some),
        None => Ok(None),
    }
}

/// The lines as they can be counted, with every mistake.
pub async fn checked(
    app: &App,
    tx: &Tx,
    row: &sheet::Model,
    new: &[NewSheetLine],
) -> Result<Lines, EnterSheetError> {
    let measure = Measure {
        lines: row.lines,
        printed_on: row.printed_on,
        today: app.clock.today(),
    };
    let lines = typed::typed(new, measure).map_err(EnterSheetError::Invalid)?;
    let strange = typed::check_workplaces(tx, row.organization_id, new, &lines).await?;
    if strange.is_empty() {
        Ok(lines)
    } else {
        Err(EnterSheetError::Invalid(strange))
    }
}

impl From<EnterSheetError> for Problem {
    fn from(error: EnterSheetError) -> Self {
        use EnterSheetError as E;
        match error {
            E::Invalid(violations) => Self::invalid(violations),
            E::SamePerson => Self::new(known::SECOND_PERSON_NEEDED),
            E::EnteredBefore => Self::new(known::SHEET_ENTERED),
            E::Held(error) => error.into(),
            E::Once(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
