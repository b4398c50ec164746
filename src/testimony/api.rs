//! Operations of testimony. None of them knows a caller, none leaves a trace beside the testimony itself.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::intake;
use super::open_mailbox::open_mailbox;
use super::submit::submit_testimony;
use super::wire::{Mailbox, MailboxKey, NewTestimony, Taken};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Checked, Problem};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Anonymous testimony: submitting, and the mailbox behind a receipt.
    Testimony,
}

/// A testimony that was taken has no address: its receipt is the only way back.
#[derive(ApiResponse, Debug)]
pub enum Sealed {
    /// Sealed, and safe on disk.
    #[oai(status = 201)]
    Ok(Json<Taken>),
}

/// Operations of testimony.
#[derive(Debug)]
pub struct TestimonyApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Testimony")]
impl TestimonyApi {
    /// Give testimony
    ///
    /// Anonymous: no sign-in, no name, no address. Text and facts are sealed at once to the reviewers of the
    /// organization; the service keeps no time but the day. A text that carries the receipt is refused, since
    /// whoever reads it could act for the witness. The same receipt again is the same testimony, so that repeating a
    /// request that got no answer is harmless; this operation takes no `Idempotency-Key`.
    ///
    /// Problems: `not-found`, `testimony-not-open`, `no-reviewer-key`, `receipt-in-text`, `testimony-too-long`,
    /// `invalid-body`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/testimonies",
        method = "post",
        operation_id = "submit_testimony"
    )]
    async fn submit_testimony(
        &self,
        app: Data<&App>,
        /// The campaign to testify for.
        campaign_id: Path<CampaignId>,
        body: Checked<NewTestimony>,
    ) -> Result<Sealed, Problem> {
        let _room = intake::room()?;
        let taken = submit_testimony(&app, campaign_id.0, body.0).await?;
        Ok(Sealed::Ok(Json(taken)))
    }

    /// Open the mailbox
    ///
    /// What stands behind a receipt: where the testimony stands, the reviewers' questions, the wording that waits for
    /// an answer. Unknown, mistyped and withdrawn receipts get one and the same answer.
    ///
    /// Problems: `receipt-unknown`, `invalid-body`, `busy`.
    #[oai(path = "/mailbox/open", method = "post", operation_id = "open_mailbox")]
    async fn open_mailbox(
        &self,
        app: Data<&App>,
        body: Checked<MailboxKey>,
    ) -> Result<Json<Mailbox>, Problem> {
        let _room = intake::room()?;
        Ok(Json(open_mailbox(&app, &body.0.receipt).await?))
    }
}
