//! Operations of votes.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::correct_vote::correct_vote;
use super::find::{get_vote, list_votes};
use super::record_vote::record_vote;
use super::wire::{ChangeVote, NewVote, Vote, VoteList};
use crate::accountability::VoteId;
use crate::accountability::responses::api::Tag;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::conditional::etag;
use crate::http::{Checked, Created, Idempotency, IfMatch, Listed, Problem, Shown};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Operations of votes.
#[derive(Debug)]
pub struct VotesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Answers")]
impl VotesApi {
    /// Record a vote
    ///
    /// On which item a body voted, how it ended, and how each official voted, with the source. Absent officials are not counted as anything.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/votes",
        method = "post",
        operation_id = "record_vote"
    )]
    async fn record_vote(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewVote>,
    ) -> Result<Created<Vote>, Problem> {
        caller.may(Action::RecordResponses)?;
        let operation = format!("record_vote {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = record_vote(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/votes/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// List votes of a campaign
    ///
    /// Newest first, those taken back too.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/votes",
        method = "get",
        operation_id = "list_votes"
    )]
    async fn list_votes(
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
    ) -> Result<Listed<VoteList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_votes(&app, &caller, campaign_id.0, &page).await?;
        let link = link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a vote
    ///
    /// With what it said before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(path = "/votes/:vote_id", method = "get", operation_id = "get_vote")]
    async fn get_vote(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The vote.
        vote_id: Path<VoteId>,
    ) -> Result<Shown<Vote>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_vote(&app, &caller, vote_id.0).await?;
        let tag = etag(found.revision);
        Ok(Shown::Ok(Json(found), tag))
    }

    /// Put a vote right
    ///
    /// Nothing is rewritten in silence: what it said before stays on the record, with `why`. `retract` says that it never took place.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `entry-settled`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/votes/:vote_id",
        method = "patch",
        operation_id = "correct_vote"
    )]
    async fn correct_vote(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The vote.
        vote_id: Path<VoteId>,
        if_match: IfMatch,
        body: Checked<ChangeVote>,
    ) -> Result<Shown<Vote>, Problem> {
        caller.may(Action::RecordResponses)?;
        let changed = correct_vote(&app, &caller, vote_id.0, &body.0, &if_match).await?;
        let tag = etag(changed.revision);
        Ok(Shown::Ok(Json(changed), tag))
    }
}
