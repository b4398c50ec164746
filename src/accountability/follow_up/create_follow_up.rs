//! Compiles a packet that cites the one before: from the record, as the public reads it, and the case of today.

use broadside_press::document::{self, Answer, Day, FollowUp, Paragraphs, Promise, Sha256Hex};
use chrono::{Datelike, Days, NaiveDate};
use sea_orm::{ColumnTrait, QueryFilter};

use super::wire::NewFollowUp;
use crate::accountability::commitments::rules::State as CommitmentState;
use crate::accountability::deliveries::find::campaign_row;
use crate::accountability::deliveries::rules::ANSWER_WITHIN;
use crate::accountability::record::compose::{compose, url_of};
use crate::accountability::record::rules::went;
use crate::accountability::record::wire::{RecordDelivery, RecordEntry};
use crate::accountability::record::words::Words;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::http::{Fields, Invalid, Once, Problem, SaveError};
use crate::identity::Caller;
use crate::packets::entity::packet;
use crate::packets::rules::{Kind, Language};
use crate::packets::wire::{NewPacket, Packet};
use crate::packets::{CreatePacketError, PacketId, create_packet_with};

/// Why there is no follow-up.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    #[error(transparent)]
    Trouble(#[from] Trouble),
    #[error(transparent)]
    Packet(#[from] CreatePacketError),
}

pub async fn create_follow_up(
    app: &App,
    caller: &Caller,
    first: PacketId,
    new: &NewFollowUp,
    once: &Once,
) -> Result<Packet, FollowUpError> {
    let since = since(new)?;
    let today = app.clock.today();
    if new.answer_by.is_some_and(|day| day <= today) {
        return Err(Trouble::from(Invalid::at("/answer_by", "must be a day to come")).into());
    }
    let (first, cited) = cited(app, caller, first, new, since).await?;
    let wanted = NewPacket {
        target_id: first.target_id,
        petition_id: first.petition_id,
        kind: Some(Kind::FollowUp),
        paper: new.paper,
        language: Some(language(&first, new)),
        quotation_id: None,
        signatures_csv: None,
    };
    let wanted = (&wanted, Some(&cited));
    Ok(create_packet_with(app, caller, first.campaign_id, wanted, once).await?)
}

fn since(new: &NewFollowUp) -> Result<Paragraphs, Trouble> {
    let mut fields = Fields::default();
    let raw = new.since.as_deref().filter(|text| !text.trim().is_empty());
    let text = raw.map(|raw| fields.text("/since", raw, 4000));
    fields.done()?;
    Ok(Paragraphs::from(text.as_deref().unwrap_or_default()))
}

fn language(first: &packet::Model, new: &NewFollowUp) -> Language {
    new.language
        .unwrap_or_else(|| Language::of(&first.language))
}

async fn cited(
    app: &App,
    caller: &Caller,
    first: PacketId,
    new: &NewFollowUp,
    since: Paragraphs,
) -> Result<(packet::Model, FollowUp), Trouble> {
    let (db, owner) = (&app.db.read, caller.organization);
    let row = packet::of(owner).filter(packet::Column::Id.eq(first));
    let row = row.one(db).await?.ok_or(SaveError::Unknown)?;
    let campaign = campaign_row(db, owner, row.campaign_id).await?;
    let record = compose(app, db, &campaign).await?;
    let mut entries = record.entries.iter();
    let entry = entries.find(|entry| entry.target_id == row.target_id);
    let entry = entry.ok_or(Trouble::NotDelivered)?;
    // Also what is only known to have left; not what may never have.
    let out = entry.deliveries.iter();
    let out = || {
        out.clone()
            .filter(|one| one.packet_id == row.id && went(one.state))
    };
    let delivery =
        out().min_by_key(|one| (one.delivered_on.is_none(), one.delivered_on, one.left_on));
    let delivery = delivery.ok_or(Trouble::NotDelivered)?;
    let first_left = out()
        .filter_map(|one| one.left_on.or(one.delivered_on))
        .min();
    let words = Words::of(language(&row, new).as_str());
    let url = format!("{}/{}", url_of(app, &campaign), row.target_id);
    let cited = told(
        entry,
        (delivery, first_left),
        words,
        (since, url),
        record.as_of,
    );
    let mut cited = cited.ok_or(Trouble::NotDelivered)?;
    let month = record.as_of.checked_add_days(Days::new(ANSWER_WITHIN));
    cited.answer_by = new.answer_by.or(month).map(day);
    Ok((row, cited))
}

fn told(
    entry: &RecordEntry,
    (delivery, first_left): (&RecordDelivery, Option<NaiveDate>),
    words: &Words,
    (since, record_url): (Paragraphs, String),
    today: NaiveDate,
) -> Option<FollowUp> {
    let left_on = delivery.left_on.or(delivery.delivered_on)?;
    let from = delivery.delivered_on.unwrap_or(left_on);
    let days = (today - from).num_days();
    let digest = delivery.document_sha256.clone();
    // What came before it first left was no answer to it.
    let since_then = first_left.unwrap_or(left_on);
    let answers = entry
        .responses
        .iter()
        .filter(|one| one.received_on >= since_then);
    let votes = entry.votes.iter().filter(|one| one.held_on >= since_then);
    let promises = entry.commitments.iter();
    Some(FollowUp {
        first_id: delivery.packet_id.to_string(),
        first_sha256: digest.and_then(|digest| Sha256Hex::try_from(digest).ok()),
        left_on: day(left_on),
        delivered_on: delivery.delivered_on.map(day),
        signatures_then: u64::try_from(delivery.signatures).unwrap_or_default(),
        days: u64::try_from(days).unwrap_or_default(),
        answers: answers
            .filter(|one| one.retracted_on.is_none())
            .map(|one| Answer {
                received_on: day(one.received_on),
                amounts_to: words.answer(one.kind).to_owned(),
                answers: one.kind.answers(),
                text: one.said.clone(),
                source: one.source.clone(),
            })
            .collect(),
        promises: promises
            .filter(|one| one.retracted_on.is_none())
            .map(|one| Promise {
                text: one.what.clone(),
                promised_on: Some(day(one.promised_on)),
                source: Some(one.source.clone()),
                due_on: day(one.due_on),
                stands: stands(one.state, words).to_owned(),
                reason: one.evidence.clone(),
            })
            .collect(),
        votes: votes
            .filter(|one| one.retracted_on.is_none())
            .map(|one| document::Vote {
                held_on: day(one.held_on),
                item: one.item.clone(),
                voted: one.voted.map(|voted| words.voted(voted).to_owned()),
                outcome: words.outcome(one.outcome).to_owned(),
                source: one.source.clone(),
            })
            .collect(),
        since,
        answer_by: None,
        record_url: Some(record_url),
    })
}

fn stands(state: CommitmentState, words: &Words) -> &'static str {
    match (state, words.code) {
        (CommitmentState::Open, "es") => "Pendiente",
        (CommitmentState::Overdue, "es") => "Vencida",
        (CommitmentState::Kept, "es") => "Cumplida",
        (CommitmentState::Broken, "es") => "Incumplida",
        (CommitmentState::Open, _) => "Open",
        (CommitmentState::Overdue, _) => "Overdue",
        (CommitmentState::Kept, _) => "Kept",
        (CommitmentState::Broken, _) => "Broken",
    }
}

fn day(day: NaiveDate) -> Day {
    let narrow = |n: u32| u8::try_from(n).unwrap_or_default();
    Day {
        year: u16::try_from(day.year()).unwrap_or_default(),
        month: narrow(day.month()),
        day: narrow(day.day()),
    }
}

impl From<FollowUpError> for Problem {
    fn from(error: FollowUpError) -> Self {
        match error {
            FollowUpError::Trouble(error) => error.into(),
            FollowUpError::Packet(error) => error.into(),
        }
    }
}
