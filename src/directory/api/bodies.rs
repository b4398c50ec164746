//! Operations on bodies.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::BodyId;
use crate::directory::bodies::{change_body, create_body, get_body, list_bodies};
use crate::directory::wire::{Body, BodyList, NewBody};
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown, catalogue as known, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on bodies.
#[derive(Debug)]
pub struct BodiesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl BodiesApi {
    /// List bodies
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/bodies", method = "get", operation_id = "list_bodies")]
    async fn list_bodies(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<BodyList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_bodies(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a body
    ///
    /// A board, council, association or employer; its name is unique within the organization.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(path = "/bodies", method = "post", operation_id = "create_body")]
    async fn create_body(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewBody>,
    ) -> Result<Created<Body>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_body", &body.0);
        let made = create_body(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/bodies/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a body
    ///
    /// With its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(path = "/bodies/:body_id", method = "get", operation_id = "get_body")]
    async fn get_body(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the body.
        body_id: Path<BodyId>,
    ) -> Result<Shown<Body>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let found = get_body(&app, caller.organization, body_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a body
    ///
    /// Replaces all of it: what is left out is emptied. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `already-exists`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/bodies/:body_id",
        method = "put",
        operation_id = "change_body"
    )]
    async fn change_body(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the body.
        body_id: Path<BodyId>,
        if_match: IfMatch,
        body: Checked<NewBody>,
    ) -> Result<Shown<Body>, Problem> {
        caller.may(Action::EditDirectory)?;
        let changed = change_body(&app, &caller, body_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }
}
