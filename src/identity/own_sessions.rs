//! A member's own sessions: which there are, and signing out.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::entity::session::{self, Column};
use super::wire::{OwnSession, OwnSessionList};
use super::{Caller, SessionId, sessions};
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::page::Page;

/// Why nothing was read or ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    #[error("machines have no sessions")]
    Machine,
    #[error("there is no such session")]
    NoSession,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn list_sessions(
    app: &App,
    caller: &Caller,
    page: &Page,
) -> Result<OwnSessionList, SessionError> {
    let current = caller.session().map_err(|_| SessionError::Machine)?;
    let mut rows = session::of(caller.organization)
        .filter(Column::MemberId.eq(caller.member_id()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(app.clock.now()))
        .order_by_asc(Column::Id)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let show = |row: session::Model| OwnSession {
        id: row.id,
        created_at: row.created_at,
        ends_at: row.expires_at,
        second_factor: row.second_factor_at.is_some(),
        current: row.id == current,
    };
    Ok(OwnSessionList {
        items: rows.into_iter().map(show).collect(),
        next,
    })
}

pub async fn get_session(
    app: &App,
    caller: &Caller,
    id: SessionId,
) -> Result<OwnSession, SessionError> {
    let current = caller.session().map_err(|_| SessionError::Machine)?;
    let row = session::of(caller.organization)
        .filter(Column::MemberId.eq(caller.member_id()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(app.clock.now()))
        .filter(Column::Id.eq(id));
    let row = row.one(&app.db.read).await?;
    let row = row.ok_or(SessionError::NoSession)?;
    Ok(OwnSession {
        id: row.id,
        created_at: row.created_at,
        ends_at: row.expires_at,
        second_factor: row.second_factor_at.is_some(),
        current: row.id == current,
    })
}

/// Signs out; signing out twice is no failure.
pub async fn delete_session(app: &App, caller: &Caller, id: SessionId) -> Result<(), SessionError> {
    caller.session().map_err(|_| SessionError::Machine)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let own = session::of(caller.organization)
                .filter(Column::MemberId.eq(caller.member_id()))
                .filter(Column::Id.eq(id));
            own.one(tx).await?.ok_or(SessionError::NoSession)?;
            Ok(sessions::end(app, tx, id, "signed-out").await?)
        })
        .await
}

impl From<SessionError> for Problem {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Machine => Self::new(known::FORBIDDEN),
            SessionError::NoSession => Self::new(known::NOT_FOUND),
            SessionError::Db(error) => error.into(),
        }
    }
}
