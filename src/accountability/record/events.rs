//! What happened, one by one, as a feed tells it.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::rules::{Ask, MILESTONES, Reply, silences, went};
use super::wire::{PublicRecord, RecordDelivery, RecordEntry, RecordVote};
use super::words::Words;
use crate::accountability::commitments::rules::State as CommitmentState;
use crate::accountability::corrections::wire::Correction;
use crate::accountability::deliveries::rules::State as DeliveryState;

/// One entry of the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Unique and stable within the record.
    pub key: String,
    pub on: NaiveDate,
    pub title: String,
    pub text: String,
    /// Where it stands in the record.
    pub url: String,
}

impl Event {
    pub fn at(&self) -> DateTime<Utc> {
        self.on.and_time(NaiveTime::MIN).and_utc()
    }
}

/// Newest first.
pub fn events(record: &PublicRecord, url: &str, words: &Words) -> Vec<Event> {
    let mut all: Vec<Event> = Vec::new();
    for entry in &record.entries {
        deliveries(entry, words, &mut all);
        responses(entry, words, &mut all);
        commitments(entry, record.as_of, words, &mut all);
        silence(entry, record.as_of, words, &mut all);
    }
    for vote in &record.votes {
        held(vote, url, words, &mut all);
    }
    all.sort_by(|a, b| (b.on, &a.key).cmp(&(a.on, &b.key)));
    all
}

fn deliveries(entry: &RecordEntry, words: &Words, all: &mut Vec<Event>) {
    for delivery in &entry.deliveries {
        let key = delivery.id.to_string();
        let said = match delivery.state {
            DeliveryState::Delivered => Some(words.delivered),
            DeliveryState::Sent | DeliveryState::Unconfirmed => Some(words.sent),
            DeliveryState::Uncertain => Some(words.perhaps_sent),
            // Nothing went. Where something else was said before, the correction tells it.
            DeliveryState::Failed | DeliveryState::Queued | DeliveryState::Sending => None,
        };
        let on = delivery.delivered_on.or(delivery.left_on);
        if let Some((said, on)) = said.zip(on) {
            all.push(Event {
                key: key.clone(),
                on,
                title: format!("{said} {}", entry.name),
                text: words.asked_by(delivery.signatures),
                url: entry.url.clone(),
            });
        }
        corrected(
            &key,
            &entry.name,
            (&delivery.corrections, &entry.url),
            words,
            all,
        );
    }
}

fn responses(entry: &RecordEntry, words: &Words, all: &mut Vec<Event>) {
    for response in &entry.responses {
        let key = response.id.to_string();
        let title = format!("{}: {}", entry.name, words.answer(response.kind));
        let said = response.said.clone().map(|said| format!("“{said}” "));
        let text = format!("{}({})", said.unwrap_or_default(), response.source);
        all.push(Event {
            title: standing(title, response.retracted_on, words),
            key: key.clone(),
            on: response.received_on,
            text,
            url: entry.url.clone(),
        });
        corrected(
            &key,
            &entry.name,
            (&response.corrections, &entry.url),
            words,
            all,
        );
    }
}

fn commitments(entry: &RecordEntry, today: NaiveDate, words: &Words, all: &mut Vec<Event>) {
    for promise in &entry.commitments {
        let key = promise.id.to_string();
        let event = |key: String, on, said: &str, text: String| Event {
            key,
            on,
            title: standing(
                format!("{} {said}", entry.name),
                promise.retracted_on,
                words,
            ),
            text,
            url: entry.url.clone(),
        };
        let what = words.by_when(&promise.what, promise.due_on);
        all.push(event(
            key.clone(),
            promise.promised_on,
            words.promised,
            what.clone(),
        ));
        let late = promise.due_on.checked_add_days(Days::new(1));
        let ended = match promise.state {
            CommitmentState::Open => None,
            CommitmentState::Overdue => late
                .filter(|day| *day <= today)
                .map(|day| (day, words.overdue)),
            CommitmentState::Kept => promise.settled_on.map(|day| (day, words.kept)),
            CommitmentState::Broken => promise.settled_on.map(|day| (day, words.broken)),
        };
        if let Some((on, said)) = ended {
            let text = match &promise.evidence {
                Some(evidence) => format!("{what} {evidence}"),
                None => what,
            };
            let state = promise.state.as_str();
            all.push(event(format!("{key}-{state}"), on, said, text));
        }
        corrected(
            &key,
            &entry.name,
            (&promise.corrections, &entry.url),
            words,
            all,
        );
    }
}

/// Each milestone once; it stays in the feed, whatever is answered later. None where no packet went for certain.
fn silence(entry: &RecordEntry, today: NaiveDate, words: &Words, all: &mut Vec<Event>) {
    for (at, (since, until)) in silences(&asks(entry), &replies(entry))
        .into_iter()
        .enumerate()
    {
        // The first keeps the name that it had before there was a second question.
        let key = match at {
            0 => format!("{}-silent", entry.target_id),
            _ => format!("{}-silent-since-{since}", entry.target_id),
        };
        milestones(
            entry,
            (since, until.unwrap_or(today).min(today)),
            &key,
            words,
            all,
        );
    }
}

fn asks(entry: &RecordEntry) -> Vec<Ask> {
    let gone = entry.deliveries.iter().filter(|one| went(one.state));
    let ask = |one: &RecordDelivery| {
        let left_on = one.left_on.or(one.delivered_on)?;
        Some(Ask {
            packet: one.packet_id,
            left_on,
            from: one.delivered_on.unwrap_or(left_on),
        })
    };
    gone.filter_map(ask).collect()
}

fn replies(entry: &RecordEntry) -> Vec<Reply> {
    let said = entry.responses.iter();
    let said = said.filter(|one| one.kind.answers() && one.retracted_on.is_none());
    said.map(|one| Reply {
        to: one.packet_id,
        on: one.received_on,
    })
    .collect()
}

fn milestones(
    entry: &RecordEntry,
    (since, until): (NaiveDate, NaiveDate),
    key: &str,
    words: &Words,
    all: &mut Vec<Event>,
) {
    for days in MILESTONES {
        let on = u64::try_from(days).ok();
        let on = on.and_then(|days| since.checked_add_days(Days::new(days)));
        let Some(on) = on.filter(|on| *on <= until) else {
            return;
        };
        all.push(Event {
            key: format!("{key}-{days}"),
            on,
            title: words.silent(&entry.name, days),
            text: words.asked_by(entry.asked_by.unwrap_or_default()),
            url: entry.url.clone(),
        });
    }
}

fn held(vote: &RecordVote, url: &str, words: &Words, all: &mut Vec<Event>) {
    let key = vote.id.to_string();
    let title = format!(
        "{}: {} ({})",
        vote.body,
        vote.item,
        words.outcome(vote.outcome)
    );
    let casts: Vec<String> = vote
        .votes
        .iter()
        .map(|one| format!("{}: {}", one.name, words.voted(one.voted)))
        .collect();
    all.push(Event {
        key: key.clone(),
        on: vote.held_on,
        title: standing(title, vote.retracted_on, words),
        text: format!("{} ({})", casts.join(", "), vote.source),
        url: url.to_owned(),
    });
    corrected(&key, &vote.item, (&vote.corrections, url), words, all);
}

fn standing(title: String, retracted_on: Option<NaiveDate>, words: &Words) -> String {
    match retracted_on {
        Some(_) => format!("{} {title}", words.retracted),
        None => title,
    }
}

fn corrected(
    key: &str,
    name: &str,
    (corrections, url): (&[Correction], &str),
    words: &Words,
    all: &mut Vec<Event>,
) {
    for correction in corrections {
        let before = correction.said_before.iter();
        let before: Vec<String> = before
            .map(|one| format!("{}: {}", one.field, one.was))
            .collect();
        all.push(Event {
            key: format!("{key}-correction-{}", correction.number),
            on: correction.made_on,
            title: format!("{} {name}", words.correction),
            text: format!("{} {}. {}", words.before, before.join("; "), correction.why),
            url: url.to_owned(),
        });
    }
}
