//! Finds out who is calling. Session, member, roles and key are read on every call, so that signing out,
//! disabling and a change of roles act at once on every node.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{api_key, member, session};
use super::key_form::{self, PREFIX};
use super::rules::Role;
use super::sessions::roles_of;
use super::wire::Scope;
use super::{Caller, MemberId, OrganizationId, tokens};
use crate::app::App;
use crate::http::{Problem, refusal::unauthenticated};

/// Why nobody was recognised.
#[derive(Debug, thiserror::Error)]
pub enum Unknown {
    #[error("the token or key is not valid, or no longer")]
    Refused,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn authenticate(app: &App, bearer: &str) -> Result<Caller, Unknown> {
    if bearer.starts_with(PREFIX) {
        machine(app, bearer).await
    } else {
        person(app, bearer).await
    }
}

async fn person(app: &App, token: &str) -> Result<Caller, Unknown> {
    let claims = tokens::check(app, token).map_err(|_| Unknown::Refused)?;
    let now = app.clock.now();
    let session = session::of(claims.org)
        .filter(session::Column::Id.eq(claims.sid))
        .filter(session::Column::MemberId.eq(claims.sub));
    let session = session.one(&app.db.read).await?.ok_or(Unknown::Refused)?;
    if session.ended_at.is_some() || session.expires_at <= now {
        return Err(Unknown::Refused);
    }
    let roles = active(app, claims.org, claims.sub).await?;
    let second_factor = session.second_factor_at.is_some();
    Ok(Caller::member(
        claims.org,
        claims.sub,
        claims.sid,
        roles,
        second_factor,
    ))
}

async fn machine(app: &App, key: &str) -> Result<Caller, Unknown> {
    let hash = key_form::hash(key);
    let row = api_key::for_jobs().filter(api_key::Column::KeyHash.eq(hash));
    let row = row.one(&app.db.read).await?.ok_or(Unknown::Refused)?;
    let now = app.clock.now();
    if row.revoked_at.is_some() || row.expires_at.is_some_and(|end| end <= now) {
        return Err(Unknown::Refused);
    }
    let makers = active(app, row.organization_id, row.created_by).await?;
    note_use(app, &row, now).await?;
    let scopes = key_form::scopes_of(&row).into_iter().map(Scope::role);
    let scopes = scopes.collect();
    Ok(Caller::machine(
        row.organization_id,
        row.id,
        scopes,
        row.created_by,
        makers,
    ))
}

/// The present roles of somebody who is not disabled.
async fn active(
    app: &App,
    organization: OrganizationId,
    member: MemberId,
) -> Result<Vec<Role>, Unknown> {
    let found = member::of(organization)
        .filter(member::Column::Id.eq(member))
        .filter(member::Column::State.eq("active"));
    found.one(&app.db.read).await?.ok_or(Unknown::Refused)?;
    Ok(roles_of(&app.db.read, member).await?)
}

/// The day only, and so at most one write a day.
async fn note_use(app: &App, key: &api_key::Model, now: DateTime<Utc>) -> Result<(), DbErr> {
    let today = now.date_naive();
    if key.last_used_on == Some(today) {
        return Ok(());
    }
    let id = key.id;
    app.db
        .write(|tx| async move {
            api_key::Entity::update_many()
                .col_expr(api_key::Column::LastUsedOn, today.into())
                .filter(api_key::Column::Id.eq(id))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}

impl From<Unknown> for Problem {
    fn from(error: Unknown) -> Self {
        match error {
            Unknown::Refused => unauthenticated(),
            Unknown::Db(error) => error.into(),
        }
    }
}
