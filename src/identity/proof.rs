//! Asks a signed-in member for their password again, before something that a stolen access token must not do.

use sea_orm::DbErr;

use super::attempts::{self, NotNow};
use super::entity::member;
use super::password::{self, HashFailed};
use super::{Caller, members};
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// Why the password was not taken as proof.
#[derive(Debug, thiserror::Error)]
pub enum NotProved {
    #[error("machines have no password")]
    Machine,
    #[error("the password is another")]
    Wrong,
    #[error(transparent)]
    NotNow(#[from] NotNow),
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The member's row, once the password fits. Tries count as those at the door do.
pub async fn by_password(
    app: &App,
    caller: &Caller,
    password: String,
) -> Result<member::Model, NotProved> {
    caller.session().map_err(|_| NotProved::Machine)?;
    let row = members::find(&app.db.read, caller.organization, caller.member_id()).await?;
    let row = row.ok_or(NotProved::Machine)?;
    attempts::begin(app, &row.email_key).await?;
    if !password::verify(password, row.password_hash.clone()).await? {
        return Err(NotProved::Wrong);
    }
    Ok(row)
}

impl From<NotProved> for Problem {
    fn from(error: NotProved) -> Self {
        match error {
            NotProved::Machine => Self::new(known::FORBIDDEN),
            NotProved::Wrong => Self::new(known::PASSWORD_WRONG),
            NotProved::NotNow(error) => error.into(),
            NotProved::Hash(error) => Self::broken("password", &error),
            NotProved::Db(error) => error.into(),
        }
    }
}
