//! Takes the second factor of a member who has lost it away, and ends their sessions.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::entity::member;
use super::{Caller, MemberId, members, recovery_codes, seal, sessions};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};

/// Why it was not taken away.
#[derive(Debug, thiserror::Error)]
pub enum RemoveTotpError {
    #[error("there is no such member")]
    NoMember,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// By another member, who must be an owner.
pub async fn remove_totp(app: &App, caller: &Caller, id: MemberId) -> Result<(), RemoveTotpError> {
    app.db
        .write(|tx| async move {
            let found = members::find_locked(&tx, caller.organization, id).await?;
            let row = found.ok_or(RemoveTotpError::NoMember)?;
            Ok(take_away(app, &tx, row, caller.actor()).await?)
        })
        .await
}

/// By whoever holds the machine, for the last owner who has lost theirs.
pub async fn remove_totp_by_hand(app: &App, email: &str) -> Result<MemberId, RemoveTotpError> {
    let key = &seal::email_key(app, email);
    app.db
        .write(|tx| async move {
            let found = member::for_jobs().filter(member::Column::EmailKey.eq(key.clone()));
            let row = found.one(&*tx).await?.ok_or(RemoveTotpError::NoMember)?;
            let id = row.id;
            take_away(app, &tx, row, "system".to_owned()).await?;
            Ok(id)
        })
        .await
}

async fn take_away(app: &App, tx: &Tx, row: member::Model, by: String) -> Result<(), DbErr> {
    let (id, organization, revision) = (row.id, row.organization_id, row.revision);
    let mut row = row.into_active_model();
    row.totp_sealed = Set(None);
    row.totp_next_sealed = Set(None);
    row.totp_confirmed_at = Set(None);
    row.totp_last_step = Set(None);
    row.revision = Set(revision + 1);
    row.update(tx).await?;
    recovery_codes::forget(tx, id).await?;
    sessions::end_all(app, tx, id, None, "second-factor-removed").await?;
    audit::record(app, tx, organization, Action::new(by, "remove_totp", id)).await
}

impl From<RemoveTotpError> for Problem {
    fn from(error: RemoveTotpError) -> Self {
        match error {
            RemoveTotpError::NoMember => Self::new(known::NOT_FOUND),
            RemoveTotpError::Db(error) => error.into(),
        }
    }
}
