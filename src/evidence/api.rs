//! Operations on published evidence.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::EvidenceId;
use super::change_evidence::change_evidence;
use super::create_evidence::create_evidence;
use super::find::{get_evidence, list_evidence};
use super::remove_evidence::remove_evidence;
use super::wire::{Evidence, EvidenceList, NewEvidence};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::api::Tag;
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Operations of evidence.
#[derive(Debug)]
pub struct EvidenceApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Campaigns")]
impl EvidenceApi {
    /// List published evidence of a campaign
    ///
    /// In the order in which packets print it, which is that of its adding.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/evidence",
        method = "get",
        operation_id = "list_evidence"
    )]
    async fn list_evidence(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<EvidenceList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let found = list_evidence(&app, caller.organization, campaign_id.0, &page).await?;
        let link = link(found.next.as_deref());
        Ok(Listed::Ok(Json(found), link))
    }

    /// Add published evidence
    ///
    /// A statistic that somebody else has published, with where and when, how many people or records are behind it, and the
    /// passage itself. Packets made from now on print it, with its source, and say where its n or its source is not given: `warnings`
    /// tells you before. For 30 statistics of a campaign at most.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `evidence-full`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/evidence",
        method = "post",
        operation_id = "create_evidence"
    )]
    async fn create_evidence(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewEvidence>,
    ) -> Result<Created<Evidence>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let operation = format!("create_evidence {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_evidence(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/evidence/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get published evidence
    ///
    /// One statistic, with its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/evidence/:evidence_id",
        method = "get",
        operation_id = "get_evidence"
    )]
    async fn get_evidence(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The statistic.
        evidence_id: Path<EvidenceId>,
    ) -> Result<Shown<Evidence>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_evidence(&app, caller.organization, evidence_id.0).await?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change published evidence
    ///
    /// Replaces all of it: what is left out is emptied. Packets that were frozen before keep what they say. Send `If-Match`
    /// with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/evidence/:evidence_id",
        method = "put",
        operation_id = "change_evidence"
    )]
    async fn change_evidence(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The statistic.
        evidence_id: Path<EvidenceId>,
        if_match: IfMatch,
        body: Checked<NewEvidence>,
    ) -> Result<Shown<Evidence>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = change_evidence(&app, &caller, evidence_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Remove published evidence
    ///
    /// Packets that were frozen before keep it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/evidence/:evidence_id",
        method = "delete",
        operation_id = "remove_evidence"
    )]
    async fn remove_evidence(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The statistic.
        evidence_id: Path<EvidenceId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditCampaigns)?;
        remove_evidence(&app, &caller, evidence_id.0).await?;
        Ok(NoContent::Done)
    }
}
