//! What can stand in the way of a photograph.

use sea_orm::DbErr;

use crate::http::{Problem, catalogue as known};
use crate::review::trouble::ReviewError;
use crate::testimony::mailbox::MailboxError;
use crate::testimony::photograph::Fault;

/// Why a photograph was not taken, shown or decided about.
#[derive(Debug, thiserror::Error)]
pub enum PhotographError {
    #[error("the testimony has as many photographs as it may have")]
    TooMany,
    #[error("the testimony has no such photograph")]
    Unknown,
    #[error("too much is waiting")]
    Busy,
    #[error("the body did not arrive")]
    Body(poem::Error),
    #[error(transparent)]
    Fault(#[from] Fault),
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error(transparent)]
    Review(#[from] ReviewError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

impl From<PhotographError> for poem::Error {
    fn from(error: PhotographError) -> Self {
        use PhotographError as E;
        let problem = match error {
            E::TooMany => Problem::new(known::TOO_MANY_PHOTOGRAPHS),
            E::Unknown => Problem::new(known::NOT_FOUND),
            E::Busy => Problem::new(known::BUSY).retry_after(10),
            E::Body(error) => return error,
            E::Fault(error) => error.into(),
            E::Mailbox(error) => error.into(),
            E::Review(error) => error.into(),
            E::Db(error) => error.into(),
        };
        problem.into()
    }
}
