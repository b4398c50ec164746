//! Registers sheets before they are printed, each with a number and a code, and freezes the text that will be signed on them.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
};

use super::entity::{sheet, sheet_print};
use super::held::{self, HeldError};
use super::rules::{Paper, State};
use super::wire::{NewSheetPrint, SheetPrint};
use super::{SheetId, SheetPrintId, code};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Fields, Invalid, Once, Problem, catalogue as known};
use crate::identity::Caller;
use crate::identity::entity::organization;
use crate::ids;
use crate::petitions::entity::petition;
use crate::petitions::rules::State as PetitionState;
use crate::petitions::{PetitionId, state_now};
use crate::signatures::freeze_texts;

const LINES: i32 = 10;
const DESTROYED_AFTER_DAYS: i32 = 30;
/// A petition of ten thousand lines is for the machine, not for the hand; and every number fits on the sheet.
const MOST_SHEETS: i32 = 9_999;

/// Why nothing was printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintSheetsError {
    #[error("nobody signs this petition now")]
    NotOpen,
    #[error("nobody could open the address on it")]
    NoPublicAddress,
    #[error("the petition has all the sheets that it may have")]
    TooMany,
    #[error(transparent)]
    Held(#[from] HeldError),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn print_sheets(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    new: &NewSheetPrint,
    once: &Once,
) -> Result<SheetPrint, PrintSheetsError> {
    let mut fields = Fields::default();
    let kept_at = &fields.line("/kept_at", &new.kept_at, 120);
    fields.done()?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let petition = held::petition(tx, caller.organization, id).await?;
            check(app, tx, &petition).await?;
            // Ink cannot be changed: from now on the text stays as it is printed.
            freeze_texts(tx, vec![petition.id], app.clock.now()).await?;
            let print = print(app, caller, &petition, new, kept_at)
                .insert(tx)
                .await?;
            let rows = sheets(app, tx, &print).await?;
            let made = SheetPrint::of(&print, &rows);
            let entry = audit::Action::new(caller.actor(), "print_sheets", petition.id);
            let entry = entry.detail(serde_json::json!({"sheets": rows.len()}));
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

async fn check(app: &App, tx: &Tx, petition: &petition::Model) -> Result<(), PrintSheetsError> {
    let state = state_now(petition, None, app.clock.now());
    if !matches!(state, PetitionState::Open | PetitionState::Paused) {
        return Err(PrintSheetsError::NotOpen);
    }
    must_have_address(app, tx, petition).await
}

/// What the code leads to can be opened by those who hold the paper; in a rehearsal nobody does.
pub async fn must_have_address(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    petition: &petition::Model,
) -> Result<(), PrintSheetsError> {
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(petition.organization_id))
        .one(db)
        .await?;
    if app.settings.has_public_address() || owner.is_some_and(|owner| owner.is_demo) {
        Ok(())
    } else {
        Err(PrintSheetsError::NoPublicAddress)
    }
}

fn print(
    app: &App,
    caller: &Caller,
    petition: &petition::Model,
    new: &NewSheetPrint,
    kept_at: &str,
) -> sheet_print::ActiveModel {
    sheet_print::Model {
        id: SheetPrintId(ids::timely(&app.clock, &app.entropy)),
        organization_id: caller.organization,
        petition_id: petition.id,
        version_number: petition.current_version,
        language: new.language.as_str().to_owned(),
        paper: new.paper.unwrap_or(Paper::Letter).as_str().to_owned(),
        lines: new.lines.unwrap_or(LINES),
        sheets: new.sheets,
        kept_at: kept_at.to_owned(),
        destroyed_after_days: new.destroyed_after_days.unwrap_or(DESTROYED_AFTER_DAYS),
        printed_by: caller.member_id(),
        created_at: app.clock.now(),
    }
    .into_active_model()
    .reset_all()
}

async fn sheets(
    app: &App,
    tx: &Tx,
    print: &sheet_print::Model,
) -> Result<Vec<sheet::Model>, PrintSheetsError> {
    let last = sheet::of(print.organization_id)
        .filter(sheet::Column::PetitionId.eq(print.petition_id))
        .order_by_desc(sheet::Column::Number);
    let last = last.one(tx).await?.map_or(0, |row| row.number);
    if last + print.sheets > MOST_SHEETS {
        return Err(PrintSheetsError::TooMany);
    }
    let numbers = last + 1..=last + print.sheets;
    let rows: Vec<sheet::Model> = numbers.map(|number| blank(app, print, number)).collect();
    let made = rows
        .iter()
        .cloned()
        .map(|row| row.into_active_model().reset_all());
    sheet::Entity::insert_many(made)
        .exec_without_returning(tx)
        .await?;
    Ok(rows)
}

fn blank(app: &App, print: &sheet_print::Model, number: i32) -> sheet::Model {
    sheet::Model {
        id: SheetId(ids::timely(&app.clock, &app.entropy)),
        organization_id: print.organization_id,
        petition_id: print.petition_id,
        print_id: print.id,
        number,
        code: code::fresh(app),
        version_number: print.version_number,
        language: print.language.clone(),
        lines: print.lines,
        state: State::Printed.as_str().to_owned(),
        left_out: "[]".to_owned(),
        first_by: None,
        second_by: None,
        revision: 1,
        printed_on: app.clock.today(),
        counted_on: None,
    }
}

impl From<PrintSheetsError> for Problem {
    fn from(error: PrintSheetsError) -> Self {
        use PrintSheetsError as E;
        match error {
            E::NotOpen => Self::new(known::PETITION_NOT_OPEN),
            E::NoPublicAddress => Self::new(known::NO_PUBLIC_ADDRESS),
            E::TooMany => Self::new(known::TOO_MANY_SHEETS),
            E::Held(error) => error.into(),
            E::Invalid(error) => error.into(),
            E::Once(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
