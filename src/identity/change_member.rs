//! Changes what a member may do: their roles, and whether they can sign in at all. One owner always stays.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;

use super::entity::{member, member_role};
use super::rules::Role;
use super::sessions::{self, roles_of};
use super::wire::Member;
use super::{Caller, MemberId, members};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::http::{IfMatch, Problem, catalogue as known};

/// Why the member stays as they were.
#[derive(Debug, thiserror::Error)]
pub enum ChangeMemberError {
    #[error("there is no such member")]
    NoMember,
    #[error("it has changed since it was read")]
    Changed,
    #[error("nobody else would own the organization")]
    LastOwner,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Replaces the roles; they count from the next request on, in every session.
pub async fn change_member_roles(
    app: &App,
    caller: &Caller,
    id: MemberId,
    roles: &[Role],
    read: &IfMatch,
) -> Result<(Member, i32), ChangeMemberError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(app, tx, caller, id).await?;
            read.check(row.revision)
                .map_err(|_| ChangeMemberError::Changed)?;
            let before = roles_of(tx, id).await?;
            if before.contains(&Role::Owner) && !roles.contains(&Role::Owner) {
                another_owner_stays(tx, &row).await?;
            }
            write_roles(tx, id, roles).await?;
            let entry = Action::new(caller.actor(), "change_member_roles", id)
                .detail(json!({"roles": roles, "roles_before": before}));
            audit::record(app, tx, caller.organization, entry).await?;
            let row = next_revision(row).update(tx).await?;
            Ok(shown(app, tx, &row).await?)
        })
        .await
}

/// Ends the sessions of a member, who cannot sign in until enabled again. Their keys rest meanwhile.
pub async fn disable_member(
    app: &App,
    caller: &Caller,
    id: MemberId,
) -> Result<(Member, i32), ChangeMemberError> {
    set_state(app, caller, id, "disabled", "disable_member").await
}

pub async fn enable_member(
    app: &App,
    caller: &Caller,
    id: MemberId,
) -> Result<(Member, i32), ChangeMemberError> {
    set_state(app, caller, id, "active", "enable_member").await
}

async fn set_state(
    app: &App,
    caller: &Caller,
    id: MemberId,
    state: &'static str,
    action: &'static str,
) -> Result<(Member, i32), ChangeMemberError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(app, tx, caller, id).await?;
            if row.state == state {
                return Ok(shown(app, tx, &row).await?);
            }
            if state == "disabled" {
                if roles_of(tx, id).await?.contains(&Role::Owner) {
                    another_owner_stays(tx, &row).await?;
                }
                sessions::end_all(app, tx, id, None, "disabled").await?;
            }
            let entry = Action::new(caller.actor(), action, id);
            audit::record(app, tx, caller.organization, entry).await?;
            let mut row = next_revision(row);
            row.state = Set(state.to_owned());
            let row = row.update(tx).await?;
            Ok(shown(app, tx, &row).await?)
        })
        .await
}

async fn load(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    id: MemberId,
) -> Result<member::Model, ChangeMemberError> {
    members::lock(app, tx, caller.organization).await?;
    let row = members::find(tx, caller.organization, id).await?;
    row.ok_or(ChangeMemberError::NoMember)
}

async fn another_owner_stays(tx: &Tx, row: &member::Model) -> Result<(), ChangeMemberError> {
    let stays = members::has_another_owner(tx, row.organization_id, row.id).await?;
    stays.then_some(()).ok_or(ChangeMemberError::LastOwner)
}

pub async fn write_roles(tx: &Tx, id: MemberId, roles: &[Role]) -> Result<(), DbErr> {
    member_role::Entity::delete_many()
        .filter(member_role::Column::MemberId.eq(id))
        .exec(tx)
        .await?;
    let rows = roles.iter().map(|role| member_role::ActiveModel {
        member_id: Set(id),
        role: Set(role.as_str().to_owned()),
    });
    member_role::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

fn next_revision(row: member::Model) -> member::ActiveModel {
    let revision = row.revision + 1;
    let mut row = row.into_active_model();
    row.revision = Set(revision);
    row
}

async fn shown(app: &App, tx: &Tx, row: &member::Model) -> Result<(Member, i32), DbErr> {
    let roles = roles_of(tx, row.id).await?;
    Ok((members::show(app, row, roles), row.revision))
}

impl From<ChangeMemberError> for Problem {
    fn from(error: ChangeMemberError) -> Self {
        match error {
            ChangeMemberError::NoMember => Self::new(known::NOT_FOUND),
            ChangeMemberError::Changed => Self::new(known::PRECONDITION_FAILED),
            ChangeMemberError::LastOwner => Self::new(known::LAST_OWNER),
            ChangeMemberError::Db(error) => error.into(),
        }
    }
}
