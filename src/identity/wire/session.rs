//! Signing in, staying signed in, and the list of one's own sessions.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use crate::identity::rules::Role;
use crate::identity::{MemberId, OrganizationId, SessionId};

shows_nothing!(NewSession, Session, NewRefresh);

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
    /// Instead of `totp_code`, where the authenticator app is lost: one of the ten recovery codes, in any case and
    /// grouping. It is used up by signing in.
    #[oai(validator(max_length = 32))]
    pub recovery_code: Option<String>,
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
