//! The operation on the roster.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::Tag;
use crate::app::App;
use crate::directory::roster::get_roster;
use crate::directory::wire::Roster;
use crate::http::Problem;
use crate::identity::{Action, Caller};

/// How many there are.
#[derive(ApiResponse, Debug)]
pub enum Counted {
    /// Their number.
    #[oai(status = 200)]
    Ok(Json<Roster>),
}

/// The operation on the roster.
#[derive(Debug)]
pub struct RosterApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl RosterApi {
    /// Count the roster
    ///
    /// How many names of staff the finder knows. The names themselves are sealed and come out nowhere; an import of
    /// kind `roster` replaces them all.
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(path = "/roster", method = "get", operation_id = "get_roster")]
    async fn get_roster(&self, app: Data<&App>, caller: Caller) -> Result<Counted, Problem> {
        caller.may(Action::ReadDirectory)?;
        let roster = get_roster(&app, caller.organization).await?;
        Ok(Counted::Ok(Json(roster)))
    }
}
