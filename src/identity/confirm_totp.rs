//! Puts a second factor in force, by its first code. The session that shows it has a second factor from now on.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::attempts::{self, NotNow};
use super::entity::{member, session};
use super::second_factor::{self, NoSecondFactor};
use super::wire::{RecoveryCodes, TotpCode};
use super::{Caller, SessionId, members, recovery_codes, seal, sessions};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};

/// Why the second factor is not in force.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmTotpError {
    #[error("machines have no second factor")]
    Machine,
    #[error("none is being set up")]
    NotStarted,
    #[error(transparent)]
    Wrong(#[from] NoSecondFactor),
    #[error(transparent)]
    NotNow(#[from] NotNow),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn confirm_totp(
    app: &App,
    caller: &Caller,
    given: TotpCode,
) -> Result<RecoveryCodes, ConfirmTotpError> {
    let session = caller.session().map_err(|_| ConfirmTotpError::Machine)?;
    let row = members::find(&app.db.read, caller.organization, caller.member_id()).await?;
    let row = row.ok_or(ConfirmTotpError::Machine)?;
    let next = row.totp_next_sealed.clone();
    let sealed = next.ok_or(ConfirmTotpError::NotStarted)?;
    attempts::begin(app, &row.email_key).await?;
    let secret = seal::open_secret(app, "member.totp", row.id.0, &sealed);
    let step = secret
        .and_then(|secret| second_factor::step_of(&secret, &given.code, None, app.clock.now()))
        .ok_or(NoSecondFactor::Wrong)?;
    let (row, sealed) = (&row, &sealed);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            put_in_force(app, tx, row, sealed, step).await?;
            raise(app, tx, session).await?;
            sessions::end_all(app, tx, row.id, Some(session), "second-factor-changed").await?;
            let entry = Action::new(caller.actor(), "confirm_totp", row.id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(recovery_codes::replace(app, tx, row.id).await?)
        })
        .await
}

async fn put_in_force(
    app: &App,
    tx: &Tx,
    row: &member::Model,
    sealed: &[u8],
    step: i64,
) -> Result<(), ConfirmTotpError> {
    let present = members::find_locked(tx, row.organization_id, row.id).await?;
    let present = present.filter(|present| present.totp_next_sealed.as_deref() == Some(sealed));
    let mut present = present
        .ok_or(ConfirmTotpError::NotStarted)?
        .into_active_model();
    present.totp_sealed = Set(Some(sealed.to_vec()));
    present.totp_next_sealed = Set(None);
    present.totp_confirmed_at = Set(Some(app.clock.now()));
    present.totp_last_step = Set(Some(step));
    present.revision = Set(row.revision + 1);
    present.update(tx).await?;
    Ok(attempts::forgive(tx, &row.email_key).await?)
}

async fn raise(app: &App, tx: &Tx, session: SessionId) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(
            session::Column::SecondFactorAt,
            Expr::value(app.clock.now()),
        )
        .filter(session::Column::Id.eq(session))
        .exec(tx)
        .await
        .map(drop)
}

impl From<ConfirmTotpError> for Problem {
    fn from(error: ConfirmTotpError) -> Self {
        match error {
            ConfirmTotpError::Machine => Self::new(known::FORBIDDEN),
            ConfirmTotpError::NotStarted => Self::new(known::SECOND_FACTOR_NOT_STARTED),
            ConfirmTotpError::Wrong(error) => error.into(),
            ConfirmTotpError::NotNow(error) => error.into(),
            ConfirmTotpError::Db(error) => error.into(),
        }
    }
}
