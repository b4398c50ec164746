//! Invitations and new passwords.

use chrono::{DateTime, Utc};
use poem_openapi::{Enum, Object};

use crate::identity::rules::Role;
use crate::identity::{InvitationId, MemberId};

shows_nothing!(Acceptance, NewInvitation, NewPasswordReset, NewPassword);

/// Whom to invite.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewInvitation {
    /// Where the mail goes; it becomes the address to sign in with.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// What the new member will be; at least one, each once.
    #[oai(validator(min_items = 1, max_items = 4, unique_items))]
    pub roles: Vec<Role>,
    /// The language of the mail (BCP 47); English where we have no text in it. The organization's when left out.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
}

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum InvitationState {
    Open,
    Accepted,
    Revoked,
    Expired,
}

/// An invitation by mail.
#[derive(Clone, Debug, Object)]
pub struct Invitation {
    pub id: InvitationId,
    pub email: String,
    pub roles: Vec<Role>,
    pub language: String,
    pub state: InvitationState,
    pub invited_by: MemberId,
    pub created_at: DateTime<Utc>,
    /// Seven days after it was made.
    pub expires_at: DateTime<Utc>,
}

/// Invitations, the oldest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct InvitationList {
    pub items: Vec<Invitation>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// What somebody who was invited answers.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct Acceptance {
    /// From the mail: 22 letters and digits; case, spaces and hyphens do not matter.
    #[oai(validator(max_length = 64))]
    pub code: String,
    /// How other members will see you, 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: String,
    /// The password to sign in with, 12 to 200 characters.
    #[oai(validator(min_length = 12, max_length = 200))]
    pub password: String,
}

/// Who wants a new password.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewPasswordReset {
    /// The address of the account.
    #[oai(validator(max_length = 254))]
    pub email: String,
}

/// What happens after a new password was asked for.
#[derive(Debug, Object)]
pub struct PasswordResetAsked {
    /// The same sentence for every address.
    pub detail: String,
}

/// A new password, with the code from the mail.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewPassword {
    /// From the mail: 22 letters and digits; case, spaces and hyphens do not matter.
    #[oai(validator(max_length = 64))]
    pub code: String,
    /// The new password, 12 to 200 characters.
    #[oai(validator(min_length = 12, max_length = 200))]
    pub password: String,
}
