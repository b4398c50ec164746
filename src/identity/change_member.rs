//! Changes what a member may do: their roles, and whether they can sign in at all. One owner always stays.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;

use super::entity::{member, member_role};
use super::leaving::{self, CannotLeave, Leaving, ReviewerLeaves, Why};
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
    #[error(transparent)]
    CannotLeave(#[from] CannotLeave),
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
    leaves: ReviewerLeaves,
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
            if leaving::ends_reviewing(&before, roles) {
                leaves(app, tx, &leaving(caller, id, Why::RoleTaken)).await?;
            }
            let entry = Action::new(caller.actor(), "change_member_roles", id)
                .detail(json!({"roles": roles, "roles_before": before}));
            audit::record(app, tx, caller.organization, entry).await?;
            let row = next_revision(row).update(tx).await?;
            Ok(shown(app, tx, &row).await?)
        })
        .await
}

fn leaving(caller: &Caller, member: MemberId, why: Why) -> Leaving {
    Leaving {
        organization: caller.organization,
        member,
        actor: caller.actor(),
        why,
    }
}

/// Ends the sessions of a member, who cannot sign in until enabled again. Keys of machines rest meanwhile.
pub async fn disable_member(
    app: &App,
    caller: &Caller,
    id: MemberId,
    leaves: ReviewerLeaves,
) -> Result<(Member, i32), ChangeMemberError> {
    set_state(app, caller, id, Change::Disable(leaves)).await
}

pub async fn enable_member(
    app: &App,
    caller: &Caller,
    id: MemberId,
) -> Result<(Member, i32), ChangeMemberError> {
    set_state(app, caller, id, Change::Enable).await
}

#[derive(Clone, Copy)]
enum Change {
    Disable(ReviewerLeaves),
    Enable,
}

impl Change {
    fn state(self) -> &'static str {
        match self {
            Self::Disable(_) => "disabled",
            Self::Enable => "active",
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::Disable(_) => "disable_member",
            Self::Enable => "enable_member",
        }
    }
}

async fn set_state(
    app: &App,
    caller: &Caller,
    id: MemberId,
    change: Change,
) -> Result<(Member, i32), ChangeMemberError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = load(app, tx, caller, id).await?;
            if row.state == change.state() {
                return Ok(shown(app, tx, &row).await?);
            }
            if let Change::Disable(leaves) = change {
                let roles = roles_of(tx, id).await?;
                if roles.contains(&Role::Owner) {
                    another_owner_stays(tx, &row).await?;
                }
                if roles.contains(&Role::Reviewer) {
                    leaves(app, tx, &leaving(caller, id, Why::Disabled)).await?;
                }
                sessions::end_all(app, tx, id, None, "disabled").await?;
            }
            let entry = Action::new(caller.actor(), change.action(), id);
            audit::record(app, tx, caller.organization, entry).await?;
            let mut row = next_revision(row);
            row.state = Set(change.state().to_owned());
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
    let row = members::find_locked(tx, caller.organization, id).await?;
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
            ChangeMemberError::CannotLeave(CannotLeave::LastReader) => {
                Self::new(known::LAST_READER)
            }
            ChangeMemberError::CannotLeave(CannotLeave::Db(error)) => error.into(),
            ChangeMemberError::Db(error) => error.into(),
        }
    }
}
