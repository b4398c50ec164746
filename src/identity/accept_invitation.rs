//! Makes a member of somebody who answers their invitation.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};

use super::change_member::write_roles;
use super::entity::{invitation, member};
use super::invitations::{roles_in, state_of};
use super::password::{self, HashFailed};
use super::rules::Role;
use super::sessions::roles_of;
use super::wire::{Acceptance, InvitationState, Member};
use super::{MemberId, mail_codes, members, seal};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{Fields, Invalid, Problem, catalogue as known};
use crate::ids;

/// Why nobody became a member.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("the code is unknown, used, revoked or too old")]
    Over,
    #[error("the address has an account")]
    AlreadyAMember,
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn accept_invitation(app: &App, answer: Acceptance) -> Result<Member, AcceptError> {
    let mut fields = Fields::default();
    let name = &fields.name("/name", &answer.name, 120);
    fields.done()?;
    let code = &mail_codes::read(&answer.code).ok_or(AcceptError::Over)?;
    // Looked at before the slow hash, and again in the transaction.
    open(app, &app.db.read, code).await?;
    let hash = &password::hash(app, answer.password).await?;
    let id = MemberId(ids::timely(&app.clock, &app.entropy));
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let invitation = open(app, tx, code).await?;
            inviter_still_may(tx, &invitation).await?;
            use_up(app, tx, &invitation).await?;
            let email = seal::open(
                app,
                "invitation.email",
                invitation.id.0,
                &invitation.email_sealed,
            );
            let same = member::for_jobs();
            let same = same.filter(member::Column::EmailKey.eq(invitation.email_key.clone()));
            if email.is_empty() || same.count(tx).await? > 0 {
                return Err(AcceptError::AlreadyAMember);
            }
            let row = member::ActiveModel {
                id: Set(id),
                organization_id: Set(invitation.organization_id),
                email_key: Set(invitation.email_key.clone()),
                email_sealed: Set(seal::seal(app, "member.email", id.0, &email)),
                name_sealed: Set(seal::seal(app, "member.name", id.0, name)),
                password_hash: Set(hash.clone()),
                state: Set("active".to_owned()),
                totp_sealed: Set(None),
                totp_next_sealed: Set(None),
                totp_confirmed_at: Set(None),
                totp_last_step: Set(None),
                revision: Set(1),
                created_at: Set(app.clock.now()),
            };
            let row = row.insert(tx).await?;
            let roles = roles_in(&invitation);
            write_roles(tx, id, &roles).await?;
            let entry = Action::new(id, "accept_invitation", invitation.id);
            audit::record(app, tx, invitation.organization_id, entry).await?;
            Ok(members::show(app, &row, roles))
        })
        .await
}

async fn open(
    app: &App,
    db: &impl sea_orm::ConnectionTrait,
    code_hash: &[u8],
) -> Result<invitation::Model, AcceptError> {
    let row = invitation::for_jobs();
    let row = row.filter(invitation::Column::CodeHash.eq(code_hash.to_vec()));
    let row = row.one(db).await?.ok_or(AcceptError::Over)?;
    match state_of(&row, app.clock.now()) {
        InvitationState::Open => Ok(row),
        _ => Err(AcceptError::Over),
    }
}

/// What an owner promised falls with the owner.
async fn inviter_still_may(tx: &Tx, invitation: &invitation::Model) -> Result<(), AcceptError> {
    let by = members::find(tx, invitation.organization_id, invitation.invited_by).await?;
    let is_active = by.is_some_and(|by| by.state == "active");
    let roles = roles_of(tx, invitation.invited_by).await?;
    let may = is_active && roles.contains(&Role::Owner);
    may.then_some(()).ok_or(AcceptError::Over)
}

async fn use_up(app: &App, tx: &Tx, invitation: &invitation::Model) -> Result<(), AcceptError> {
    let used = invitation::Entity::update_many()
        .col_expr(invitation::Column::AcceptedAt, Expr::value(app.clock.now()))
        .filter(invitation::Column::Id.eq(invitation.id))
        .filter(invitation::Column::AcceptedAt.is_null())
        .exec(tx)
        .await?;
    (used.rows_affected == 1)
        .then_some(())
        .ok_or(AcceptError::Over)
}

impl From<AcceptError> for Problem {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Invalid(invalid) => invalid.into(),
            AcceptError::Over => Self::new(known::INVITATION_OVER),
            AcceptError::AlreadyAMember => Self::new(known::ALREADY_A_MEMBER),
            AcceptError::Hash(error) => Self::broken("password", &error),
            AcceptError::Db(error) => error.into(),
        }
    }
}
