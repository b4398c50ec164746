//! Operations on the keys of machines.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::{Checked, Created, Idempotency, Listed, NoContent, Problem};
use crate::identity::api_keys::{create_api_key, list_api_keys, revoke_api_key};
use crate::identity::wire::{ApiKeyList, MadeApiKey, NewApiKey};
use crate::identity::{Action, ApiKeyId, Caller};
use crate::page::{Page, link};

/// Operations on the keys of machines.
#[derive(Debug)]
pub struct ApiKeysApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl ApiKeysApi {
    /// Make a key for a machine
    ///
    /// The answer holds the key, this once; only a hash of it is kept. A key can do what its scopes say, while
    /// whoever made it is active and may do the same; what takes a person, such as managing members or reading
    /// testimony, no key can do. Takes `Idempotency-Key`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-body`, `idempotency-key-invalid`,
    /// `idempotency-key-reused`.
    #[oai(path = "/api-keys", method = "post", operation_id = "create_api_key")]
    async fn create_api_key(
        &self,
        app: Data<&App>,
        caller: Caller,
        once: Idempotency,
        body: Checked<NewApiKey>,
    ) -> Result<Created<MadeApiKey>, Problem> {
        caller.may(Action::ManageApiKeys)?;
        let once = once.bind(&app, &caller.actor(), "create_api_key", &body.0);
        let made = create_api_key(&app, &caller, &body.0, &once).await?;
        Ok(Created::Ok(Json(made), "/v1/api-keys".to_owned()))
    }

    /// List the keys
    ///
    /// Without the keys themselves; revoked ones too, the oldest first.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-cursor`.
    #[oai(path = "/api-keys", method = "get", operation_id = "list_api_keys")]
    async fn list_api_keys(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// At most so many; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<ApiKeyList>, Problem> {
        caller.may(Action::ManageApiKeys)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_api_keys(&app, &caller, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Revoke a key
    ///
    /// It is refused from the next request on. Revoking twice changes nothing.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/api-keys/:key_id",
        method = "delete",
        operation_id = "revoke_api_key"
    )]
    async fn revoke_api_key(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// A key of your organization.
        key_id: Path<ApiKeyId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ManageApiKeys)?;
        revoke_api_key(&app, &caller, key_id.0).await?;
        Ok(NoContent::Done)
    }
}
