//! Changes a member's own name or password; a new password ends their other sessions.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::me::{self, GetMeError};
use super::proof::{self, NotProved};
use super::wire::{ChangeMe, Me};
use super::{Caller, attempts, members, password, seal, sessions};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::{Fields, IfMatch, Invalid, Problem, catalogue as known};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeMeError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("it has changed since it was read")]
    Changed,
    #[error(transparent)]
    NotProved(#[from] NotProved),
    #[error(transparent)]
    Hash(#[from] password::HashFailed),
    #[error(transparent)]
    Me(#[from] GetMeError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn change_me(
    app: &App,
    caller: &Caller,
    change: ChangeMe,
    read: &IfMatch,
) -> Result<(Me, i32), ChangeMeError> {
    let session = caller.session().map_err(|_| NotProved::Machine)?;
    let mut fields = Fields::default();
    let name = change.name.map(|name| fields.name("/name", &name, 120));
    fields.done()?;
    let hash = match change.password {
        Some(password) => {
            proof::by_password(app, caller, password.old).await?;
            Some(password::hash(app, password.new).await?)
        }
        None => None,
    };
    let (name, hash) = (&name, &hash);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = members::find_locked(tx, caller.organization, caller.member_id()).await?;
            let row = found.ok_or(NotProved::Machine)?;
            read.check(row.revision)
                .map_err(|_| ChangeMeError::Changed)?;
            let (revision, email_key, id) = (row.revision + 1, row.email_key.clone(), row.id);
            let mut row = row.into_active_model();
            row.revision = Set(revision);
            if let Some(name) = name {
                row.name_sealed = Set(seal::seal(app, "member.name", id.0, name));
            }
            if let Some(hash) = hash {
                row.password_hash = Set(hash.clone());
                attempts::forgive(tx, &email_key).await?;
                sessions::end_all(app, tx, id, Some(session), "password-changed").await?;
                let entry = Action::new(caller.actor(), "change_password", id);
                audit::record(app, tx, caller.organization, entry).await?;
            }
            row.update(tx).await?;
            Ok::<_, ChangeMeError>(())
        })
        .await?;
    Ok(me::get_me(app, caller).await?)
}

impl From<ChangeMeError> for Problem {
    fn from(error: ChangeMeError) -> Self {
        match error {
            ChangeMeError::Invalid(invalid) => invalid.into(),
            ChangeMeError::Changed => Self::new(known::PRECONDITION_FAILED),
            ChangeMeError::NotProved(error) => error.into(),
            ChangeMeError::Hash(error) => Self::broken("password", &error),
            ChangeMeError::Me(error) => error.into(),
            ChangeMeError::Db(error) => error.into(),
        }
    }
}
