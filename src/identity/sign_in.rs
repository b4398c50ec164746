//! Opens a session: address and password, and the second factor where one is set up.

use chrono::Duration;
use data_encoding::BASE64URL_NOPAD;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::entity::{member, member_role, refresh_token, session};
use super::password::{self, HashFailed};
use super::rules::Role;
use super::tokens::{self, Claims};
use super::wire::{NewSession, Session};
use super::{SessionId, seal};
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::ids;

pub const SESSION_DAYS: i64 = 30;

/// Why no session was opened. One answer for unknown addresses and wrong passwords.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    #[error("the address or the password is wrong")]
    Wrong,
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn sign_in(app: &App, new: NewSession) -> Result<Session, SignInError> {
    let key = seal::email_key(app, &new.email);
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
    open_session(app, &member, false).await
}

/// Starts a session for a member who has proved who they are.
pub async fn open_session(
    app: &App,
    member: &member::Model,
    second_factor: bool,
) -> Result<Session, SignInError> {
    let now = app.clock.now();
    let id = SessionId(ids::timely(&app.clock, &app.entropy));
    let refresh: [u8; 32] = app.entropy.bytes();
    let roles = roles_of(app, member).await?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = session::ActiveModel {
                id: Set(id),
                organization_id: Set(member.organization_id),
                member_id: Set(member.id),
                second_factor_at: Set(second_factor.then_some(now)),
                created_at: Set(now),
                expires_at: Set(now + Duration::days(SESSION_DAYS)),
                ended_at: Set(None),
                ended_because: Set(None),
            };
            row.insert(tx).await?;
            let token = refresh_token::ActiveModel {
                token_hash: Set(Sha256::digest(refresh).to_vec()),
                session_id: Set(id),
                created_at: Set(now),
                expires_at: Set(now + Duration::days(SESSION_DAYS)),
                used_at: Set(None),
            };
            refresh_token::Entity::insert(token)
                .exec_without_returning(tx)
                .await?;
            Ok::<_, DbErr>(())
        })
        .await?;
    let claims = Claims::new(
        member.id,
        member.organization_id,
        id,
        roles.clone(),
        second_factor,
        now,
    );
    Ok(Session {
        access_token: tokens::issue(app, &claims).map_err(|_| SignInError::Wrong)?,
        expires_in: tokens::ACCESS_MINUTES * 60,
        refresh_token: BASE64URL_NOPAD.encode(&refresh),
        member_id: member.id,
        organization_id: member.organization_id,
        roles,
        second_factor,
    })
}

async fn roles_of(app: &App, member: &member::Model) -> Result<Vec<Role>, DbErr> {
    let rows = member_role::for_jobs().filter(member_role::Column::MemberId.eq(member.id));
    let rows = rows.all(&app.db.read).await?;
    Ok(rows
        .iter()
        .filter_map(|row| row.role.parse().ok())
        .collect())
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => Self::new(known::SIGN_IN_REFUSED),
            SignInError::Hash(error) => Self::broken("password", &error),
            SignInError::Db(error) => error.into(),
        }
    }
}
