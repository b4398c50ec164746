//! A new password by mail: asking for it tells nobody who has an account.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::attempts;
use super::entity::{member, password_reset};
use super::mail_codes::{self, Purpose};
use super::password::{self, HashFailed};
use super::sessions;
use super::wire::{NewPassword, NewPasswordReset};
use super::{PasswordResetId, organization, seal};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::secrets::hmac_sha256;

pub const RESET_HOURS: i64 = 2;
/// Mails a day to one address: enough for people, too few to pester somebody.
const MAILS_A_DAY: i32 = 3;

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ResetError {
    #[error("the code is unknown, used or too old")]
    Over,
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The same answer and a row of counting for every address, whether or not anybody has it.
pub async fn request_password_reset(app: &App, new: &NewPasswordReset) -> Result<(), ResetError> {
    let key = seal::email_key(app, &new.email);
    let subject = hmac_sha256(&app.keys.requests, "password-reset", &[&key]);
    let (key, subject) = (&key, &subject);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let few = attempts::is_among_the_first(app, tx, subject, MAILS_A_DAY).await?;
            let found = member::for_jobs()
                .filter(member::Column::EmailKey.eq(key.clone()))
                .filter(member::Column::State.eq("active"));
            let found = found.one(tx).await?;
            if let Some(member) = found.filter(|_| few) {
                write_down(app, tx, &member).await?;
            }
            Ok(())
        })
        .await
}

async fn write_down(app: &App, tx: &Tx, member: &member::Model) -> Result<(), DbErr> {
    let now = app.clock.now();
    let id = PasswordResetId(ids::timely(&app.clock, &app.entropy));
    let row = password_reset::ActiveModel {
        id: Set(id),
        member_id: Set(member.id),
        code_hash: Set(mail_codes::hash(app, Purpose::PasswordReset, id.0)),
        created_at: Set(now),
        expires_at: Set(now + Duration::hours(RESET_HOURS)),
        used_at: Set(None),
    };
    row.insert(tx).await?;
    let language = organization::language_of(tx, member.organization_id).await?;
    let mail = NewJob::new(Kind::SendPasswordReset, id.0, now);
    jobs::enqueue(app, tx, mail.language(&language)).await
}

/// Sets a new password and ends all sessions. The second factor stays, and a reviewer's key stays locked.
pub async fn reset_password(app: &App, new: NewPassword) -> Result<(), ResetError> {
    let code = &mail_codes::read(&new.code).ok_or(ResetError::Over)?;
    open(app, &app.db.read, code).await?;
    let hash = &password::hash(app, new.password).await?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let reset = open(app, tx, code).await?;
            use_up(app, tx, &reset).await?;
            let found = member::for_jobs().filter(member::Column::Id.eq(reset.member_id));
            let found = found.one(tx).await?.filter(|row| row.state == "active");
            let row = found.ok_or(ResetError::Over)?;
            let (id, organization) = (row.id, row.organization_id);
            attempts::forgive(tx, &row.email_key).await?;
            let revision = row.revision + 1;
            let mut row = row.into_active_model();
            row.password_hash = Set(hash.clone());
            row.revision = Set(revision);
            row.update(tx).await?;
            sessions::end_all(app, tx, id, None, "password-reset").await?;
            audit::record(app, tx, organization, Action::new(id, "reset_password", id)).await?;
            Ok(())
        })
        .await
}

async fn open(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    code_hash: &[u8],
) -> Result<password_reset::Model, ResetError> {
    let row = password_reset::for_jobs();
    let row = row.filter(password_reset::Column::CodeHash.eq(code_hash.to_vec()));
    let row = row.one(db).await?.ok_or(ResetError::Over)?;
    let is_open = row.used_at.is_none() && row.expires_at > app.clock.now();
    is_open.then_some(row).ok_or(ResetError::Over)
}

/// Uses this code up, and with it every other that the member was sent.
async fn use_up(app: &App, tx: &Tx, reset: &password_reset::Model) -> Result<(), ResetError> {
    let unused = password_reset::Entity::update_many()
        .col_expr(password_reset::Column::UsedAt, Expr::value(app.clock.now()))
        .filter(password_reset::Column::MemberId.eq(reset.member_id))
        .filter(password_reset::Column::UsedAt.is_null());
    let used = unused.exec(tx).await?.rows_affected;
    (used > 0).then_some(()).ok_or(ResetError::Over)
}

impl From<ResetError> for Problem {
    fn from(error: ResetError) -> Self {
        match error {
            ResetError::Over => Self::new(known::PASSWORD_RESET_OVER),
            ResetError::Hash(error) => Self::broken("password", &error),
            ResetError::Db(error) => error.into(),
        }
    }
}
