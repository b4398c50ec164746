//! Operations on oneself: name, password, second factor.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, Created, IfMatch, Problem, Shown};
use crate::identity::Caller;
use crate::identity::change_me::change_me;
use crate::identity::confirm_totp::confirm_totp;
use crate::identity::me::get_me;
use crate::identity::recovery_codes::create_recovery_codes;
use crate::identity::start_totp::start_totp;
use crate::identity::wire::{ChangeMe, Me, NewTotp, RecoveryCodes, TotpCode, TotpSetup};

/// Operations on oneself.
#[derive(Debug)]
pub struct MeApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl MeApi {
    /// Read who you are
    ///
    /// Your name, roles, and whether this session still needs a second factor.
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(path = "/me", method = "get", operation_id = "get_me")]
    async fn get_me(&self, app: Data<&App>, caller: Caller) -> Result<Shown<Me>, Problem> {
        let (me, revision) = get_me(&app, &caller).await?;
        Ok(Shown::Ok(Json(me), etag(revision)))
    }

    /// Change your name or password
    ///
    /// A new password needs the present one, and ends your other sessions.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `password-wrong`, `rate-limited`, `invalid-body`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(path = "/me", method = "patch", operation_id = "change_me")]
    async fn change_me(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        body: Checked<ChangeMe>,
    ) -> Result<Shown<Me>, Problem> {
        let (me, revision) = change_me(&app, &caller, body.0, &read).await?;
        Ok(Shown::Ok(Json(me), etag(revision)))
    }

    /// Begin to set up a second factor
    ///
    /// Gives the secret for an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds), this once. It is in
    /// force after `confirm_totp`; until then nothing changes. Whoever has a second factor already replaces it
    /// from a session opened with it. Owners and reviewers can do no more than viewers without one.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `password-wrong`, `second-factor-required`, `rate-limited`.
    #[oai(path = "/me/totp", method = "post", operation_id = "start_totp")]
    async fn start_totp(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewTotp>,
    ) -> Result<Created<TotpSetup>, Problem> {
        let setup = start_totp(&app, &caller, body.0).await?;
        Ok(Created::Ok(Json(setup), "/v1/me".to_owned()))
    }

    /// Put a second factor in force
    ///
    /// Takes the first code of the authenticator app, and gives ten recovery codes for the day on which it is lost, this
    /// once; earlier ones are void. This session has a second factor from now on; your other sessions end.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-not-started`, `second-factor-wrong`, `rate-limited`.
    #[oai(
        path = "/me/totp/confirm",
        method = "post",
        operation_id = "confirm_totp"
    )]
    async fn confirm_totp(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<TotpCode>,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        Ok(Json(confirm_totp(&app, &caller, body.0).await?))
    }

    /// Make new recovery codes
    ///
    /// Ten new ones in the place of those that are left, shown this once. It takes a session that was opened with the
    /// second factor; one of the codes counts as such.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `second-factor-not-started`.
    #[oai(
        path = "/me/recovery-codes",
        method = "post",
        operation_id = "create_recovery_codes"
    )]
    async fn create_recovery_codes(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Json<RecoveryCodes>, Problem> {
        Ok(Json(create_recovery_codes(&app, &caller).await?))
    }
}
