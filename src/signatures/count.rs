//! The exact number of signatures of a petition, read from one row however many there are.

use sea_orm::{ColumnTrait, DbErr, QueryFilter};

use super::door::state_now;
use super::entity::petition_tally::{Column, for_jobs};
use super::rules::State;
use super::wire::SignatureCount;
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;
use crate::petitions::rules::{State as PetitionState, is_public};

/// Why there is no count.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    #[error("there is no such petition")]
    NotFound,
    #[error("the petition was taken down")]
    Removed,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn count(app: &App, id: PetitionId) -> Result<SignatureCount, CountError> {
    let db = &app.db.read;
    let found = petition::for_jobs()
        .filter(petition::Column::Id.eq(id))
        .one(db)
        .await?;
    let petition = found.ok_or(CountError::NotFound)?;
    match state_now(&petition, app.clock.now()) {
        Some(PetitionState::Removed) => return Err(CountError::Removed),
        Some(state) if is_public(state) => {}
        _ => return Err(CountError::NotFound),
    }
    let row = for_jobs()
        .filter(Column::PetitionId.eq(id))
        .filter(Column::State.eq(State::Confirmed.as_str()));
    let row = row.one(db).await?;
    let (confirmed, on_paper) = row.map_or((0, 0), |row| (row.number, row.on_paper));
    Ok(SignatureCount {
        petition_id: id,
        confirmed,
        online: confirmed - on_paper,
        on_paper,
        goal: petition.goal,
    })
}

impl From<CountError> for Problem {
    fn from(error: CountError) -> Self {
        match error {
            CountError::NotFound => Self::new(known::NOT_FOUND),
            CountError::Removed => Self::new(known::PETITION_REMOVED),
            CountError::Db(error) => error.into(),
        }
    }
}
