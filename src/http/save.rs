//! Why a plain thing, such as a division or a campaign, was not made or changed.

use sea_orm::DbErr;

use super::catalogue as known;
use super::fields::Invalid;
use super::idempotency::NotOnce;
use super::problem::Problem;

/// The facts that all plain makings and changes share; what has rules of its own has an enum of its own.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    #[error("there is no such thing in this organization")]
    Unknown,
    #[error("it has changed since it was read")]
    Changed,
    #[error("something still refers to it")]
    InUse,
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

impl From<SaveError> for Problem {
    fn from(error: SaveError) -> Self {
        match error {
            SaveError::Unknown => Self::new(known::NOT_FOUND),
            SaveError::Changed => Self::new(known::PRECONDITION_FAILED),
            SaveError::InUse => Self::new(known::STILL_IN_USE),
            SaveError::Invalid(invalid) => invalid.into(),
            SaveError::Once(error) => error.into(),
            SaveError::Db(error) => error.into(),
        }
    }
}
