//! Operations that take a published text back.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::super::takedown::{confirm_takedown, drop_takedown, list_takedowns, propose_takedown};
use super::super::wire::takedown::OpenTakedowns;
use super::Tag;
use crate::app::App;
use crate::http::{NoContent, Problem};
use crate::identity::{Action, Caller};
use crate::layoffs::PublishedTestimonyId;

/// Operations that take a published text back.
#[derive(Debug)]
pub struct TakedownApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl TakedownApi {
    /// List texts to be taken down
    ///
    /// Those of which one reviewer has asked it and no other has confirmed, of all campaigns, in random order and with ages in
    /// days. Reviewers only: that a text names somebody is nothing to tell further.
    ///
    /// Problems: `second-factor-required`.
    #[oai(
        path = "/review/takedowns",
        method = "get",
        operation_id = "list_takedowns"
    )]
    async fn list_takedowns(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Json<OpenTakedowns>, Problem> {
        caller.may(Action::ReviewTestimony)?;
        Ok(Json(list_takedowns(&app, &caller).await?))
    }

    /// Ask that a published text be taken down
    ///
    /// Where somebody was overlooked in it. The first of two reviewers; nothing changes before another confirms. Asked again it is
    /// the same request, whoever asks.
    ///
    /// Problems: `second-factor-required`, `not-found`.
    #[oai(
        path = "/published-testimonies/:published_id/takedown",
        method = "post",
        operation_id = "propose_takedown"
    )]
    async fn propose_takedown(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The published text, as `list_published_testimonies` names it.
        published_id: Path<PublishedTestimonyId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ReviewTestimony)?;
        propose_takedown(&app, &caller, published_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Confirm that a published text is taken down
    ///
    /// By another reviewer than the one who asked. Text, facts and pictures are deleted at once, and are in no list; the next
    /// release of statistics is made without them, as after a withdrawal. Packets that print it and were not delivered are
    /// destroyed in the night; a delivered one cannot be called back. The sealed original is not touched, and cannot be: nobody
    /// but its witness can tell which it is. It dies on its day.
    ///
    /// Problems: `second-factor-required`, `not-found`, `second-reviewer-needed`.
    #[oai(
        path = "/published-testimonies/:published_id/takedown/confirm",
        method = "post",
        operation_id = "confirm_takedown"
    )]
    async fn confirm_takedown(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The published text.
        published_id: Path<PublishedTestimonyId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ReviewTestimony)?;
        confirm_takedown(&app, &caller, published_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Drop the request to take a text down
    ///
    /// Any reviewer can; where nobody has asked, there is nothing to drop.
    ///
    /// Problems: `second-factor-required`, `not-found`.
    #[oai(
        path = "/published-testimonies/:published_id/takedown",
        method = "delete",
        operation_id = "drop_takedown"
    )]
    async fn drop_takedown(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The published text.
        published_id: Path<PublishedTestimonyId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::ReviewTestimony)?;
        drop_takedown(&app, &caller, published_id.0).await?;
        Ok(NoContent::Done)
    }
}
