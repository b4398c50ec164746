//! What identity says and hears over HTTP.

use poem_openapi::Object;

use super::rules::Role;
use super::{MemberId, OrganizationId};

/// Address and password, and the second factor where one is set up.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSession {
    /// The member's e-mail address.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// The password, 12 to 200 characters.
    #[oai(validator(max_length = 200))]
    pub password: String,
    /// Six digits from the authenticator app (RFC 6238), where a second factor is set up.
    #[oai(validator(max_length = 10))]
    pub totp_code: Option<String>,
}

/// A signed-in client.
#[derive(Debug, Object)]
pub struct Session {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
    /// Exchange it once, at `refresh_session`, for a new pair.
    pub refresh_token: String,
    pub member_id: MemberId,
    pub organization_id: OrganizationId,
    pub roles: Vec<Role>,
    /// Whether the session was opened with a second factor.
    pub second_factor: bool,
}
