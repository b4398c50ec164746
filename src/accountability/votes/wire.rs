//! What votes say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::rules::{Outcome, Voted};
use crate::accountability::VoteId;
use crate::accountability::corrections::wire::Correction;
use crate::accountability::entity::vote;
use crate::campaigns::CampaignId;
use crate::directory::{BodyId, OfficialId};
use crate::identity::MemberId;

/// A vote that was held. It stands in the public record.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewVote {
    pub body_id: BodyId,
    /// On what: `Item 14, security staff for high-risk branches`.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub item: String,
    pub held_on: NaiveDate,
    pub outcome: Outcome,
    /// How each official voted, each once; empty where no names were called.
    #[oai(validator(max_items = 200))]
    pub votes: Vec<OfficialVote>,
    /// Where it can be looked up: `Minutes of October 13, 2026`.
    #[oai(validator(max_length = 600))]
    pub source: String,
    #[oai(validator(max_length = 600))]
    pub source_url: Option<String>,
}

/// How one official voted.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct OfficialVote {
    /// Somebody with a post in that body.
    pub official_id: OfficialId,
    pub voted: Voted,
}

/// A vote, put right. Absent fields stay as they are.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeVote {
    #[oai(validator(max_length = 300))]
    pub item: Option<String>,
    pub held_on: Option<NaiveDate>,
    pub outcome: Option<Outcome>,
    /// All of them again.
    #[oai(validator(max_items = 200))]
    pub votes: Option<Vec<OfficialVote>>,
    #[oai(validator(max_length = 600))]
    pub source: Option<String>,
    #[oai(validator(max_length = 600))]
    pub source_url: Option<String>,
    /// It never took place: it stays on the record as taken back.
    pub retract: Option<bool>,
    /// Needed wherever something was said otherwise before; public, with what was said before. Name no private person.
    #[oai(validator(max_length = 500))]
    pub why: Option<String>,
}

/// A vote of a body.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Vote {
    pub id: VoteId,
    pub campaign_id: CampaignId,
    pub body_id: BodyId,
    pub item: String,
    pub held_on: NaiveDate,
    pub outcome: Outcome,
    pub votes: Vec<OfficialVote>,
    pub source: String,
    pub source_url: Option<String>,
    /// It was recorded in error.
    pub retracted_on: Option<NaiveDate>,
    pub recorded_by: MemberId,
    /// What it said before, oldest first.
    pub corrections: Vec<Correction>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of votes, newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct VoteList {
    pub items: Vec<Vote>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl Vote {
    pub fn of(row: vote::Model, votes: Vec<OfficialVote>, corrections: Vec<Correction>) -> Self {
        Self {
            id: row.id,
            campaign_id: row.campaign_id,
            body_id: row.body_id,
            item: row.item,
            held_on: row.held_on,
            outcome: row.outcome.parse().unwrap_or(Outcome::Tabled),
            votes,
            source: row.source,
            source_url: row.source_url,
            retracted_on: row.retracted_on,
            recorded_by: row.recorded_by,
            corrections,
            revision: row.revision,
            created_at: row.created_at,
        }
    }
}
