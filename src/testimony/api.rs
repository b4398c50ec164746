//! Operations of testimony. None of them knows a caller, none leaves a trace beside the testimony itself.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::get_keys::get_testimony_keys;
use super::intake;
use super::open_mailbox::open_mailbox;
use super::open_sealed_mailbox::open_sealed_mailbox;
use super::proof::Proofs;
use super::submit::submit_testimony;
use super::submit_sealed::submit_sealed_testimony;
use super::wire::challenge::TestimonyChallenge;
use super::wire::sealing::{MailboxAuth, NewSealedTestimony, SealedMailbox, TestimonyKeys};
use super::wire::{Mailbox, MailboxKey, NewTestimony, Taken};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Checked, Problem, catalogue as known};
use crate::listen::Nearby;

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
    /// Where many testify at once, each has to bring a proof of work (`get_testimony_challenge`); below five a minute none
    /// does, and how many more are let pass changes from minute to minute. Only what was stored counts. Whoever sends a worker token (`issue_worker_token`) needs none: the token is spent in one step with storing the
    /// testimony.
    ///
    /// From a network of the employer it is answered `employer-network`, and nothing is stored, until it comes with
    /// `accept_risk`. The address is compared and dropped.
    ///
    /// Problems: `not-found`, `testimony-not-open`, `employer-network`, `no-reviewer-key`, `receipt-in-text`, `testimony-too-long`,
    /// `proof-of-work-needed`, `token-not-valid`, `token-not-open`, `token-spent`, `invalid-body`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/testimonies",
        method = "post",
        operation_id = "submit_testimony"
    )]
    async fn submit_testimony(
        &self,
        app: Data<&App>,
        proofs: Data<&Proofs>,
        /// The campaign to testify for.
        campaign_id: Path<CampaignId>,
        nearby: Nearby,
        body: Checked<NewTestimony>,
    ) -> Result<Sealed, Problem> {
        let _room = intake::room()?;
        let taken = submit_testimony(&app, &proofs, campaign_id.0, body.0, nearby).await?;
        Ok(Sealed::Ok(Json(taken)))
    }

    /// Fetch a challenge
    ///
    /// The work that a testimony has to bring where many come at once, and whether it is needed now. Nobody is told apart:
    /// the price is that of the whole node, and dearer with load. A challenge lives ten minutes and counts once.
    ///
    /// Problems: `busy`, `head-too-large`.
    #[oai(
        path = "/testimony-challenge",
        method = "get",
        operation_id = "get_testimony_challenge"
    )]
    async fn get_testimony_challenge(
        &self,
        app: Data<&App>,
        proofs: Data<&Proofs>,
    ) -> Result<Json<TestimonyChallenge>, Problem> {
        let _room = intake::room()?;
        let challenge = proofs.challenge(&app);
        Ok(Json(
            challenge.ok_or_else(|| Problem::new(known::INTERNAL))?,
        ))
    }

    /// Keys to seal a testimony to
    ///
    /// For clients that seal for themselves, so that nobody who runs or watches the service can read along: the keys of
    /// today's reviewers and of the recovery, each signed by the organization. Compare the organization's fingerprint
    /// with the one that it prints on its sheets or says at a meeting, and seal to no key whose signature does not
    /// verify. Test vectors for every step: [`/openapi/test-vectors.json`](/openapi/test-vectors.json). A reference
    /// client is in the program itself: `broadside testify`.
    ///
    /// Problems: `not-found`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/testimony-keys",
        method = "get",
        operation_id = "get_testimony_keys"
    )]
    async fn get_testimony_keys(
        &self,
        app: Data<&App>,
        /// The campaign to testify for.
        campaign_id: Path<CampaignId>,
    ) -> Result<Json<TestimonyKeys>, Problem> {
        let _room = intake::room()?;
        Ok(Json(get_testimony_keys(&app, campaign_id.0).await?))
    }

    /// Give a testimony that the client has sealed
    ///
    /// As `submit_testimony`, but sealed before it is sent: the service sees neither the words nor the receipt, and
    /// checks what can be checked from outside: form, padded length, and that every reader of today and nobody else has
    /// a wrap. The same body again is the same testimony, so that repeating a request that got no answer is harmless.
    /// What reviewers find when they open it must be a testimony as `submit_testimony` takes it; otherwise they can only
    /// reject it.
    ///
    /// Problems: `not-found`, `testimony-not-open`, `employer-network`, `no-reviewer-key`, `readers-changed`, `testimony-conflict`,
    /// `proof-of-work-needed`, `token-not-valid`, `token-not-open`, `token-spent`, `invalid-body`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/testimonies/sealed",
        method = "post",
        operation_id = "submit_sealed_testimony"
    )]
    async fn submit_sealed_testimony(
        &self,
        app: Data<&App>,
        proofs: Data<&Proofs>,
        /// The campaign to testify for.
        campaign_id: Path<CampaignId>,
        nearby: Nearby,
        body: Checked<NewSealedTestimony>,
    ) -> Result<Sealed, Problem> {
        let _room = intake::room()?;
        let taken = submit_sealed_testimony(&app, &proofs, campaign_id.0, body.0, nearby).await?;
        Ok(Sealed::Ok(Json(taken)))
    }

    /// Open the mailbox
    ///
    /// What stands behind a receipt: where the testimony stands, the reviewers' questions, the wording that waits for
    /// an answer. Unknown, mistyped and withdrawn receipts get one and the same answer, and from outside it is as long, and
    /// takes as long, as a mailbox without long notes: the JSON is padded with white space. Whatever else is done in a mailbox is
    /// answered in one length as well, success and refusal alike; an answer without a body has a header `x-padding`, which says
    /// nothing. A picture has its own length.
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

    /// Fetch the mailbox sealed
    ///
    /// As `open_mailbox`, for clients that keep the receipt to themselves: the notes come as they are stored, and the
    /// client opens them. It works for every testimony, whoever sealed it. Unknown, malformed and withdrawn ones get one
    /// and the same answer. `act_on_sealed_mailbox` answers, adds and withdraws in the same way.
    ///
    /// Problems: `receipt-unknown`, `invalid-body`, `busy`.
    #[oai(
        path = "/mailbox/sealed",
        method = "post",
        operation_id = "open_sealed_mailbox"
    )]
    async fn open_sealed_mailbox(
        &self,
        app: Data<&App>,
        body: Checked<MailboxAuth>,
    ) -> Result<Json<SealedMailbox>, Problem> {
        let _room = intake::room()?;
        Ok(Json(open_sealed_mailbox(&app, &body.0.auth).await?))
    }
}
