//! Operations on sessions, members and the organization.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::sign_in::sign_in;
use super::wire::{NewSession, Session};
use crate::app::App;
use crate::http::{Checked, Created, Problem};

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
    /// Opens a session with address and password. Unknown addresses and wrong passwords are answered alike.
    ///
    /// Problems: `sign-in-refused`, `rate-limited`.
    #[oai(path = "/sessions", method = "post", operation_id = "create_session")]
    async fn create_session(
        &self,
        app: Data<&App>,
        body: Checked<NewSession>,
    ) -> Result<Created<Session>, Problem> {
        let session = sign_in(&app, body.0).await?;
        Ok(Created::Ok(
            Json(session),
            "/v1/sessions/current".to_owned(),
        ))
    }
}
