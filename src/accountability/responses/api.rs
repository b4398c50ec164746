//! Operations of responses.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::correct_response::correct_response;
use super::file::{download_response_file, put_response_file};
use super::find::{get_response, list_responses};
use super::record_response::record_response;
use super::wire::{ChangeResponse, NewResponse, Response, ResponseList};
use crate::accountability::ResponseId;
use crate::accountability::deliveries::api::KeptFileContent;
use crate::accountability::upload::Upload;
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::conditional::etag;
use crate::http::{Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown};
use crate::identity::{Action, Caller};
use crate::packets::PacketId;
use crate::page::{Page, link};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// What was answered, promised and voted.
    Answers,
}

/// Operations of responses.
#[derive(Debug)]
pub struct ResponsesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Answers")]
impl ResponsesApi {
    /// Record a response
    ///
    /// What the addressee of a delivered packet answered, in one of six words and in their own. An acknowledgement ends no silence. Once
    /// everybody who got a packet of the petition has answered, the petition is `answered`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `packet-not-delivered`, `idempotency-key-reused`.
    #[oai(
        path = "/packets/:packet_id/responses",
        method = "post",
        operation_id = "record_response"
    )]
    async fn record_response(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet that was answered.
        packet_id: Path<PacketId>,
        idempotency: Idempotency,
        body: Checked<NewResponse>,
    ) -> Result<Created<Response>, Problem> {
        caller.may(Action::RecordResponses)?;
        let operation = format!("record_response {}", packet_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = record_response(&app, &caller, packet_id.0, &body.0, &once).await?;
        let place = format!("/v1/responses/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// List responses of a campaign
    ///
    /// Newest first, those taken back too.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/responses",
        method = "get",
        operation_id = "list_responses"
    )]
    async fn list_responses(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Only those of this target.
        target_id: Query<Option<TargetId>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<ResponseList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_responses(&app, &caller, campaign_id.0, target_id.0, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a response
    ///
    /// With what it said before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/responses/:response_id",
        method = "get",
        operation_id = "get_response"
    )]
    async fn get_response(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The response.
        response_id: Path<ResponseId>,
    ) -> Result<Shown<Response>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_response(&app, &caller, response_id.0).await?;
        let tag = etag(found.revision);
        Ok(Shown::Ok(Json(found), tag))
    }

    /// Put a response right
    ///
    /// Nothing is rewritten in silence: what it said before stays on the record, with `why`. `retract` says that it never came.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `packet-not-delivered`, `entry-settled`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/responses/:response_id",
        method = "patch",
        operation_id = "correct_response"
    )]
    async fn correct_response(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The response.
        response_id: Path<ResponseId>,
        if_match: IfMatch,
        body: Checked<ChangeResponse>,
    ) -> Result<Shown<Response>, Problem> {
        caller.may(Action::RecordResponses)?;
        let changed = correct_response(&app, &caller, response_id.0, &body.0, &if_match).await?;
        let tag = etag(changed.revision);
        Ok(Shown::Ok(Json(changed), tag))
    }

    /// Put the file of a response
    ///
    /// The letter as PDF, JPEG, PNG or WebP. A photograph is encoded anew without place, time and camera. It is kept encrypted for members, and
    /// is not published.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `file-mislabelled`, `file-unreadable`, `body-too-large`, `unsupported-media-type`, `store-unavailable`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/responses/:response_id/file",
        method = "put",
        operation_id = "put_response_file"
    )]
    async fn put_response_file(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The response.
        response_id: Path<ResponseId>,
        if_match: IfMatch,
        file: Upload,
    ) -> Result<Shown<Response>, Problem> {
        caller.may(Action::RecordResponses)?;
        let put = put_response_file(&app, &caller, response_id.0, file, &if_match).await?;
        let tag = etag(put.revision);
        Ok(Shown::Ok(Json(put), tag))
    }

    /// Download the file of a response
    ///
    /// As it is kept.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `file-damaged`, `store-unavailable`.
    #[oai(
        path = "/responses/:response_id/file",
        method = "get",
        operation_id = "download_response_file"
    )]
    async fn download_response_file(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The response.
        response_id: Path<ResponseId>,
    ) -> Result<KeptFileContent, Problem> {
        caller.may(Action::RecordResponses)?;
        let file = download_response_file(&app, &caller, response_id.0).await?;
        Ok(KeptFileContent::of(file))
    }
}
