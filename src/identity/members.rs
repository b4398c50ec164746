//! What members have in common: how they are loaded and shown, and that one owner always stays.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QuerySelect};

use super::entity::{member, member_role, organization};
use super::rules::Role;
use super::wire::{Member, MemberState};
use super::{MemberId, OrganizationId, seal};
use crate::app::App;
use crate::db::Tx;

pub async fn find(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    id: MemberId,
) -> Result<Option<member::Model>, DbErr> {
    let found = member::of(organization).filter(member::Column::Id.eq(id));
    found.one(db).await
}

/// The same row, which nobody else can change before this transaction ends.
pub async fn find_locked(
    tx: &Tx,
    organization: OrganizationId,
    id: MemberId,
) -> Result<Option<member::Model>, DbErr> {
    let found = member::of(organization).filter(member::Column::Id.eq(id));
    found.lock_exclusive().one(tx).await
}

pub fn show(app: &App, row: &member::Model, roles: Vec<Role>) -> Member {
    let state = match row.state.as_str() {
        "active" => MemberState::Active,
        _ => MemberState::Disabled,
    };
    Member {
        id: row.id,
        name: seal::open(app, "member.name", row.id.0, &row.name_sealed),
        email: seal::open(app, "member.email", row.id.0, &row.email_sealed),
        state,
        roles,
        second_factor: row.totp_sealed.is_some(),
        created_at: row.created_at,
    }
}

/// Makes changes to who owns the organization wait for each other, so that two owners cannot remove one another.
pub async fn lock(app: &App, tx: &Tx, organization: OrganizationId) -> Result<(), DbErr> {
    if app.db.is_sqlite() {
        return Ok(());
    }
    let row = organization::for_jobs().filter(organization::Column::Id.eq(organization));
    row.lock_exclusive().one(tx).await.map(drop)
}

/// Whether somebody but this member is an active owner.
pub async fn has_another_owner(
    tx: &Tx,
    organization: OrganizationId,
    but: MemberId,
) -> Result<bool, DbErr> {
    let others = member::of(organization)
        .filter(member::Column::Id.ne(but))
        .filter(member::Column::State.eq("active"))
        .all(tx)
        .await?;
    let owners = member_role::for_jobs()
        .filter(member_role::Column::Role.eq(Role::Owner.as_str()))
        .filter(member_role::Column::MemberId.is_in(others.iter().map(|row| row.id)));
    Ok(owners.count(tx).await? > 0)
}
