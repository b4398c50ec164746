//! Operations on divisions.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::DivisionId;
use crate::directory::divisions::{change_division, create_division, get_division, list_divisions};
use crate::directory::wire::{Division, DivisionList, NewDivision};
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown, catalogue as known, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on divisions.
#[derive(Debug)]
pub struct DivisionsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl DivisionsApi {
    /// List divisions
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/divisions", method = "get", operation_id = "list_divisions")]
    async fn list_divisions(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<DivisionList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_divisions(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a division
    ///
    /// An area with an Open Civic Data id, such as a supervisor district.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(path = "/divisions", method = "post", operation_id = "create_division")]
    async fn create_division(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewDivision>,
    ) -> Result<Created<Division>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_division", &body.0);
        let made = create_division(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/divisions/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a division
    ///
    /// With its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/divisions/:division_id",
        method = "get",
        operation_id = "get_division"
    )]
    async fn get_division(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the division.
        division_id: Path<DivisionId>,
    ) -> Result<Shown<Division>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let found = get_division(&app, caller.organization, division_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a division
    ///
    /// Replaces all of it: what is left out is emptied. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `already-exists`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/divisions/:division_id",
        method = "put",
        operation_id = "change_division"
    )]
    async fn change_division(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the division.
        division_id: Path<DivisionId>,
        if_match: IfMatch,
        body: Checked<NewDivision>,
    ) -> Result<Shown<Division>, Problem> {
        caller.may(Action::EditDirectory)?;
        let changed = change_division(&app, &caller, division_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }
}
