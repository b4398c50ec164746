//! What identity says and hears over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::{Enum, Object};

use super::rules::Role;
use super::{ApiKeyId, InvitationId, MemberId, OrganizationId, SessionId};

/// What carries a password, a code or a token shows nothing of it in a log.
macro_rules! shows_nothing {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}

shows_nothing!(
    NewSession,
    Session,
    NewRefresh,
    ChangePassword,
    NewTotp,
    TotpSetup,
    TotpCode,
    Acceptance,
    NewInvitation,
    NewPasswordReset,
    NewPassword,
    MadeApiKey,
);

/// Address and password, and the second factor where one is set up.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewSession {
    /// The member's e-mail address; case and surrounding space do not matter.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// The password, 12 to 200 characters.
    #[oai(validator(max_length = 200))]
    pub password: String,
    /// Six digits from the authenticator app (RFC 6238), where a second factor is set up. Each code counts once.
    #[oai(validator(max_length = 10))]
    pub totp_code: Option<String>,
}

/// A signed-in client.
#[derive(Object)]
pub struct Session {
    pub id: SessionId,
    /// Send it as `Authorization: Bearer …`. It is refused as soon as the session ends.
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Exchange it once, at `refresh_session`, for a new pair. Using it a second time ends the session.
    pub refresh_token: String,
    /// When the session ends, however often it is refreshed: 30 days after signing in.
    pub ends_at: DateTime<Utc>,
    pub member_id: MemberId,
    pub organization_id: OrganizationId,
    pub roles: Vec<Role>,
    /// Whether the session was opened with a second factor.
    pub second_factor: bool,
}

/// A refresh token, to be exchanged.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewRefresh {
    /// As it came from `create_session` or from the last `refresh_session`.
    #[oai(validator(max_length = 100))]
    pub refresh_token: String,
}

/// One of your own sessions that has not ended.
#[derive(Debug, Object)]
pub struct OwnSession {
    pub id: SessionId,
    pub created_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub ends_at: DateTime<Utc>,
    /// Whether it was opened with a second factor.
    pub second_factor: bool,
    /// Whether it is the session of this very request.
    pub current: bool,
}

/// Your sessions, the oldest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OwnSessionList {
    pub items: Vec<OwnSession>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// Whether a member can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MemberState {
    Active,
    /// Cannot sign in, and none of their sessions or keys works.
    Disabled,
}

/// A person with an account.
#[derive(Clone, Debug, Object)]
pub struct Member {
    pub id: MemberId,
    pub name: String,
    pub email: String,
    pub state: MemberState,
    /// What they may do; several roles add up.
    pub roles: Vec<Role>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    pub created_at: DateTime<Utc>,
}

/// Members, in the order in which they came.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MemberList {
    pub items: Vec<Member>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// You, and what this session may still need.
#[derive(Clone, Debug, Object)]
pub struct Me {
    pub id: MemberId,
    pub organization_id: OrganizationId,
    pub name: String,
    pub email: String,
    pub roles: Vec<Role>,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// Whether this session was opened with it.
    pub session_has_second_factor: bool,
    /// Whether one of your roles works only in a session with a second factor.
    pub needs_second_factor: bool,
}

/// What to change about yourself; what is left out stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeMe {
    /// How other members see you, 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: Option<String>,
    /// Ends all your other sessions.
    pub password: Option<ChangePassword>,
}

/// A new password, with the present one.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present password.
    #[oai(validator(max_length = 200))]
    pub old: String,
    /// The new password, 12 to 200 characters.
    #[oai(validator(min_length = 12, max_length = 200))]
    pub new: String,
}

/// The password, before a second factor is set up.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewTotp {
    /// Your password, so that a stolen access token cannot set up a second factor.
    #[oai(validator(max_length = 200))]
    pub password: String,
}

/// What an authenticator app needs. It is shown this once.
#[derive(Object)]
pub struct TotpSetup {
    /// `otpauth://totp/…`, to be shown as a QR code: SHA-1, six digits, 30 seconds.
    pub otpauth_url: String,
    /// The same secret in base32, for typing.
    pub secret: String,
}

/// The first code of an authenticator app.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct TotpCode {
    /// Six digits.
    #[oai(validator(max_length = 10))]
    pub code: String,
}

/// The roles a member shall have from now on.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeRoles {
    /// At least one, each once. They replace those of before.
    #[oai(validator(min_items = 1, max_items = 4, unique_items))]
    pub roles: Vec<Role>,
}

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

/// What a machine may be given. What only owners and reviewers may do is done by people.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Enum,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[oai(rename_all = "snake_case")]
pub enum Scope {
    /// Runs campaigns, petitions and packets.
    Organizer,
    /// Looks at what is there.
    Viewer,
}

impl Scope {
    pub fn role(self) -> Role {
        match self {
            Self::Organizer => Role::Organizer,
            Self::Viewer => Role::Viewer,
        }
    }
}

/// A key for a machine.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewApiKey {
    /// What the key is for, 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: String,
    /// What it may do; at least one, each once.
    #[oai(validator(min_items = 1, max_items = 2, unique_items))]
    pub scopes: Vec<Scope>,
    /// When it stops working; never, when left out.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A key of a machine, without the key itself. It works while whoever made it is active and may do the same.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub name: String,
    pub scopes: Vec<Scope>,
    pub created_by: MemberId,
    pub created_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// The last day on which it was used.
    pub last_used_on: Option<NaiveDate>,
}

/// A new key, with the key itself.
#[derive(Object)]
pub struct MadeApiKey {
    pub api_key: ApiKey,
    /// Send it as `Authorization: Bearer …`. It is shown this once; only a hash of it is kept.
    pub key: String,
}

/// Keys, the oldest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ApiKeyList {
    pub items: Vec<ApiKey>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// The officer whom packets name, for questions.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ContactOfficer {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: String,
    /// Such as `Chapter President`, at most 120 characters.
    #[oai(validator(max_length = 120))]
    pub title: Option<String>,
    /// As it shall be printed, at most 40 characters.
    #[oai(validator(max_length = 40))]
    pub telephone: Option<String>,
    /// An address that officials may write to.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
}

/// The local or chapter that runs campaigns.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    /// The language in which it works (BCP 47).
    pub language: String,
    /// Whether a second person looks at a petition before it opens.
    pub moderates: bool,
    /// The smallest number that published statistics on testimony show; fewer are hidden.
    #[oai(validator(minimum(value = "5"), maximum(value = "50")))]
    pub k: i32,
    /// The Ed25519 key, in hexadecimal, that vouches for reviewers' keys.
    pub public_key: String,
    pub contact: Option<ContactOfficer>,
    /// Whether its people are made up, for a demonstration.
    pub is_demo: bool,
    pub created_at: DateTime<Utc>,
}

/// What to change about the organization; what is left out stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeOrganization {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: Option<String>,
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
    pub moderates: Option<bool>,
    /// 10 unless an owner decides otherwise; 5 to 50.
    #[oai(validator(minimum(value = "5"), maximum(value = "50")))]
    pub k: Option<i32>,
    /// Replaces the contact officer whole.
    pub contact: Option<ContactOfficer>,
}
