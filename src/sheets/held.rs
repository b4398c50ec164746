//! Finds a sheet and its petition, and holds both until the transaction ends: two people may send the same sheet at once.

use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, QueryFilter, QuerySelect, Select,
};

use super::SheetId;
use super::entity::sheet;
use super::rules::{State, returns_until, takes_paper};
use crate::app::App;
use crate::db::Tx;
use crate::http::{IfMatch, Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::petitions::entity::petition;
use crate::petitions::{PetitionId, state_now};

/// Why nothing can be done with a sheet.
#[derive(Debug, thiserror::Error)]
pub enum HeldError {
    #[error("there is no such petition or sheet")]
    NotFound,
    #[error("somebody has changed the sheet meanwhile")]
    Changed,
    #[error("what comes back on paper is not taken any more, or not yet")]
    TooLate,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The petition's row in a mode that lets others sign meanwhile, but nobody count another sheet.
pub async fn petition(
    tx: &Tx,
    owner: OrganizationId,
    id: PetitionId,
) -> Result<petition::Model, HeldError> {
    let row = petition::of(owner).filter(petition::Column::Id.eq(id));
    held(tx, row).one(tx).await?.ok_or(HeldError::NotFound)
}

fn held<E: EntityTrait>(tx: &Tx, rows: Select<E>) -> Select<E> {
    match tx.get_database_backend() {
        DbBackend::Postgres => rows.lock(LockType::NoKeyUpdate),
        _ => rows,
    }
}

/// A sheet by its id, and its petition; `read` is what the caller has seen of it.
pub async fn sheet(
    tx: &Tx,
    owner: OrganizationId,
    id: SheetId,
    read: &IfMatch,
) -> Result<(petition::Model, sheet::Model), HeldError> {
    let found = || sheet::of(owner).filter(sheet::Column::Id.eq(id));
    let row = found().one(tx).await?.ok_or(HeldError::NotFound)?;
    let petition = petition(tx, owner, row.petition_id).await?;
    let row = found().one(tx).await?.ok_or(HeldError::NotFound)?;
    read.check(row.revision).map_err(|_| HeldError::Changed)?;
    Ok((petition, row))
}

/// A sheet by what is printed on it.
pub async fn by_code(
    tx: &Tx,
    petition: &petition::Model,
    code: &str,
) -> Result<sheet::Model, HeldError> {
    let row = sheet::of(petition.organization_id)
        .filter(sheet::Column::PetitionId.eq(petition.id))
        .filter(sheet::Column::Code.eq(code));
    row.one(tx).await?.ok_or(HeldError::NotFound)
}

/// Whether the petition takes what came back on paper at this moment.
pub fn must_take_paper(app: &App, petition: &petition::Model) -> Result<(), HeldError> {
    let now = app.clock.now();
    let until = returns_until(petition.closes_at, petition.closed_at);
    if takes_paper(state_now(petition, None, now), until, now) {
        Ok(())
    } else {
        Err(HeldError::TooLate)
    }
}

pub fn state_of(row: &sheet::Model) -> State {
    row.state.parse().unwrap_or(State::Printed)
}

impl From<HeldError> for Problem {
    fn from(error: HeldError) -> Self {
        match error {
            HeldError::NotFound => Self::new(known::NOT_FOUND),
            HeldError::Changed => Self::new(known::PRECONDITION_FAILED),
            HeldError::TooLate => Self::new(known::PAPER_NOT_TAKEN),
            HeldError::Db(error) => error.into(),
        }
    }
}
