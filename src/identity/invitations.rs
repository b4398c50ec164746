//! Invitations by mail: making, listing and revoking them.

use chrono::Duration;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;

use super::entity::invitation::{self, Column, Model};
use super::entity::member;
use super::mail_codes::{self, Purpose};
use super::organization::language_of;
use super::rules::Role;
use super::wire::{Invitation, InvitationList, InvitationState, NewInvitation};
use super::{Caller, InvitationId, seal};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Fields, Invalid, Once, Problem, catalogue as known};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::mail::Address;
use crate::page::Page;

pub const INVITATION_DAYS: i64 = 7;

/// Why nobody was invited, or no invitation was found.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("a member has this address")]
    AlreadyAMember,
    #[error("there is no such invitation")]
    NoInvitation,
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Writes the invitation and the job of its mail. An earlier open one to the same address ends.
pub async fn create_invitation(
    app: &App,
    caller: &Caller,
    new: &NewInvitation,
    once: &Once,
) -> Result<Invitation, InvitationError> {
    let address =
        Address::parse(&new.email).map_err(|error| Invalid::at("/email", error.to_string()))?;
    let language = language(app, caller, new).await?;
    let id = InvitationId(ids::timely(&app.clock, &app.entropy));
    let (address, language) = (&address, &language);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let key = seal::email_key(app, address.expose());
            let members = member::of(caller.organization);
            let members = members.filter(member::Column::EmailKey.eq(key.clone()));
            if members.count(tx).await? > 0 {
                return Err(InvitationError::AlreadyAMember);
            }
            end_earlier(app, tx, caller, &key).await?;
            let row = row(app, caller, id, address, &new.roles, language);
            let made = show(app, row.insert(tx).await?);
            let entry = Action::new(caller.actor(), "create_invitation", id)
                .detail(json!({"roles": new.roles}));
            audit::record(app, tx, caller.organization, entry).await?;
            let mail = NewJob::new(Kind::SendInvitation, id.0, app.clock.now());
            jobs::enqueue(app, tx, mail.language(language)).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

async fn language(
    app: &App,
    caller: &Caller,
    new: &NewInvitation,
) -> Result<String, InvitationError> {
    let Some(language) = &new.language else {
        return Ok(language_of(&app.db.read, caller.organization).await?);
    };
    let mut fields = Fields::default();
    let language = fields.language("/language", language);
    fields.done()?;
    Ok(language)
}

fn row(
    app: &App,
    caller: &Caller,
    id: InvitationId,
    address: &Address,
    roles: &[Role],
    language: &str,
) -> invitation::ActiveModel {
    let now = app.clock.now();
    let email = address.expose();
    invitation::ActiveModel {
        id: Set(id),
        organization_id: Set(caller.organization),
        code_hash: Set(mail_codes::hash(app, Purpose::Invitation, id.0)),
        email_key: Set(seal::email_key(app, email)),
        email_sealed: Set(seal::seal(app, "invitation.email", id.0, email)),
        roles: Set(json!(roles)),
        language: Set(language.to_owned()),
        invited_by: Set(caller.member_id()),
        created_at: Set(now),
        expires_at: Set(now + Duration::days(INVITATION_DAYS)),
        accepted_at: Set(None),
        revoked_at: Set(None),
    }
}

async fn end_earlier(app: &App, tx: &Tx, caller: &Caller, email_key: &[u8]) -> Result<(), DbErr> {
    invitation::Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(app.clock.now()))
        .filter(Column::OrganizationId.eq(caller.organization))
        .filter(Column::EmailKey.eq(email_key.to_vec()))
        .filter(Column::AcceptedAt.is_null())
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await
        .map(drop)
}

pub async fn list_invitations(
    app: &App,
    caller: &Caller,
    page: &Page,
) -> Result<InvitationList, InvitationError> {
    let mut rows = invitation::of(caller.organization)
        .order_by_asc(Column::Id)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let items = rows.into_iter().map(|row| show(app, row)).collect();
    Ok(InvitationList { items, next })
}

/// Revoking what is over already changes nothing.
pub async fn revoke_invitation(
    app: &App,
    caller: &Caller,
    id: InvitationId,
) -> Result<(), InvitationError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = invitation::of(caller.organization).filter(Column::Id.eq(id));
            let row = row.one(tx).await?.ok_or(InvitationError::NoInvitation)?;
            if row.accepted_at.is_some() || row.revoked_at.is_some() {
                return Ok(());
            }
            invitation::Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::value(app.clock.now()))
                .filter(Column::Id.eq(id))
                .exec(tx)
                .await?;
            let entry = Action::new(caller.actor(), "revoke_invitation", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(())
        })
        .await
}

pub fn roles_in(row: &Model) -> Vec<Role> {
    serde_json::from_value(row.roles.clone()).unwrap_or_default()
}

pub fn state_of(row: &Model, now: chrono::DateTime<chrono::Utc>) -> InvitationState {
    if row.accepted_at.is_some() {
        InvitationState::Accepted
    } else if row.revoked_at.is_some() {
        InvitationState::Revoked
    } else if row.expires_at <= now {
        InvitationState::Expired
    } else {
        InvitationState::Open
    }
}

fn show(app: &App, row: Model) -> Invitation {
    Invitation {
        id: row.id,
        email: seal::open(app, "invitation.email", row.id.0, &row.email_sealed),
        roles: roles_in(&row),
        state: state_of(&row, app.clock.now()),
        language: row.language,
        invited_by: row.invited_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
    }
}

impl From<InvitationError> for Problem {
    fn from(error: InvitationError) -> Self {
        match error {
            InvitationError::Invalid(invalid) => invalid.into(),
            InvitationError::AlreadyAMember => Self::new(known::ALREADY_A_MEMBER),
            InvitationError::NoInvitation => Self::new(known::NOT_FOUND),
            InvitationError::Once(error) => error.into(),
            InvitationError::Db(error) => error.into(),
        }
    }
}
