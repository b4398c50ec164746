//! Lists the members of the organization, and reads one.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::entity::member::{self, Column};
use super::entity::member_role;
use super::rules::Role;
use super::sessions::roles_of;
use super::wire::{Member, MemberList};
use super::{Caller, MemberId, members};
use crate::app::App;
use crate::page::Page;

pub async fn list_members(app: &App, caller: &Caller, page: &Page) -> Result<MemberList, DbErr> {
    let mut rows = member::of(caller.organization)
        .order_by_asc(Column::Id)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let roles = member_role::for_jobs()
        .filter(member_role::Column::MemberId.is_in(rows.iter().map(|row| row.id)))
        .all(&app.db.read)
        .await?;
    let roles_of = |id: MemberId| {
        let own = roles.iter().filter(|role| role.member_id == id);
        let mut own: Vec<Role> = own.filter_map(|role| role.role.parse().ok()).collect();
        own.sort();
        own
    };
    let items = rows
        .iter()
        .map(|row| members::show(app, row, roles_of(row.id)));
    Ok(MemberList {
        items: items.collect(),
        next,
    })
}

/// With the revision, for edits.
pub async fn get_member(
    app: &App,
    caller: &Caller,
    id: MemberId,
) -> Result<Option<(Member, i32)>, DbErr> {
    let db = &app.db.read;
    let Some(row) = members::find(db, caller.organization, id).await? else {
        return Ok(None);
    };
    let roles = roles_of(db, id).await?;
    Ok(Some((members::show(app, &row, roles), row.revision)))
}
