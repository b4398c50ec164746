//! Puts the record of a campaign together, from what is written down and from what packets have frozen; never from rows of signatures.

use std::collections::HashMap;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rules::{Ask, Reply, answered, silent_days, status, surest, went};
use super::wire::{
    EntryVote, PublicRecord, RecordCast, RecordCommitment, RecordDelivery, RecordEntry,
    RecordResponse, RecordVote,
};
use crate::accountability::commitments::find::described as commitments_described;
use crate::accountability::commitments::wire::Commitment;
use crate::accountability::corrections::{self, wire::Correction};
use crate::accountability::day::day_of;
use crate::accountability::deliveries::rules::{Channel, Failure, State, effective};
use crate::accountability::entity::{commitment, delivery, response, vote};
use crate::accountability::responses::find::described as responses_described;
use crate::accountability::responses::wire::Response;
use crate::accountability::votes::find::described as votes_described;
use crate::accountability::votes::wire::Vote;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::campaigns::targets_of;
use crate::campaigns::wire::Target;
use crate::directory::{OfficialId, find_bodies, find_officials};
use crate::identity::entity::organization;
use crate::packets::PacketId;
use crate::packets::entity::packet;
use crate::packets::handing_over::report_digest;
use crate::packets::rules::Kind as PacketKind;

/// What is known of one packet that left.
struct Asked {
    row: packet::Model,
    digest: Option<String>,
}

/// Everything of one campaign, read once.
struct Ledger {
    today: NaiveDate,
    base: String,
    deliveries: Vec<delivery::Model>,
    packets: HashMap<PacketId, Asked>,
    corrections: HashMap<Uuid, Vec<Correction>>,
    responses: Vec<Response>,
    commitments: Vec<Commitment>,
    votes: Vec<Vote>,
}

/// Where the record of a campaign stands for good.
pub fn url_of(app: &App, campaign: &campaign::Model) -> String {
    let base = app.settings.public_base();
    format!("{base}/v1/public/campaigns/{}/record", campaign.id)
}

pub async fn compose(
    app: &App,
    db: &impl ConnectionTrait,
    campaign: &campaign::Model,
) -> Result<PublicRecord, DbErr> {
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(campaign.organization_id))
        .one(db)
        .await?;
    let ledger = load(app, db, campaign).await?;
    let votes = votes(app, db, campaign, &ledger.votes).await?;
    let targets = targets_of(app, db, campaign.organization_id, &[campaign.id]).await?;
    let entries = targets.into_iter().map(|(_, target)| target);
    let entries = entries.filter_map(|target| ledger.entry(target)).collect();
    Ok(PublicRecord {
        campaign_id: campaign.id,
        campaign: campaign.name.clone(),
        is_demo: owner.as_ref().is_some_and(|row| row.is_demo),
        organization: owner.map(|row| row.name).unwrap_or_default(),
        as_of: ledger.today,
        feed: format!("{}.atom", ledger.base),
        entries,
        votes,
    })
}

async fn load(
    app: &App,
    db: &impl ConnectionTrait,
    campaign: &campaign::Model,
) -> Result<Ledger, DbErr> {
    let owner = campaign.organization_id;
    let deliveries = delivery::of(owner)
        .filter(delivery::Column::CampaignId.eq(campaign.id))
        .order_by_asc(delivery::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<PacketId> = deliveries.iter().map(|row| row.packet_id).collect();
    let rows = packet::of(owner).filter(packet::Column::Id.is_in(ids));
    let mut packets = HashMap::new();
    for row in rows.all(db).await? {
        let digest = report_digest(db, &row).await?;
        let digest = digest.map(|digest| HEXLOWER.encode(&digest));
        packets.insert(row.id, Asked { row, digest });
    }
    let subjects: Vec<Uuid> = deliveries.iter().map(|row| row.id.0).collect();
    let responses = response::of(owner)
        .filter(response::Column::CampaignId.eq(campaign.id))
        .order_by_asc(response::Column::ReceivedOn)
        .order_by_asc(response::Column::Id)
        .all(db)
        .await?;
    let commitments = commitment::of(owner)
        .filter(commitment::Column::CampaignId.eq(campaign.id))
        .order_by_asc(commitment::Column::DueOn)
        .order_by_asc(commitment::Column::Id)
        .all(db)
        .await?;
    let votes = vote::of(owner)
        .filter(vote::Column::CampaignId.eq(campaign.id))
        .order_by_asc(vote::Column::HeldOn)
        .order_by_asc(vote::Column::Id)
        .all(db)
        .await?;
    Ok(Ledger {
        today: day_of(app.clock.now()),
        base: url_of(app, campaign),
        corrections: corrections::of(db, &subjects).await?,
        deliveries,
        packets,
        responses: responses_described(db, responses).await?,
        commitments: commitments_described(app, db, commitments).await?,
        votes: votes_described(db, votes).await?,
    })
}

impl Ledger {
    /// Nothing of somebody of whom nothing was ever said. What was said once stays, with its correction.
    fn entry(&self, target: Target) -> Option<RecordEntry> {
        let theirs = self.deliveries.iter();
        let mut theirs: Vec<&delivery::Model> =
            theirs.filter(|row| row.target_id == target.id).collect();
        theirs.sort_by_key(|row| (gone_on(row), row.id));
        let deliveries: Vec<_> = theirs
            .iter()
            .filter_map(|row| self.delivery(row, self.state(row)))
            .collect();
        let responses = self.responses.iter();
        let responses: Vec<&Response> =
            responses.filter(|row| row.target_id == target.id).collect();
        let commitments = self.commitments.iter();
        let commitments: Vec<_> = commitments
            .filter(|row| row.target_id == target.id)
            .map(told_commitment)
            .collect();
        if deliveries.is_empty() && responses.is_empty() && commitments.is_empty() {
            return None;
        }
        let asking = self.asking(&theirs);
        let open = open(&asking, &responses);
        let said = responses.iter().filter(|row| answers(row));
        let answered_on = said.map(|row| row.received_on).max();
        let answered_on = answered_on.filter(|_| open.is_empty());
        let judged = if open.is_empty() { &asking } else { &open };
        let out = judged.iter().filter(|row| self.state(row) != State::Failed);
        let answer_due_on = out.filter_map(|row| row.answer_due_on).min();
        let asked_on = asking.iter().filter_map(|row| gone_on(row)).min();
        let delivered_on = asking.iter().filter_map(|row| row.delivered_on).min();
        let arrival = surest(deliveries.iter().map(|one| one.state));
        let since = judged.iter().filter_map(|row| row.delivered_on).min();
        let since = since.or(judged.iter().filter_map(|row| gone_on(row)).min());
        let since = since.filter(|_| arrival.is_some_and(went));
        let latest = asking.last();
        let latest = latest.and_then(|row| self.packets.get(&row.packet_id));
        let printed = |key: &str| latest?.row.summary.get(key);
        let number = |key: &str| printed(key)?.as_i64();
        Some(RecordEntry {
            url: format!("{}/{}", self.base, target.id),
            status: status(answered_on, arrival, answer_due_on, self.today),
            asked_on,
            asked_by: number("signatures"),
            of_these_in_division: number("own_signatures"),
            of_these_members: printed("members")
                .cloned()
                .and_then(|told| serde_json::from_value(told).ok()),
            arrival,
            silent_days: silent_days(answered_on, since, self.today),
            delivered_on,
            answer_due_on,
            answered_on,
            deliveries,
            responses: responses.into_iter().map(told_response).collect(),
            commitments,
            votes: self.votes_of(&target),
            target_id: target.id,
            name: target.name,
            post: target.post,
            division: target.division,
        })
    }

    /// Those of an official, or of the body that was asked.
    fn votes_of(&self, target: &Target) -> Vec<EntryVote> {
        let told = |row: &Vote| {
            let mut cast = row.votes.iter();
            let own = cast.find(|one| Some(one.official_id) == target.official_id);
            (own.is_some() || target.body_id == Some(row.body_id)).then(|| EntryVote {
                id: row.id,
                item: row.item.clone(),
                held_on: row.held_on,
                voted: own.map(|one| one.voted),
                outcome: row.outcome,
                source: row.source.clone(),
                retracted_on: row.retracted_on,
            })
        };
        self.votes.iter().filter_map(told).collect()
    }

    /// The state that holds today.
    fn state(&self, row: &delivery::Model) -> State {
        let channel = row.channel.parse().unwrap_or(Channel::ByHand);
        let stored = row.state.parse().unwrap_or(State::Failed);
        effective(stored, channel, row.left_on, self.today)
    }

    /// Those that say since when and by how many somebody is asked: what went for certain, or else what may have left, or else what left
    /// and came back.
    fn asking<'a>(&self, theirs: &[&'a delivery::Model]) -> Vec<&'a delivery::Model> {
        let certain = |row: &delivery::Model| went(self.state(row));
        let perhaps = |row: &delivery::Model| self.state(row) == State::Uncertain;
        let came_back = |row: &delivery::Model| {
            row.left_on.is_some()
                && row.failure.as_deref() != Some(Failure::RecordedInError.as_str())
        };
        let ways: [&dyn Fn(&delivery::Model) -> bool; 3] = [&certain, &perhaps, &came_back];
        let of = |wanted: &dyn Fn(&delivery::Model) -> bool| -> Vec<&'a delivery::Model> {
            theirs.iter().copied().filter(|row| wanted(row)).collect()
        };
        let mut found = ways.into_iter().map(of).filter(|rows| !rows.is_empty());
        found.next().unwrap_or_default()
    }

    /// What never left is nobody's business, but what was said to have left, and had not, is.
    fn delivery(&self, row: &delivery::Model, state: State) -> Option<RecordDelivery> {
        let corrections = self.corrections.get(&row.id.0).cloned().unwrap_or_default();
        if gone_on(row).is_none() && corrections.is_empty() {
            return None;
        }
        let asked = self.packets.get(&row.packet_id)?;
        let signatures = asked.row.summary.get("signatures");
        Some(RecordDelivery {
            id: row.id,
            packet_id: row.packet_id,
            packet_kind: asked
                .row
                .kind
                .parse()
                .unwrap_or(PacketKind::PublicRecordSafe),
            document_sha256: asked.digest.clone(),
            signatures: signatures.and_then(|n| n.as_i64()).unwrap_or_default(),
            channel: row.channel.parse().unwrap_or(Channel::ByHand),
            state,
            left_on: row.left_on,
            delivered_on: row.delivered_on,
            corrections,
        })
    }
}

fn answers(row: &Response) -> bool {
    row.kind.answers() && row.retracted_on.is_none()
}

/// What nobody has answered. A second question wants an answer of its own; a silence goes on from the first.
fn open<'a>(asking: &[&'a delivery::Model], responses: &[&Response]) -> Vec<&'a delivery::Model> {
    let said = responses.iter().filter(|row| answers(row));
    let replies: Vec<Reply> = said
        .map(|row| Reply {
            to: row.packet_id,
            on: row.received_on,
        })
        .collect();
    let is_open = |row: &delivery::Model| {
        let ask = gone_on(row).map(|day| Ask {
            packet: row.packet_id,
            left_on: day,
            from: day,
        });
        ask.is_none_or(|ask| answered(&ask, &replies).is_none())
    };
    asking.iter().copied().filter(|row| is_open(row)).collect()
}

/// When it left. Of one that was thought lost, and arrived, only that day is known.
fn gone_on(row: &delivery::Model) -> Option<NaiveDate> {
    row.left_on.or(row.delivered_on)
}

fn told_response(row: &Response) -> RecordResponse {
    RecordResponse {
        id: row.id,
        packet_id: row.packet_id,
        kind: row.kind,
        received_on: row.received_on,
        said: row.said.clone(),
        source: row.source.clone(),
        source_url: row.source_url.clone(),
        retracted_on: row.retracted_on,
        corrections: row.corrections.clone(),
    }
}

fn told_commitment(row: &Commitment) -> RecordCommitment {
    RecordCommitment {
        id: row.id,
        what: row.what.clone(),
        promised_on: row.promised_on,
        due_on: row.due_on,
        state: row.state,
        settled_on: row.settled_on,
        evidence: row.evidence.clone(),
        evidence_url: row.evidence_url.clone(),
        source: row.source.clone(),
        source_url: row.source_url.clone(),
        retracted_on: row.retracted_on,
        corrections: row.corrections.clone(),
    }
}

async fn votes(
    app: &App,
    db: &impl ConnectionTrait,
    campaign: &campaign::Model,
    rows: &[Vote],
) -> Result<Vec<RecordVote>, DbErr> {
    let owner = campaign.organization_id;
    let bodies: Vec<_> = rows.iter().map(|row| row.body_id).collect();
    let bodies = find_bodies(db, owner, &bodies).await?;
    let bodies: HashMap<_, _> = bodies.into_iter().map(|row| (row.id, row.name)).collect();
    let named: Vec<OfficialId> = rows
        .iter()
        .flat_map(|row| row.votes.iter().map(|one| one.official_id))
        .collect();
    let officials = find_officials(app, db, owner, &named).await?;
    let officials: HashMap<_, _> = officials.into_iter().map(|one| (one.id, one)).collect();
    let told = |row: &Vote| RecordVote {
        body: bodies.get(&row.body_id).cloned().unwrap_or_default(),
        votes: row
            .votes
            .iter()
            .filter_map(|one| {
                let official = officials.get(&one.official_id)?;
                Some(RecordCast {
                    name: official.name.clone(),
                    post: Some(official.post.clone()),
                    voted: one.voted,
                })
            })
            .collect(),
        id: row.id,
        item: row.item.clone(),
        held_on: row.held_on,
        outcome: row.outcome,
        source: row.source.clone(),
        source_url: row.source_url.clone(),
        retracted_on: row.retracted_on,
        corrections: row.corrections.clone(),
    };
    Ok(rows.iter().map(told).collect())
}
