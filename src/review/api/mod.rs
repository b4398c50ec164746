//! Operations of review: keys, the desk, and what is published.

mod desk;
mod holds;
mod keys;
mod photographs;
mod published;
mod takedown;

use desk::DeskApi;
use holds::HoldsApi;
use keys::KeysApi;
use photographs::PhotographsApi;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Tags};
use published::PublishedApi;
use takedown::TakedownApi;

use super::unlock::{Unlocked, unlocked};
use super::wire::OpenedTestimony;
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Problem, Shown};
use crate::identity::{Action, Caller};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Making a testimony safe to publish.
    Review,
    /// Anonymous testimony: submitting, and the mailbox behind a receipt.
    Testimony,
}

/// All operations of review.
pub type ReviewApi = (
    KeysApi,
    DeskApi,
    HoldsApi,
    PhotographsApi,
    PublishedApi,
    TakedownApi,
);

/// All operations of review, for the server.
pub const REVIEW: ReviewApi = (
    KeysApi,
    DeskApi,
    HoldsApi,
    PhotographsApi,
    PublishedApi,
    TakedownApi,
);

/// A key that was made is shown once and has no address.
#[derive(ApiResponse, Debug)]
pub enum MadeKey<T: poem_openapi::types::ToJSON> {
    /// Made; shown this once.
    #[oai(status = 201)]
    Ok(Json<T>),
}

/// A call to review: the caller may review, and the key behind the token is open.
async fn open(
    app: &App,
    caller: &Caller,
    token: &Header<Option<String>>,
) -> Result<Unlocked, Problem> {
    caller.may(Action::ReviewTestimony)?;
    let session = caller.session()?;
    Ok(unlocked(app, caller, session, token.0.as_deref()).await?)
}

fn shown(opened: OpenedTestimony) -> Shown<OpenedTestimony> {
    let tag = etag(opened.revision);
    Shown::Ok(Json(opened), tag)
}
