//! What features above do when a member loses a role or leaves: handed in by the server, done in the same transaction.

use futures_util::future::BoxFuture;
use sea_orm::DbErr;

use super::rules::Role;
use super::{MemberId, OrganizationId};
use crate::app::App;
use crate::db::Tx;

/// Who stops being what.
#[derive(Clone, Debug)]
pub struct Leaving {
    pub organization: OrganizationId,
    pub member: MemberId,
    /// Whoever decided it, as the audit names them.
    pub actor: String,
    pub why: Why,
}

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The role is taken away for good.
    RoleTaken,
    /// The member is disabled: that always works, since it may be urgent.
    Disabled,
}

/// Why a role cannot be taken away.
#[derive(Debug, thiserror::Error)]
pub enum CannotLeave {
    #[error("some testimony could be opened by nobody any more")]
    LastReader,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Called where a member stops being a reviewer.
pub type ReviewerLeaves =
    for<'a> fn(&'a App, &'a Tx, &'a Leaving) -> BoxFuture<'a, Result<(), CannotLeave>>;

/// Whether these changes of roles end somebody's reviewing.
pub fn ends_reviewing(before: &[Role], after: &[Role]) -> bool {
    before.contains(&Role::Reviewer) && !after.contains(&Role::Reviewer)
}
