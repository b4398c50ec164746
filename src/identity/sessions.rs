//! What sessions have in common: how they start, how they end, and what a member reads about them.

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::entity::{member, member_role, refresh_token, session};
use super::rules::Role;
use super::tokens::{self, Claims};
use super::wire::Session;
use super::{MemberId, SessionId};
use crate::app::App;
use crate::db::Tx;

pub const SESSION_DAYS: i64 = 30;

/// The refresh token as its hash stands in the row; it has 256 random bits, so a plain hash is enough.
pub fn refresh_hash(token: &[u8]) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Writes a new refresh token into a session and gives what the client keeps.
pub async fn hand_out(
    app: &App,
    tx: &Tx,
    member: &member::Model,
    session: &session::Model,
) -> Result<Session, DbErr> {
    let now = app.clock.now();
    let refresh: [u8; 32] = app.entropy.bytes();
    let row = refresh_token::ActiveModel {
        token_hash: Set(refresh_hash(&refresh)),
        session_id: Set(session.id),
        created_at: Set(now),
        expires_at: Set(session.expires_at),
        used_at: Set(None),
    };
    refresh_token::Entity::insert(row)
        .exec_without_returning(tx)
        .await?;
    let claims = Claims::new(member.id, member.organization_id, session.id, now);
    let access_token = tokens::issue(app, &claims)
        .map_err(|_| DbErr::Custom("no key signs access tokens".to_owned()))?;
    Ok(Session {
        id: session.id,
        access_token,
        expires_in: tokens::ACCESS_MINUTES * 60,
        refresh_token: BASE64URL_NOPAD.encode(&refresh),
        ends_at: session.expires_at,
        member_id: member.id,
        organization_id: member.organization_id,
        roles: roles_of(tx, member.id).await?,
        second_factor: session.second_factor_at.is_some(),
    })
}

/// When a session that starts now ends, however often it is refreshed.
pub fn end_of(start: DateTime<Utc>) -> DateTime<Utc> {
    start + Duration::days(SESSION_DAYS)
}

pub async fn roles_of(db: &impl ConnectionTrait, member: MemberId) -> Result<Vec<Role>, DbErr> {
    let rows = member_role::for_jobs().filter(member_role::Column::MemberId.eq(member));
    let rows = rows.all(db).await?;
    let mut roles: Vec<Role> = rows
        .iter()
        .filter_map(|row| row.role.parse().ok())
        .collect();
    roles.sort();
    Ok(roles)
}

/// Ends one session; its access token is refused from now on.
pub async fn end(app: &App, tx: &Tx, session: SessionId, because: &str) -> Result<(), DbErr> {
    let which = session::Column::Id.eq(session);
    end_where(app, tx, which, because).await
}

/// Ends all sessions of a member but the one they are speaking through.
pub async fn end_all(
    app: &App,
    tx: &Tx,
    member: MemberId,
    but: Option<SessionId>,
    because: &str,
) -> Result<(), DbErr> {
    let mut which = session::Column::MemberId.eq(member);
    if let Some(but) = but {
        which = sea_orm::ExprTrait::and(which, session::Column::Id.ne(but));
    }
    end_where(app, tx, which, because).await
}

async fn end_where(
    app: &App,
    tx: &Tx,
    which: sea_orm::sea_query::SimpleExpr,
    because: &str,
) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(app.clock.now()))
        .col_expr(session::Column::EndedBecause, Expr::value(because))
        .filter(session::Column::EndedAt.is_null())
        .filter(which)
        .exec(tx)
        .await
        .map(drop)
}
