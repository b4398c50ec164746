//! Operations on sessions: signing in, staying signed in, signing out.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, Created, Listed, NoContent, Problem, Shown};
use crate::identity::own_sessions::{delete_session, get_session, list_sessions};
use crate::identity::refresh_session::refresh_session;
use crate::identity::sign_in::sign_in;
use crate::identity::wire::{NewRefresh, NewSession, OwnSession, OwnSessionList, Session};
use crate::identity::{Caller, SessionId};
use crate::page::{Page, link};

/// Operations on sessions.
#[derive(Debug)]
pub struct SessionsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl SessionsApi {
    /// Sign in
    ///
    /// Opens a session with address and password, and a code where a second factor is set up: that of the authenticator
    /// app, or a recovery code. Unknown addresses
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
    /// One that has ended is not found.
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
}
