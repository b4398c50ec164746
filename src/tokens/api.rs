//! Operations of worker tokens: a steward's, who is signed in, and a worker's, of whom nothing is written down.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::create_voucher::create_voucher;
use super::intake;
use super::issue_token::issue_worker_token;
use super::list_epochs::list_token_epochs;
use super::revoke_vouchers::revoke_vouchers;
use super::wire::{IssuedToken, NewTokenRequest, TokenEpochs, Voucher};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Checked, Idempotency, NoContent, Problem};
use crate::identity::{Action, Caller};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Proof that a witness works there, without who it is.
    #[oai(rename = "Worker tokens")]
    WorkerTokens,
}

/// A voucher has no address: its code is all there is.
#[derive(ApiResponse, Debug)]
pub enum MadeVoucher {
    /// Made; the code is shown this once.
    #[oai(status = 201)]
    Ok(Json<Voucher>),
}

/// Operations of worker tokens.
#[derive(Debug)]
pub struct TokensApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::WorkerTokens")]
impl TokensApi {
    /// Make a voucher
    ///
    /// For a steward who has just checked that somebody works there: one voucher, for one person, once. The worker's own
    /// client redeems it (`issue_worker_token`) for a token that the steward never sees, and that nothing leads to from here.
    /// The audit list keeps who made a voucher, by day, and never for whom; keep no list of your own.
    ///
    /// Problems: `not-found`, `campaign-rule`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/vouchers",
        method = "post",
        operation_id = "create_voucher"
    )]
    async fn create_voucher(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign that the worker may testify for.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
    ) -> Result<MadeVoucher, Problem> {
        caller.may(Action::IssueTokens)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_voucher", &campaign_id.0);
        let once = once.by_day();
        let made = create_voucher(&app, &caller, campaign_id.0, &once).await?;
        Ok(MadeVoucher::Ok(Json(made)))
    }

    /// Revoke all vouchers
    ///
    /// Of a campaign, where some were lost or stolen: none that was made so far can be redeemed any more. Whether a voucher was
    /// redeemed before is not said. Tokens that were issued stay good.
    ///
    /// Problems: `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/vouchers",
        method = "delete",
        operation_id = "revoke_vouchers"
    )]
    async fn revoke_vouchers(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::IssueTokens)?;
        revoke_vouchers(&app, &caller, campaign_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Redeem a voucher for a worker token
    ///
    /// Anonymous: no sign-in, no address. The client sends a blinded element (RFC 9497, POPRF over ristretto255 with SHA-512) and
    /// takes the blind off what comes back: so nobody, the service included, can tell which token was issued to which
    /// voucher. The voucher is burned; the same request again, until the next day, gets the same answer, so that no token is
    /// lost with one. The token can be spent once its epoch opens: the day after ten were issued. Test vectors for every
    /// step: [`/openapi/test-vectors.json`](/openapi/test-vectors.json). A reference client is in the program itself:
    /// `broadside token`.
    ///
    /// Problems: `not-found`, `voucher-not-valid`, `invalid-body`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/worker-tokens",
        method = "post",
        operation_id = "issue_worker_token"
    )]
    async fn issue_worker_token(
        &self,
        app: Data<&App>,
        /// The campaign of the voucher.
        campaign_id: Path<CampaignId>,
        body: Checked<NewTokenRequest>,
    ) -> Result<Json<IssuedToken>, Problem> {
        let _room = intake::room()?;
        Ok(Json(
            issue_worker_token(&app, campaign_id.0, &body.0).await?,
        ))
    }

    /// List the epochs of worker tokens
    ///
    /// Which keys tokens are issued under, and since when and until when they can be spent. The same for everybody; compare with
    /// each other what you are shown.
    ///
    /// Problems: `not-found`, `busy`.
    #[oai(
        path = "/campaigns/:campaign_id/worker-tokens",
        method = "get",
        operation_id = "list_token_epochs"
    )]
    async fn list_token_epochs(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Json<TokenEpochs>, Problem> {
        let _room = intake::room()?;
        Ok(Json(list_token_epochs(&app, campaign_id.0).await?))
    }
}
