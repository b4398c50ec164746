//! Operations on campaigns, their demands and targets.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::change_campaign::change_campaign;
use super::create_campaign::create_campaign;
use super::demands::replace_demands;
use super::find::{get_campaign, list_campaigns};
use super::targets::{add_target, remove_target};
use super::texts::{put_campaign_text, remove_campaign_text};
use super::wire::{
    Campaign, CampaignList, ChangeCampaign, NewCampaign, NewCampaignText, NewDemands, NewTarget,
    Target,
};
use super::{CampaignId, TargetId};
use crate::app::App;
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown, catalogue as known,
    conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Campaigns with their demands and targets.
    Campaigns,
}

/// Operations of campaigns.
#[derive(Debug)]
pub struct CampaignsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Campaigns")]
impl CampaignsApi {
    /// List campaigns
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(path = "/campaigns", method = "get", operation_id = "list_campaigns")]
    async fn list_campaigns(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<CampaignList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_campaigns(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a campaign
    ///
    /// It begins as a draft without demands and targets. Opening its first petition starts it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(path = "/campaigns", method = "post", operation_id = "create_campaign")]
    async fn create_campaign(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewCampaign>,
    ) -> Result<Created<Campaign>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_campaign", &body.0);
        let made = create_campaign(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/campaigns/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a campaign
    ///
    /// With its demands and targets, and its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id",
        method = "get",
        operation_id = "get_campaign"
    )]
    async fn get_campaign(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Shown<Campaign>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_campaign(&app, caller.organization, campaign_id.0).await?;
        let found = found.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a campaign
    ///
    /// Replaces all of it but demands and targets: what is left out is emptied. It also starts and ends the
    /// campaign, and opens and closes its call for testimony. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `campaign-rule`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/campaigns/:campaign_id",
        method = "put",
        operation_id = "change_campaign"
    )]
    async fn change_campaign(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        if_match: IfMatch,
        body: Checked<ChangeCampaign>,
    ) -> Result<Shown<Campaign>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = change_campaign(&app, &caller, campaign_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Replace the demands of a campaign
    ///
    /// The whole list in its order. A demand sent with its id stays the same demand; one that is not sent is gone.
    /// An alternative names the position of the demand beside which it stands. A petition that was signed keeps the
    /// demands it was signed with, on its page and in packets; its next version takes over the list as it is then.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/campaigns/:campaign_id/demands",
        method = "put",
        operation_id = "replace_demands"
    )]
    async fn replace_demands(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        if_match: IfMatch,
        body: Checked<NewDemands>,
    ) -> Result<Shown<Campaign>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = replace_demands(&app, &caller, campaign_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Write a campaign's translation
    ///
    /// Name, summary, agenda item and demands in one other language, all at once: what is left out is not translated.
    /// Packets for whoever reads that language print them; a packet says in `warnings` what it had to print in the
    /// campaign's own. What is changed in the original loses its translations. A petition that was signed keeps its
    /// demands in the languages in which people read it; a language that is new to it is printed as it stands here.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `campaign-rule`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/campaigns/:campaign_id/texts/:language",
        method = "put",
        operation_id = "put_campaign_text"
    )]
    async fn put_campaign_text(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        /// The language of the translation (BCP 47), such as `es`.
        #[oai(validator(max_length = 35))]
        language: Path<String>,
        if_match: IfMatch,
        body: Checked<NewCampaignText>,
    ) -> Result<Shown<Campaign>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let id = campaign_id.0;
        let changed = put_campaign_text(&app, &caller, id, &language.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Remove a campaign's translation
    ///
    /// That of its demands too. Petitions that were signed keep theirs.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `no-such-translation`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/campaigns/:campaign_id/texts/:language",
        method = "delete",
        operation_id = "remove_campaign_text"
    )]
    async fn remove_campaign_text(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        /// The language of the translation (BCP 47).
        #[oai(validator(max_length = 35))]
        language: Path<String>,
        if_match: IfMatch,
    ) -> Result<Shown<Campaign>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let id = campaign_id.0;
        let changed = remove_campaign_text(&app, &caller, id, &language.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Add a target
    ///
    /// An official, or a body as a whole. Packets are compiled for one target each.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `already-exists`,
    /// `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/targets",
        method = "post",
        operation_id = "add_target"
    )]
    async fn add_target(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewTarget>,
    ) -> Result<Created<Target>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let operation = format!("add_target {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = add_target(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/campaigns/{}", campaign_id.0);
        Ok(Created::Ok(Json(made), place))
    }

    /// Remove a target
    ///
    /// One that a packet was compiled for stays.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `still-in-use`.
    #[oai(
        path = "/campaigns/:campaign_id/targets/:target_id",
        method = "delete",
        operation_id = "remove_target"
    )]
    async fn remove_target(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the campaign.
        campaign_id: Path<CampaignId>,
        /// The id of the target.
        target_id: Path<TargetId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditCampaigns)?;
        remove_target(&app, &caller, campaign_id.0, target_id.0).await?;
        Ok(NoContent::Done)
    }
}
