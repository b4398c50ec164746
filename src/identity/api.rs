//! Operations on sessions and on oneself.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::change_me::change_me;
use super::confirm_totp::confirm_totp;
use super::me::get_me;
use super::organization::{change_organization, get_organization};
use super::own_sessions::{delete_session, get_session, list_sessions};
use super::refresh_session::refresh_session;
use super::sign_in::sign_in;
use super::start_totp::start_totp;
use super::wire::{
    ChangeMe, ChangeOrganization, Me, NewRefresh, NewSession, NewTotp, Organization, OwnSession,
    OwnSessionList, Session, TotpCode, TotpSetup,
};
use super::{Action, Caller, SessionId};
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, Created, IfMatch, Listed, NoContent, Problem, Shown};
use crate::page::{Page, link};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Sessions, members, roles, second factors, invitations and API keys.
    Identity,
}

/// Operations of identity.
#[derive(Debug)]
pub struct IdentityApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl IdentityApi {
    /// Sign in
    ///
    /// Opens a session with address and password, and a code where a second factor is set up. Unknown addresses
    /// and wrong passwords are answered alike. After five failures at one address each try waits longer, up to
    /// five minutes.
    ///
    /// Problems: `sign-in-refused`, `second-factor-needed`, `second-factor-wrong`, `rate-limited`.
    #[oai(path = "/sessions", method = "post", operation_id = "create_session")]
    async fn create_session(
        &self,
        app: Data<&App>,
        body: Checked<NewSession>,
    ) -> Result<Created<Session>, Problem> {
        let session = sign_in(&app, body.0).await?;
        let place = format!("/v1/sessions/{}", session.id);
        Ok(Created::Ok(Json(session), place))
    }

    /// Exchange a refresh token
    ///
    /// Gives a new access token and a new refresh token; the one that was sent is used up. Sending it a second
    /// time means that two parties hold it, and ends the session.
    ///
    /// Problems: `refresh-token-refused`, `refresh-token-reused`, `rate-limited`.
    #[oai(
        path = "/sessions/refresh",
        method = "post",
        operation_id = "refresh_session"
    )]
    async fn refresh_session(
        &self,
        app: Data<&App>,
        body: Checked<NewRefresh>,
    ) -> Result<Created<Session>, Problem> {
        let session = refresh_session(&app, &body.0.refresh_token).await?;
        let place = format!("/v1/sessions/{}", session.id);
        Ok(Created::Ok(Json(session), place))
    }

    /// List your sessions
    ///
    /// Those that have not ended, the oldest first.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-cursor`.
    #[oai(path = "/sessions", method = "get", operation_id = "list_sessions")]
    async fn list_sessions(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// At most so many; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<OwnSessionList>, Problem> {
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_sessions(&app, &caller, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read one of your sessions
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/sessions/:session_id",
        method = "get",
        operation_id = "get_session"
    )]
    async fn get_session(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// One of your own sessions.
        session_id: Path<SessionId>,
    ) -> Result<Shown<OwnSession>, Problem> {
        let session = get_session(&app, &caller, session_id.0).await?;
        Ok(Shown::Ok(Json(session), etag(1)))
    }

    /// Sign out
    ///
    /// Ends one of your sessions: its access token and its refresh token are refused from now on, on every node.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/sessions/:session_id",
        method = "delete",
        operation_id = "delete_session"
    )]
    async fn delete_session(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// One of your own sessions.
        session_id: Path<SessionId>,
    ) -> Result<NoContent, Problem> {
        delete_session(&app, &caller, session_id.0).await?;
        Ok(NoContent::Done)
    }

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
    /// Takes the first code of the authenticator app. This session has a second factor from now on; your other
    /// sessions end.
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
    ) -> Result<NoContent, Problem> {
        confirm_totp(&app, &caller, body.0).await?;
        Ok(NoContent::Done)
    }

    /// Read the organization
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(
        path = "/organization",
        method = "get",
        operation_id = "get_organization"
    )]
    async fn get_organization(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Shown<Organization>, Problem> {
        caller.may(Action::ReadOrganization)?;
        let (organization, revision) = get_organization(&app, &caller).await?;
        Ok(Shown::Ok(Json(organization), etag(revision)))
    }

    /// Change the organization
    ///
    /// Its name, language, the smallest number that statistics show, whether petitions are moderated, and the
    /// officer whom packets name for questions.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-body`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/organization",
        method = "patch",
        operation_id = "change_organization"
    )]
    async fn change_organization(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        body: Checked<ChangeOrganization>,
    ) -> Result<Shown<Organization>, Problem> {
        caller.may(Action::EditOrganization)?;
        let (organization, revision) =
            change_organization(&app, &caller, &body.0, &read).await?;
        Ok(Shown::Ok(Json(organization), etag(revision)))
    }
}
