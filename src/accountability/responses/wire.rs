//! What responses say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::rules::Kind;
use crate::accountability::ResponseId;
use crate::accountability::corrections::wire::Correction;
use crate::accountability::deliveries::wire::KeptFile;
use crate::accountability::entity::response;
use crate::campaigns::{CampaignId, TargetId};
use crate::identity::MemberId;
use crate::packets::PacketId;

/// What came back. It stands in the public record; name no private person in it.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewResponse {
    pub kind: Kind,
    /// The day on which it came: not before the packet left, and not to come.
    pub received_on: NaiveDate,
    /// In the addressee's own words.
    #[oai(validator(max_length = 20000))]
    pub said: Option<String>,
    /// Where it can be looked up: `Letter of October 20, 2026`, `Minutes of the Board, item 14`.
    #[oai(validator(max_length = 600))]
    pub source: String,
    #[oai(validator(max_length = 600))]
    pub source_url: Option<String>,
}

/// A response, put right. Absent fields stay as they are.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeResponse {
    pub kind: Option<Kind>,
    pub received_on: Option<NaiveDate>,
    #[oai(validator(max_length = 20000))]
    pub said: Option<String>,
    #[oai(validator(max_length = 600))]
    pub source: Option<String>,
    #[oai(validator(max_length = 600))]
    pub source_url: Option<String>,
    /// It never came: it stays on the record as taken back.
    pub retract: Option<bool>,
    /// Needed wherever something was said otherwise before; public, with what was said before. Name no private person.
    #[oai(validator(max_length = 500))]
    pub why: Option<String>,
}

/// What an addressee answered.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Response {
    pub id: ResponseId,
    pub campaign_id: CampaignId,
    pub packet_id: PacketId,
    pub target_id: TargetId,
    pub kind: Kind,
    pub received_on: NaiveDate,
    pub said: Option<String>,
    pub source: String,
    pub source_url: Option<String>,
    pub file: Option<KeptFile>,
    /// It was recorded in error.
    pub retracted_on: Option<NaiveDate>,
    pub recorded_by: MemberId,
    /// What it said before, oldest first.
    pub corrections: Vec<Correction>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of responses, newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ResponseList {
    pub items: Vec<Response>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

impl Response {
    pub fn of(row: response::Model, corrections: Vec<Correction>) -> Self {
        let digest = row.file_digest.as_deref();
        Self {
            file: KeptFile::of(row.file_media.as_deref(), row.file_size, digest),
            id: row.id,
            campaign_id: row.campaign_id,
            packet_id: row.packet_id,
            target_id: row.target_id,
            kind: row.kind.parse().unwrap_or(Kind::Acknowledged),
            received_on: row.received_on,
            said: row.said,
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
