//! The public record as everybody may read it.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::rules::Status;
use crate::accountability::commitments::rules::State as CommitmentState;
use crate::accountability::corrections::wire::Correction;
use crate::accountability::deliveries::rules::{Channel, State as DeliveryState};
use crate::accountability::responses::rules::Kind as ResponseKind;
use crate::accountability::votes::rules::{Outcome, Voted};
use crate::accountability::{CommitmentId, DeliveryId, ResponseId, VoteId};
use crate::campaigns::{CampaignId, TargetId};
use crate::packets::PacketId;
use crate::packets::rules::Kind as PacketKind;

/// Whom a campaign asked, and what came of it. Numbers of signatures are those that were frozen in the packets.
#[derive(Clone, Debug, Object)]
pub struct PublicRecord {
    pub campaign_id: CampaignId,
    pub campaign: String,
    /// Who asks.
    pub organization: String,
    /// A rehearsal: people and places are made up.
    pub is_demo: bool,
    /// The day as of which silence is counted: 12 hours behind UTC, so that no day ends here before it has ended everywhere in the Americas.
    pub as_of: NaiveDate,
    /// The same as an Atom feed.
    pub feed: String,
    /// Everybody who was asked, has answered or has promised something, in the order in which the campaign names them. Whoever stands here
    /// once stays, whatever is put right.
    pub entries: Vec<RecordEntry>,
    pub votes: Vec<RecordVote>,
}

/// One official or body that was asked.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordEntry {
    pub target_id: TargetId,
    /// Where this entry stands by itself, for good.
    pub url: String,
    pub name: String,
    /// The post of the official, with the name of the body.
    pub post: Option<String>,
    pub division: Option<String>,
    pub status: Status,
    /// The day on which the first packet left: the first that went for certain, or else the first that may have left, or else the first
    /// that came back. Absent where none ever left.
    pub asked_on: Option<NaiveDate>,
    /// Confirmed signatures when the latest of these packets was frozen.
    #[oai(validator(minimum(value = "0")))]
    pub asked_by: Option<i64>,
    /// Those of the official's own division; absent where the packet prints no number.
    #[oai(validator(minimum(value = "0")))]
    pub of_these_in_division: Option<i64>,
    /// Those who are members of the association that was asked, as the packet tells it.
    pub of_these_members: Option<MembersTold>,
    /// The day on which it is known to have arrived.
    pub delivered_on: Option<NaiveDate>,
    /// The surest of the deliveries; `failed` where none of them is out. Absent where nothing was handed over.
    pub arrival: Option<DeliveryState>,
    pub answer_due_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    /// Days without an answer, counted from `delivered_on`, or from `asked_on` where its arrival is not known. Absent where no packet
    /// is known to have gone.
    #[oai(validator(minimum(value = "0")))]
    pub silent_days: Option<i64>,
    pub deliveries: Vec<RecordDelivery>,
    pub responses: Vec<RecordResponse>,
    pub commitments: Vec<RecordCommitment>,
    /// Votes on what was asked: how this official voted, or this body.
    pub votes: Vec<EntryVote>,
}

/// How many of the signers are members: never a number that would tell who.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct MembersTold {
    /// Compared with the association's own list, or said by the signers themselves.
    pub by_list: bool,
    pub told_as: MembersToldAs,
    #[oai(validator(minimum(value = "0")))]
    pub number: Option<i64>,
}

crate::words! {
    /// How a number of members is told.
    MembersToldAs { Exact = "exact", About = "about", FewerThan = "fewer_than", NotShown = "not_shown" }
}

/// A packet that left for them.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordDelivery {
    pub id: DeliveryId,
    /// `verify_packet` tells more of it.
    pub packet_id: PacketId,
    pub packet_kind: PacketKind,
    /// SHA-256 of the report, 64 hexadecimal digits.
    pub document_sha256: Option<String>,
    #[oai(validator(minimum(value = "0")))]
    pub signatures: i64,
    pub channel: Channel,
    pub state: DeliveryState,
    pub left_on: Option<NaiveDate>,
    pub delivered_on: Option<NaiveDate>,
    /// What it said before, oldest first.
    pub corrections: Vec<Correction>,
}

/// What they answered.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordResponse {
    pub id: ResponseId,
    pub packet_id: PacketId,
    pub kind: ResponseKind,
    pub received_on: NaiveDate,
    pub said: Option<String>,
    pub source: String,
    pub source_url: Option<String>,
    /// It was recorded in error, and counts no more.
    pub retracted_on: Option<NaiveDate>,
    pub corrections: Vec<Correction>,
}

/// What they promised.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordCommitment {
    pub id: CommitmentId,
    pub what: String,
    pub promised_on: NaiveDate,
    pub due_on: NaiveDate,
    pub state: CommitmentState,
    pub settled_on: Option<NaiveDate>,
    pub evidence: Option<String>,
    pub evidence_url: Option<String>,
    pub source: String,
    pub source_url: Option<String>,
    /// It was recorded in error, and counts no more.
    pub retracted_on: Option<NaiveDate>,
    pub corrections: Vec<Correction>,
}

/// A vote on what was asked.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordVote {
    pub id: VoteId,
    pub body: String,
    pub item: String,
    pub held_on: NaiveDate,
    pub outcome: Outcome,
    pub votes: Vec<RecordCast>,
    pub source: String,
    pub source_url: Option<String>,
    /// It was recorded in error, and counts no more.
    pub retracted_on: Option<NaiveDate>,
    pub corrections: Vec<Correction>,
}

/// A vote on what was asked, of one who was asked.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct EntryVote {
    pub id: VoteId,
    pub item: String,
    pub held_on: NaiveDate,
    /// Absent where a body was asked: `votes` of the record say how each voted.
    pub voted: Option<Voted>,
    pub outcome: Outcome,
    pub source: String,
    /// It was recorded in error, and counts no more.
    pub retracted_on: Option<NaiveDate>,
}

/// How one official voted.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordCast {
    pub name: String,
    pub post: Option<String>,
    pub voted: Voted,
}
