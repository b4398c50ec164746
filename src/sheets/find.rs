//! Reads sheets and their lines, for members.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::count_sheet::{numbers, same_on_paper};
use super::entity::{sheet, sheet_print};
use super::rules::State;
use super::wire::{LineReference, SheetLine, SheetPrint};
use super::{SheetId, SheetPrintId};
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::page::Page;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::signatures::entity::paper_signature;
use crate::signatures::rules::{Standing, State as SignatureState, Visibility};
use crate::signatures::seal;

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    #[error("there is no such petition or sheet")]
    NotFound,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn own_petition(
    app: &App,
    owner: OrganizationId,
    id: PetitionId,
) -> Result<petition::Model, FindError> {
    let found = petition::of(owner).filter(petition::Column::Id.eq(id));
    found.one(&app.db.read).await?.ok_or(FindError::NotFound)
}

pub async fn list_sheets(
    app: &App,
    owner: OrganizationId,
    petition: PetitionId,
    state: Option<State>,
    page: Page,
) -> Result<Vec<sheet::Model>, FindError> {
    use sheet::Column as C;
    own_petition(app, owner, petition).await?;
    let mut found = sheet::of(owner).filter(C::PetitionId.eq(petition));
    if let Some(state) = state {
        found = found.filter(C::State.eq(state.as_str()));
    }
    if let Some(after) = page.after {
        found = found.filter(C::Id.gt(SheetId(after)));
    }
    let found = found.order_by_asc(C::Id).limit(page.fetch());
    Ok(found.all(&app.db.read).await?)
}

pub async fn get_sheet(
    app: &App,
    owner: OrganizationId,
    id: SheetId,
) -> Result<sheet::Model, FindError> {
    let found = sheet::of(owner).filter(sheet::Column::Id.eq(id));
    found.one(&app.db.read).await?.ok_or(FindError::NotFound)
}

pub async fn get_print(
    app: &App,
    owner: OrganizationId,
    id: SheetPrintId,
) -> Result<(sheet_print::Model, Vec<sheet::Model>), FindError> {
    let db = &app.db.read;
    let print = sheet_print::of(owner).filter(sheet_print::Column::Id.eq(id));
    let print = print.one(db).await?.ok_or(FindError::NotFound)?;
    let sheets = sheet::of(owner)
        .filter(sheet::Column::PrintId.eq(id))
        .order_by_asc(sheet::Column::Number);
    Ok((print, sheets.all(db).await?))
}

pub async fn find_print(
    app: &App,
    owner: OrganizationId,
    id: SheetPrintId,
) -> Result<SheetPrint, FindError> {
    let (print, sheets) = get_print(app, owner, id).await?;
    Ok(SheetPrint::of(&print, &sheets))
}

pub async fn list_lines(
    app: &App,
    owner: OrganizationId,
    id: SheetId,
) -> Result<Vec<SheetLine>, FindError> {
    get_sheet(app, owner, id).await?;
    let rows = paper_signature::of(owner)
        .filter(paper_signature::Column::SheetId.eq(id.0))
        .order_by_asc(paper_signature::Column::Line);
    let rows = rows.all(&app.db.read).await?;
    Ok(lines_of(app, &app.db.read, rows).await?)
}

/// As members see them: those that were set aside with what they look like.
pub async fn lines_of(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<paper_signature::Model>,
) -> Result<Vec<SheetLine>, DbErr> {
    let mut shown = Vec::new();
    for row in rows {
        let state = row.state.parse().unwrap_or(SignatureState::Quarantined);
        let same = match state {
            SignatureState::Quarantined => same_on_paper(db, &row).await?,
            _ => Vec::new(),
        };
        let numbers = numbers(db, &same).await?;
        shown.push(line_of(app, &row, state, references(&same, &numbers)));
    }
    Ok(shown)
}

fn references(
    same: &[paper_signature::Model],
    numbers: &HashMap<SheetId, i32>,
) -> Vec<LineReference> {
    let reference = |row: &paper_signature::Model| LineReference {
        sheet_number: numbers
            .get(&SheetId(row.sheet_id))
            .copied()
            .unwrap_or_default(),
        line: row.line,
    };
    let mut found: Vec<_> = same.iter().map(reference).collect();
    found.sort_by_key(|one| (one.sheet_number, one.line));
    found
}

fn line_of(
    app: &App,
    row: &paper_signature::Model,
    state: SignatureState,
    same_as: Vec<LineReference>,
) -> SheetLine {
    SheetLine {
        line: row.line,
        signature_id: row.id,
        state,
        visibility: row.visibility.parse().unwrap_or(Visibility::Counted),
        standing: row.standing.parse().unwrap_or(Standing::Ally),
        name: seal::name_on_paper(app, row).map(|name| name.to_string()),
        same_as,
        signed_on: row.signed_on,
    }
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotFound => Self::new(known::NOT_FOUND),
            FindError::Db(error) => error.into(),
        }
    }
}
