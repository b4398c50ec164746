//! Operations on officials.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::officials::{change_official, create_official, get_official, list_officials};
use crate::directory::wire::{NewOfficial, Official, OfficialList};
use crate::directory::{BodyId, OfficialId};
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown, catalogue as known, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on officials.
#[derive(Debug)]
pub struct OfficialsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl OfficialsApi {
    /// List officials
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/officials", method = "get", operation_id = "list_officials")]
    async fn list_officials(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Only those who hold a post in this body.
        body_id: Query<Option<BodyId>>,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<OfficialList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_officials(&app, caller.organization, body_id.0, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create an official
    ///
    /// Makes the membership (Popolo), and the person and the post where they are not there yet.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(path = "/officials", method = "post", operation_id = "create_official")]
    async fn create_official(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewOfficial>,
    ) -> Result<Created<Official>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_official", &body.0);
        let made = create_official(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/officials/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get an official
    ///
    /// With its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/officials/:official_id",
        method = "get",
        operation_id = "get_official"
    )]
    async fn get_official(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the official.
        official_id: Path<OfficialId>,
    ) -> Result<Shown<Official>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let found = get_official(&app, caller.organization, official_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change an official
    ///
    /// Replaces all of it: what is left out is emptied. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `already-exists`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/officials/:official_id",
        method = "put",
        operation_id = "change_official"
    )]
    async fn change_official(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the official.
        official_id: Path<OfficialId>,
        if_match: IfMatch,
        body: Checked<NewOfficial>,
    ) -> Result<Shown<Official>, Problem> {
        caller.may(Action::EditDirectory)?;
        let changed = change_official(&app, &caller, official_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }
}
