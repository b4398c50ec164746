//! Exchanges a refresh token, once. A second use means that somebody else holds it too, and ends the session.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{member, refresh_token, session};
use super::sessions::{self, hand_out, refresh_hash};
use super::wire::Session;
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};

/// Why there is no new pair of tokens.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error("the token is unknown or too old, or its session has ended")]
    Refused,
    #[error("the token was used before; the session has been ended")]
    Reused,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn refresh_session(app: &App, token: &str) -> Result<Session, RefreshError> {
    let token = BASE64URL_NOPAD.decode(token.as_bytes());
    let hash = refresh_hash(&token.map_err(|_| RefreshError::Refused)?);
    let hash = &hash;
    app.db
        .write(|tx| async move {
            match exchange(app, &tx, hash).await {
                Err(RefreshError::Db(error)) => Err(error),
                // A refusal is committed too, since it may have ended the session.
                done => Ok(done),
            }
        })
        .await?
}

async fn exchange(app: &App, tx: &Tx, hash: &[u8]) -> Result<Session, RefreshError> {
    use refresh_token::Column as C;
    let row = refresh_token::for_jobs().filter(C::TokenHash.eq(hash.to_vec()));
    let row = row.one(tx).await?.ok_or(RefreshError::Refused)?;
    let session = session::for_jobs().filter(session::Column::Id.eq(row.session_id));
    let session = session.one(tx).await?.ok_or(RefreshError::Refused)?;
    let now = app.clock.now();
    if session.ended_at.is_some() || session.expires_at <= now {
        return Err(RefreshError::Refused);
    }
    let used = refresh_token::Entity::update_many()
        .col_expr(C::UsedAt, Expr::value(now))
        .filter(C::TokenHash.eq(hash.to_vec()))
        .filter(C::UsedAt.is_null())
        .exec(tx)
        .await?;
    if used.rows_affected == 0 {
        sessions::end(app, tx, session.id, "refresh-token-reused").await?;
        let entry = Action::new("system", "end_misused_session", session.member_id);
        audit::record(app, tx, session.organization_id, entry).await?;
        return Err(RefreshError::Reused);
    }
    let member = member::of(session.organization_id)
        .filter(member::Column::Id.eq(session.member_id))
        .filter(member::Column::State.eq("active"));
    let member = member.one(tx).await?.ok_or(RefreshError::Refused)?;
    Ok(hand_out(app, tx, &member, &session).await?)
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Refused => Self::new(known::REFRESH_TOKEN_REFUSED),
            RefreshError::Reused => Self::new(known::REFRESH_TOKEN_REUSED),
            RefreshError::Db(error) => error.into(),
        }
    }
}
