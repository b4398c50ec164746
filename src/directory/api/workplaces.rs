//! Operations on workplaces.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::wire::{NewWorkplace, Workplace, WorkplaceList};
use crate::directory::workplaces::{
    change_workplace, create_workplace, get_workplace, list_workplaces,
};
use crate::directory::{DivisionId, WorkplaceId};
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown, catalogue as known, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on workplaces.
#[derive(Debug)]
pub struct WorkplacesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl WorkplacesApi {
    /// List workplaces
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/workplaces", method = "get", operation_id = "list_workplaces")]
    async fn list_workplaces(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Only those in this division.
        division_id: Query<Option<DivisionId>>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<WorkplaceList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_workplaces(&app, caller.organization, division_id.0, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a workplace
    ///
    /// A branch or site, with its headcounts by job group.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(
        path = "/workplaces",
        method = "post",
        operation_id = "create_workplace"
    )]
    async fn create_workplace(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewWorkplace>,
    ) -> Result<Created<Workplace>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_workplace", &body.0);
        let made = create_workplace(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/workplaces/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a workplace
    ///
    /// With its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/workplaces/:workplace_id",
        method = "get",
        operation_id = "get_workplace"
    )]
    async fn get_workplace(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the workplace.
        workplace_id: Path<WorkplaceId>,
    ) -> Result<Shown<Workplace>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let found = get_workplace(&app, caller.organization, workplace_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a workplace
    ///
    /// Replaces all of it: what is left out is emptied. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `already-exists`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/workplaces/:workplace_id",
        method = "put",
        operation_id = "change_workplace"
    )]
    async fn change_workplace(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the workplace.
        workplace_id: Path<WorkplaceId>,
        if_match: IfMatch,
        body: Checked<NewWorkplace>,
    ) -> Result<Shown<Workplace>, Problem> {
        caller.may(Action::EditDirectory)?;
        let changed = change_workplace(&app, &caller, workplace_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }
}
