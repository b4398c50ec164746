//! Opens a session: address and password, and the second factor where one is set up.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter,
};

use super::attempts::{self, NotNow};
use super::entity::{member, session};
use super::password::{self, HashFailed};
use super::second_factor::{self, NoSecondFactor};
use super::sessions::{self, hand_out};
use super::wire::{NewSession, Session};
use super::{SessionId, recovery_codes, seal};
use crate::app::App;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::ids;

/// Why no session was opened. One answer for unknown addresses and wrong passwords.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the address or the password is wrong")]
    Wrong,
    #[error(transparent)]
    SecondFactor(#[from] NoSecondFactor),
    #[error(transparent)]
    NotNow(#[from] NotNow),
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn sign_in(app: &App, new: NewSession) -> Result<Session, SignInError> {
    let key = seal::email_key(app, &new.email);
    attempts::begin(app, &key).await?;
    let found = member::for_jobs()
        .filter(member::Column::EmailKey.eq(key))
        .one(&app.db.read)
        .await?;
    let Some(member) = found.filter(|member| member.state == "active") else {
        password::verify_nothing(new.password).await?;
        return Err(SignInError::Wrong);
    };
    if !password::verify(new.password, member.password_hash.clone()).await? {
        return Err(SignInError::Wrong);
    }
    let codes = (new.totp_code.as_deref(), new.recovery_code.as_deref());
    let shown = shown(app, &member, codes)?;
    open_session(app, &member, &shown).await
}

/// What was shown beside the password.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    Nothing,
    /// The time step of the code of an authenticator app.
    Step(i64),
    /// The hash of a recovery code; whether it is still good shows when it is burned.
    RecoveryCode(Vec<u8>),
}

fn shown(
    app: &App,
    member: &member::Model,
    (totp_code, recovery_code): (Option<&str>, Option<&str>),
) -> Result<Shown, NoSecondFactor> {
    if let (Some(_), None, Some(typed)) = (&member.totp_sealed, totp_code, recovery_code) {
        let hash = recovery_codes::read(app, member.id, typed);
        return hash.map(Shown::RecoveryCode).ok_or(NoSecondFactor::Wrong);
    }
    let step = second_factor::judge(app, member, totp_code)?;
    Ok(step.map_or(Shown::Nothing, Shown::Step))
}

/// Starts a session for a member who has proved who they are.
async fn open_session(
    app: &App,
    member: &member::Model,
    shown: &Shown,
) -> Result<Session, SignInError> {
    let now = app.clock.now();
    let id = SessionId(ids::timely(&app.clock, &app.entropy));
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let step = match shown {
                Shown::Step(step) => Some(*step),
                _ => None,
            };
            if !still_stands(tx, member, step).await? {
                return Err(SignInError::Wrong);
            }
            if let Shown::RecoveryCode(hash) = shown {
                let whose = (member.organization_id, member.id);
                if !recovery_codes::burn(app, tx, whose, hash).await? {
                    return Err(NoSecondFactor::Wrong.into());
                }
            }
            attempts::forgive(tx, &member.email_key).await?;
            let row = session::ActiveModel {
                id: Set(id),
                organization_id: Set(member.organization_id),
                member_id: Set(member.id),
                second_factor_at: Set((*shown != Shown::Nothing).then_some(now)),
                created_at: Set(now),
                expires_at: Set(sessions::end_of(now)),
                ended_at: Set(None),
                ended_because: Set(None),
            };
            let session = row.insert(tx).await?;
            Ok(hand_out(app, tx, member, &session).await?)
        })
        .await
}

/// Whether the member is as they were when the password was checked, and the code is used for the first time.
async fn still_stands(tx: &Tx, member: &member::Model, step: Option<i64>) -> Result<bool, DbErr> {
    use member::Column as C;
    let unused = Condition::any()
        .add(C::TotpLastStep.is_null())
        .add(C::TotpLastStep.lt(step));
    let mut mark = member::Entity::update_many()
        .col_expr(C::TotpLastStep, step.or(member.totp_last_step).into())
        .filter(C::Id.eq(member.id))
        .filter(C::State.eq("active"))
        .filter(C::PasswordHash.eq(&*member.password_hash));
    if step.is_some() {
        mark = mark.filter(unused);
    }
    Ok(mark.exec(tx).await?.rows_affected == 1)
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::new(known::SIGN_IN_REFUSED),
            SignInError::SecondFactor(error) => error.into(),
            SignInError::NotNow(error) => error.into(),
            SignInError::Hash(error) => Self::broken("password", &error),
            SignInError::Db(error) => error.into(),
        }
    }
}
