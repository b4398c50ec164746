//! What commitments say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::rules::{Outcome, State, effective};
use crate::accountability::corrections::wire::Correction;
use crate::accountability::entity::commitment;
use crate::accountability::{CommitmentId, ResponseId};
use crate::campaigns::{CampaignId, TargetId};
use crate::identity::MemberId;

/// A promise. It stands in the public record; name no private person in it.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewCommitment {
    /// Who promised: an official or body that this campaign addresses.
    pub target_id: TargetId,
    /// The answer that it stands in, where it stands in one.
    pub response_id: Option<ResponseId>,
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub what: String,
    pub promised_on: NaiveDate,
    /// By when. A promise without a day is none that anybody can be held to: ask for one.
    pub due_on: NaiveDate,
    /// Where it can be looked up.
    #[oai(validator(max_length = 600))]
    pub source: String,
    #[oai(validator(max_length = 600))]
    pub source_url: Option<String>,
}

/// What became of a promise, or a promise put right. Absent fields stay as they are.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeCommitment {
    /// Needs `evidence`.
    pub outcome: Option<Outcome>,
    /// The day on which it was kept, or on which it was clear that it would not be; today when absent.
    pub settled_on: Option<NaiveDate>,
    /// What shows it.
    #[oai(validator(max_length = 2000))]
    pub evidence: Option<String>,
    #[oai(validator(max_length = 600))]
    pub evidence_url: Option<String>,
    #[oai(validator(max_length = 1000))]
    pub what: Option<String>,
    pub due_on: Option<NaiveDate>,
    /// It was never promised: it stays on the record as taken back.
    pub retract: Option<bool>,
    /// Needed wherever something was said otherwise before; public, with what was said before. Name no private person.
    #[oai(validator(max_length = 500))]
    pub why: Option<String>,
}

/// What was promised, and where it stands.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Commitment {
    pub id: CommitmentId,
    pub campaign_id: CampaignId,
    pub target_id: TargetId,
    pub response_id: Option<ResponseId>,
    pub what: String,
    pub promised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub state: State,
    pub settled_on: Option<NaiveDate>,
    pub evidence: Option<String>,
    pub evidence_url: Option<String>,
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

/// A page of commitments, newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CommitmentList {
    pub items: Vec<Commitment>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl Commitment {
    pub fn of(row: commitment::Model, corrections: Vec<Correction>, today: NaiveDate) -> Self {
        let stored = row.state.parse().unwrap_or(State::Open);
        Self {
            state: effective(stored, row.due_on, today),
            id: row.id,
            campaign_id: row.campaign_id,
            target_id: row.target_id,
            response_id: row.response_id,
            what: row.what,
            promised_on: row.promised_on,
            due_on: row.due_on,
            settled_on: row.settled_on,
            evidence: row.evidence,
            evidence_url: row.evidence_url,
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
