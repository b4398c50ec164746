//! Operations of owners on members.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, IfMatch, Listed, NoContent, Problem, Shown, catalogue as known};
use crate::identity::change_member::{change_member_roles, disable_member, enable_member};
use crate::identity::leaving::ReviewerLeaves;
use crate::identity::list_members::{get_member, list_members};
use crate::identity::remove_totp::remove_totp;
use crate::identity::wire::{ChangeRoles, Member, MemberList};
use crate::identity::{Action, Caller, MemberId};
use crate::page::{Page, link};

/// Operations on members.
#[derive(Debug)]
pub struct MembersApi {
    /// What review does when a reviewer leaves.
    pub reviewer_leaves: ReviewerLeaves,
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl MembersApi {
    /// List the members
    ///
    /// In the order in which they came. For owners.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-cursor`.
    #[oai(path = "/members", method = "get", operation_id = "list_members")]
    async fn list_members(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// At most so many; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<MemberList>, Problem> {
        caller.may(Action::ManageMembers)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_members(&app, &caller, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a member
    ///
    /// For owners.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/members/:member_id",
        method = "get",
        operation_id = "get_member"
    )]
    async fn get_member(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A member of your organization.
        member_id: Path<MemberId>,
    ) -> Result<Shown<Member>, Problem> {
        caller.may(Action::ManageMembers)?;
        let found = get_member(&app, &caller, member_id.0).await?;
        let (member, revision) = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        Ok(Shown::Ok(Json(member), etag(revision)))
    }

    /// Change a member's roles
    ///
    /// Replaces them; they count from the next request on. The last owner stays one. Whoever stops being a reviewer
    /// loses in the same moment everything that is sealed to them, their key, their unlock tokens and their claims;
    /// made a reviewer again, they make a new key and wait for `rewrap_testimonies` by another.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `last-owner`, `last-reader`,
    /// `invalid-body`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/members/:member_id/roles",
        method = "put",
        operation_id = "change_member_roles"
    )]
    async fn change_member_roles(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A member of your organization.
        member_id: Path<MemberId>,
        read: IfMatch,
        body: Checked<ChangeRoles>,
    ) -> Result<Shown<Member>, Problem> {
        caller.may(Action::ManageMembers)?;
        let (id, roles, leaves) = (member_id.0, &body.0.roles, self.reviewer_leaves);
        let (member, revision) =
            change_member_roles(&app, &caller, id, roles, &read, leaves).await?;
        Ok(Shown::Ok(Json(member), etag(revision)))
    }

    /// Disable a member
    ///
    /// Ends their sessions at once; they cannot sign in, and keys that they made do not work, until they are
    /// enabled again. The last owner cannot be disabled. Disabling twice changes nothing. A reviewer loses what is
    /// sealed to them as with the role, unless nobody else could open some of it: then it is kept, and nobody
    /// can use it while they are disabled.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `last-owner`.
    #[oai(
        path = "/members/:member_id/disable",
        method = "post",
        operation_id = "disable_member"
    )]
    async fn disable_member(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A member of your organization.
        member_id: Path<MemberId>,
    ) -> Result<Shown<Member>, Problem> {
        caller.may(Action::ManageMembers)?;
        let (member, revision) =
            disable_member(&app, &caller, member_id.0, self.reviewer_leaves).await?;
        Ok(Shown::Ok(Json(member), etag(revision)))
    }

    /// Enable a member again
    ///
    /// They sign in as before. Enabling twice changes nothing.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/members/:member_id/enable",
        method = "post",
        operation_id = "enable_member"
    )]
    async fn enable_member(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A member of your organization.
        member_id: Path<MemberId>,
    ) -> Result<Shown<Member>, Problem> {
        caller.may(Action::ManageMembers)?;
        let (member, revision) = enable_member(&app, &caller, member_id.0).await?;
        Ok(Shown::Ok(Json(member), etag(revision)))
    }

    /// Remove a member's second factor
    ///
    /// For somebody who has lost it. Their sessions end; they sign in with the password and set up another.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/members/:member_id/totp",
        method = "delete",
        operation_id = "remove_totp"
    )]
    async fn remove_totp(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A member of your organization.
        member_id: Path<MemberId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ManageMembers)?;
        remove_totp(&app, &caller, member_id.0).await?;
        Ok(NoContent::Done)
    }
}
