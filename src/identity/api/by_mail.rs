//! Operations that begin with a mail: invitations and new passwords.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::{Accepted, Checked, Created, Idempotency, Listed, NoContent, Problem};
use crate::identity::accept_invitation::accept_invitation;
use crate::identity::invitations::{create_invitation, list_invitations, revoke_invitation};
use crate::identity::password_resets::{request_password_reset, reset_password};
use crate::identity::wire::{
    Acceptance, Invitation, InvitationList, Member, NewInvitation, NewPassword, NewPasswordReset,
    PasswordResetAsked,
};
use crate::identity::{Action, Caller, InvitationId};
use crate::page::{Page, link};

/// Operations that begin with a mail.
#[derive(Debug)]
pub struct ByMailApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl ByMailApi {
    /// Invite somebody
    ///
    /// Sends a mail with a code that works for seven days, once. An earlier open invitation to the same address
    /// ends. Takes `Idempotency-Key`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `already-a-member`, `invalid-body`,
    /// `idempotency-key-invalid`, `idempotency-key-reused`.
    #[oai(
        path = "/invitations",
        method = "post",
        operation_id = "create_invitation"
    )]
    async fn create_invitation(
        &self,
        app: Data<&App>,
        caller: Caller,
        once: Idempotency,
        body: Checked<NewInvitation>,
    ) -> Result<Created<Invitation>, Problem> {
        caller.may(Action::ManageMembers)?;
        let once = once.bind(&app, &caller.actor(), "create_invitation", &body.0);
        let made = create_invitation(&app, &caller, &body.0, &once).await?;
        Ok(Created::Ok(Json(made), "/v1/invitations".to_owned()))
    }

    /// List invitations
    ///
    /// All of them, the oldest first.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-cursor`.
    #[oai(
        path = "/invitations",
        method = "get",
        operation_id = "list_invitations"
    )]
    async fn list_invitations(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// At most so many; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<InvitationList>, Problem> {
        caller.may(Action::ManageMembers)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_invitations(&app, &caller, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Revoke an invitation
    ///
    /// Its code no longer works. Revoking what is over already changes nothing.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/invitations/:invitation_id",
        method = "delete",
        operation_id = "revoke_invitation"
    )]
    async fn revoke_invitation(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// An invitation of your organization.
        invitation_id: Path<InvitationId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ManageMembers)?;
        revoke_invitation(&app, &caller, invitation_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Accept an invitation
    ///
    /// Makes an account with the code from the mail. Sign in with the invited address and this password next.
    ///
    /// Problems: `invitation-over`, `already-a-member`, `invalid-body`, `rate-limited`.
    #[oai(
        path = "/invitations/accept",
        method = "post",
        operation_id = "accept_invitation"
    )]
    async fn accept_invitation(
        &self,
        app: Data<&App>,
        body: Checked<Acceptance>,
    ) -> Result<Created<Member>, Problem> {
        let member = accept_invitation(&app, body.0).await?;
        Ok(Created::Ok(Json(member), "/v1/me".to_owned()))
    }

    /// Ask for a new password
    ///
    /// Sends a mail with a code that works for two hours, once, if an account has this address; the answer is the
    /// same if not. At most three mails a day go to one address.
    ///
    /// Problems: `invalid-body`, `rate-limited`.
    #[oai(
        path = "/password-resets",
        method = "post",
        operation_id = "request_password_reset"
    )]
    async fn request_password_reset(
        &self,
        app: Data<&App>,
        body: Checked<NewPasswordReset>,
    ) -> Result<Accepted<PasswordResetAsked>, Problem> {
        request_password_reset(&app, &body.0).await?;
        let detail = "If an account has this address, a mail with a code is on its way.";
        Ok(Accepted::Ok(Json(PasswordResetAsked {
            detail: detail.to_owned(),
        })))
    }

    /// Set a new password
    ///
    /// With the code from the mail. Ends all sessions of the account. A second factor stays as it is, and so does
    /// a reviewer's key: only their unlock passphrase opens it.
    ///
    /// Problems: `password-reset-over`, `invalid-body`, `rate-limited`.
    #[oai(
        path = "/password-resets/use",
        method = "post",
        operation_id = "reset_password"
    )]
    async fn reset_password(
        &self,
        app: Data<&App>,
        body: Checked<NewPassword>,
    ) -> Result<NoContent, Problem> {
        reset_password(&app, body.0).await?;
        Ok(NoContent::Done)
    }
}
