//! Moves one signature from a state to the next, with what that destroys and what it does to the counts.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::SignatureId;
use super::codes::Slip;
use super::counters::Counters;
use super::entity::signature::{ActiveModel, Column, Model, of};
use super::proven::{held, proven};
use super::rules::{self, State, Transition, TransitionError};
use super::sign::hour;
use crate::app::App;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;

/// Why a signature stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("there is no such signature")]
    NotFound,
    #[error(transparent)]
    Transition(#[from] TransitionError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// A signature of the organization, held until the transaction ends.
pub async fn own(
    tx: &Tx,
    organization: OrganizationId,
    id: SignatureId,
) -> Result<Model, ChangeError> {
    let found = held(tx, of(organization).filter(Column::Id.eq(id)));
    found.one(tx).await?.ok_or(ChangeError::NotFound)
}

/// The signature of a token or code, held until the transaction ends.
pub async fn by_slip(app: &App, tx: &Tx, slip: &Slip) -> Result<Option<Model>, DbErr> {
    let found = proven(app, tx, std::slice::from_ref(slip), app.clock.now()).await?;
    Ok(found.into_iter().next().flatten())
}

pub fn state_of(row: &Model) -> Result<State, ChangeError> {
    row.state.parse().map_err(|_| ChangeError::NotFound)
}

/// Asks the rules and counts the move; the row itself is for the caller to finish and write.
pub fn step(
    row: Model,
    by: Transition,
    now: DateTime<Utc>,
    counters: &mut Counters,
) -> Result<(State, ActiveModel), ChangeError> {
    let from = state_of(&row)?;
    let to = rules::next(from, by, row.confirmed_at.is_some())?;
    counters.moved(&row, from, to);
    let ends = !matches!(to, State::Pending | State::Confirmed | State::Quarantined);
    let mut row = row.into_active_model();
    row.state = Set(to.as_str().to_owned());
    row.ended_at = Set(ends.then(|| hour(now)));
    Ok((to, row))
}

/// Takes out what tells who it was. The key that finds repeats goes too, so that the person may sign anew.
pub fn forget_person(row: &mut ActiveModel, id: SignatureId) {
    row.address_sealed = Set(None);
    row.name_sealed = Set(None);
    row.comment_sealed = Set(None);
    row.comment_state = Set("none".to_owned());
    row.wants_updates = Set(false);
    row.dedupe_key = Set(id.0.as_bytes().to_vec());
}

/// Writes the row, its reason and its batch.
pub async fn write(
    tx: &Tx,
    mut row: ActiveModel,
    reason: Option<String>,
    batch: Option<Uuid>,
) -> Result<Model, DbErr> {
    row.reason = Set(reason);
    row.batch = Set(batch);
    row.update(tx).await
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::new(known::NOT_FOUND),
            ChangeError::Transition(error) => {
                Self::new(known::SIGNATURE_STATE).because(format!("Here {error}."))
            }
            ChangeError::Db(error) => error.into(),
        }
    }
}
