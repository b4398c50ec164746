//! Operations on postal codes.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::PostalCodeId;
use crate::directory::postal_codes::{create_postal_code, list_postal_codes, remove_postal_code};
use crate::directory::wire::{NewPostalCode, PostalCode, PostalCodeList};
use crate::http::{Checked, Created, Idempotency, Listed, NoContent, Problem};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on postal codes.
#[derive(Debug)]
pub struct PostalCodesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl PostalCodesApi {
    /// List postal codes
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/postal-codes",
        method = "get",
        operation_id = "list_postal_codes"
    )]
    async fn list_postal_codes(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PostalCodeList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_postal_codes(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a postal code
    ///
    /// A code may lie in several divisions: then it tells none.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(
        path = "/postal-codes",
        method = "post",
        operation_id = "create_postal_code"
    )]
    async fn create_postal_code(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewPostalCode>,
    ) -> Result<Created<PostalCode>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_postal_code", &body.0);
        let made = create_postal_code(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/postal-codes/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Remove a postal code
    ///
    /// It is gone at once; a second time answers 404.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/postal-codes/:postal_code_id",
        method = "delete",
        operation_id = "remove_postal_code"
    )]
    async fn remove_postal_code(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the postal code.
        postal_code_id: Path<PostalCodeId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditDirectory)?;
        remove_postal_code(&app, &caller, postal_code_id.0).await?;
        Ok(NoContent::Done)
    }
}
