//! Operations on readiness and the test mail.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::check::readiness;
use super::send_test_mail::send_test_mail;
use super::wire::{Readiness, TestMail};
use crate::app::App;
use crate::http::{Accepted, Problem};
use crate::identity::{Action, Caller};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// What is still missing before a petition can open.
    Readiness,
}

/// Operations of readiness.
#[derive(Debug)]
pub struct ReadinessApi;

/// What is still missing.
#[derive(ApiResponse, Debug)]
pub enum ReadinessShown {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(Json<Readiness>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Readiness")]
impl ReadinessApi {
    /// Get readiness
    ///
    /// What is in place and what is still missing: mail, public address, TLS, reviewers, recovery key, headcounts,
    /// officials, addressees, demands, mails that did not arrive and translations. A petition is held back by missing mail and a missing
    /// addressee, a packet by a missing public address; the others are told so that nobody is surprised later.
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(path = "/readiness", method = "get", operation_id = "get_readiness")]
    async fn get_readiness(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<ReadinessShown, Problem> {
        caller.may(Action::ReadOrganization)?;
        let found = readiness(&app, caller.organization).await?;
        Ok(ReadinessShown::Ok(Json(found)))
    }

    /// Send a test mail
    ///
    /// To the caller's own address. Once the mail server has accepted it, petitions can be opened. Several requests
    /// at once send one mail.
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(path = "/test-mails", method = "post", operation_id = "send_test_mail")]
    async fn send_test_mail(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Accepted<TestMail>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let sent = send_test_mail(&app, &caller).await?;
        Ok(Accepted::Ok(Json(sent)))
    }
}
