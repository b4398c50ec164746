//! What deliveries say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use data_encoding::HEXLOWER;
use poem_openapi::Object;

use super::rules::{Channel, Failure, Mailing, Outcome, Printed, State, effective};
use crate::accountability::DeliveryId;
use crate::accountability::corrections::wire::Correction;
use crate::accountability::day::day_of;
use crate::accountability::entity::delivery;
use crate::campaigns::{CampaignId, TargetId};
use crate::identity::MemberId;
use crate::packets::PacketId;

/// A printed copy that was sent or handed over.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewDelivery {
    pub channel: Printed,
    /// The day on which it was handed over, or given to the post, by the local clock: not before the packet was set, and not to come.
    pub left_on: NaiveDate,
    /// The day on which it arrived, where that is known. By hand it is `left_on`.
    pub delivered_on: Option<NaiveDate>,
    /// Of the post or the courier.
    #[oai(validator(max_length = 80))]
    pub tracking_number: Option<String>,
    /// The member who handed it over; the caller when absent.
    pub handed_over_by: Option<MemberId>,
    /// By when an answer is expected; the campaign's day when absent, or 30 days after it left.
    pub answer_due_on: Option<NaiveDate>,
}

/// A packet to mail to its addressee.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewMailing {
    /// `attachment` takes 10 MB of documents at most.
    pub channel: Mailing,
    /// The addressee's mail address. It is kept encrypted.
    #[oai(validator(max_length = 254))]
    pub address: String,
    /// Days for which the link is good; 30 when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "90")))]
    pub link_days: Option<u32>,
    /// Say `true` for a packet of the kind `full`, or with `signatures.csv`: whoever forwards the mail forwards the names, and what a
    /// public body gets becomes a public record. The annex of names is never mailed.
    pub accept_names: Option<bool>,
    /// By when an answer is expected; the campaign's day when absent, or 30 days after it left.
    pub answer_due_on: Option<NaiveDate>,
}

/// What was found out about a delivery since.
#[derive(Clone, Debug, Default, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeDelivery {
    /// `delivered` needs `delivered_on`, `failed` needs `failure`.
    pub outcome: Option<Outcome>,
    pub delivered_on: Option<NaiveDate>,
    pub failure: Option<Failure>,
    #[oai(validator(max_length = 80))]
    pub tracking_number: Option<String>,
    pub answer_due_on: Option<NaiveDate>,
    /// Why an outcome that stands on the record is put right: needed where there was one, shown with the correction, in public too. Name no private person.
    #[oai(validator(max_length = 500))]
    pub why: Option<String>,
}

/// One handing-over of a packet.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Delivery {
    pub id: DeliveryId,
    pub campaign_id: CampaignId,
    pub packet_id: PacketId,
    pub target_id: TargetId,
    pub channel: Channel,
    pub state: State,
    pub failure: Option<Failure>,
    /// The mail address, where it goes by mail.
    pub recipient: Option<String>,
    pub left_on: Option<NaiveDate>,
    pub delivered_on: Option<NaiveDate>,
    pub answer_due_on: Option<NaiveDate>,
    /// Of the mail that the server took, or may have taken.
    pub message_id: Option<String>,
    pub tracking_number: Option<String>,
    pub link_expires_at: Option<DateTime<Utc>>,
    /// Whether the link opens the packet now.
    pub link_is_open: Option<bool>,
    /// The day on which the link was first used.
    pub opened_on: Option<NaiveDate>,
    pub proof: Option<KeptFile>,
    pub handed_over_by: MemberId,
    pub recorded_by: MemberId,
    /// What it said before, oldest first.
    pub corrections: Vec<Correction>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A file that is kept encrypted.
#[derive(Clone, Debug, Object)]
pub struct KeptFile {
    pub media_type: String,
    #[oai(validator(minimum(value = "0")))]
    pub bytes: i64,
    /// 64 hexadecimal digits.
    pub sha256: String,
}

impl KeptFile {
    pub fn of(media: Option<&str>, size: Option<i64>, digest: Option<&[u8]>) -> Option<Self> {
        Some(Self {
            media_type: media?.to_owned(),
            bytes: size?,
            sha256: HEXLOWER.encode(digest?),
        })
    }
}

/// A page of deliveries, newest first.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DeliveryList {
    pub items: Vec<Delivery>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// What opens a packet without an account.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct DeliveryToken {
    /// From the link in the mail: the value of `token`.
    #[oai(validator(max_length = 200))]
    pub token: String,
    /// The volume; the report when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub volume: Option<i32>,
}

/// What proves a signature: from the mail that its signer got.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct SignatureProof {
    /// From the link that withdraws.
    #[oai(validator(max_length = 200))]
    pub token: Option<String>,
    /// The code from the mail.
    #[oai(validator(max_length = 40))]
    pub code: Option<String>,
}

/// Printed or mailed copies of a name or of somebody's words that nobody can call back.
#[derive(Clone, Debug, Object)]
pub struct CopyList {
    pub items: Vec<Copy>,
}

/// A copy that is out of the organization's hands.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Copy {
    pub packet_id: PacketId,
    /// Who has it.
    pub addressee: String,
    /// When it left for them.
    pub left_on: NaiveDate,
}

impl Delivery {
    pub fn of(
        row: delivery::Model,
        recipient: Option<String>,
        corrections: Vec<Correction>,
        now: DateTime<Utc>,
    ) -> Self {
        let channel = row.channel.parse().unwrap_or(Channel::ByHand);
        let stored = row.state.parse().unwrap_or(State::Failed);
        Self {
            state: effective(stored, channel, row.left_on, day_of(now)),
            channel,
            recipient,
            failure: row.failure.as_deref().and_then(|word| word.parse().ok()),
            proof: KeptFile::of(
                row.proof_media.as_deref(),
                row.proof_size,
                row.proof_digest.as_deref(),
            ),
            link_is_open: row.link_expires_at.map(|_| is_open(&row, now)),
            id: row.id,
            campaign_id: row.campaign_id,
            packet_id: row.packet_id,
            target_id: row.target_id,
            left_on: row.left_on,
            delivered_on: row.delivered_on,
            answer_due_on: row.answer_due_on,
            message_id: row.message_id,
            tracking_number: row.tracking_number,
            link_expires_at: row.link_expires_at,
            opened_on: row.opened_on,
            handed_over_by: row.handed_over_by,
            recorded_by: row.recorded_by,
            corrections,
            revision: row.revision,
            created_at: row.created_at,
        }
    }
}

/// Whether a link opens its packet now. One whose mail has not left is nobody's yet.
pub fn is_open(row: &delivery::Model, now: DateTime<Utc>) -> bool {
    let is_out = row.state.parse().is_ok_and(State::is_out);
    is_out
        && row.channel == Channel::Link.as_str()
        && row.link_ended_at.is_none()
        && row.link_expires_at.is_some_and(|until| now < until)
}
