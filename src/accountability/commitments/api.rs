//! Operations of commitments.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::change_commitment::change_commitment;
use super::find::{get_commitment, list_commitments};
use super::record_commitment::record_commitment;
use super::wire::{ChangeCommitment, Commitment, CommitmentList, NewCommitment};
use crate::accountability::CommitmentId;
use crate::accountability::responses::api::Tag;
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::conditional::etag;
use crate::http::{Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Operations of commitments.
#[derive(Debug)]
pub struct CommitmentsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Answers")]
impl CommitmentsApi {
    /// Record a commitment
    ///
    /// Who promised what, and by when: without a day there is nothing to hold them to. From the day after, it is `overdue` until somebody writes
    /// down that it was kept or broken.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/commitments",
        method = "post",
        operation_id = "record_commitment"
    )]
    async fn record_commitment(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewCommitment>,
    ) -> Result<Created<Commitment>, Problem> {
        caller.may(Action::RecordResponses)?;
        let operation = format!("record_commitment {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = record_commitment(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/commitments/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// List commitments of a campaign
    ///
    /// Newest first, those taken back too.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/commitments",
        method = "get",
        operation_id = "list_commitments"
    )]
    async fn list_commitments(
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
    ) -> Result<Listed<CommitmentList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_commitments(&app, &caller, campaign_id.0, target_id.0, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a commitment
    ///
    /// With what it said before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/commitments/:commitment_id",
        method = "get",
        operation_id = "get_commitment"
    )]
    async fn get_commitment(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The commitment.
        commitment_id: Path<CommitmentId>,
    ) -> Result<Shown<Commitment>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_commitment(&app, &caller, commitment_id.0).await?;
        let tag = etag(found.revision);
        Ok(Shown::Ok(Json(found), tag))
    }

    /// Say what became of a commitment
    ///
    /// Kept or broken, with what shows it; or put right, or taken back. Where something was said otherwise before, `why` is needed, and what was
    /// said before stays on the record.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `entry-settled`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/commitments/:commitment_id",
        method = "patch",
        operation_id = "change_commitment"
    )]
    async fn change_commitment(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The commitment.
        commitment_id: Path<CommitmentId>,
        if_match: IfMatch,
        body: Checked<ChangeCommitment>,
    ) -> Result<Shown<Commitment>, Problem> {
        caller.may(Action::RecordResponses)?;
        let changed = change_commitment(&app, &caller, commitment_id.0, &body.0, &if_match).await?;
        let tag = etag(changed.revision);
        Ok(Shown::Ok(Json(changed), tag))
    }
}
