//! What members say and hear about themselves.

use poem_openapi::Object;

use crate::identity::rules::Role;
use crate::identity::{MemberId, OrganizationId};

shows_nothing!(ChangePassword, NewTotp, TotpSetup, TotpCode, RecoveryCodes);

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
    /// How many recovery codes are left of the ten. Make new ones before there are none.
    pub recovery_codes_left: u32,
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

/// For the day on which the authenticator app is lost. They are shown this once: print them, and keep them apart from the
/// password.
#[derive(Object)]
pub struct RecoveryCodes {
    /// Ten codes of twelve characters, the last two of which catch a mistyped one. Each is good for signing in once.
    pub codes: Vec<String>,
}
