//! Finds events for members.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::EventId;
use super::entity::{event, event_text, rsvp};
use super::rules::{self, Kind, Standing, State};
use super::wire::{Event, EventList, EventNumbers, EventText, Training};
use crate::campaigns::CampaignId;
use crate::campaigns::topics::Topic;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::page::Page;

pub async fn list_events(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: Option<CampaignId>,
    page: Page,
) -> Result<EventList, DbErr> {
    let mut rows = event::of(owner).order_by_asc(event::Column::Id);
    if let Some(campaign) = campaign {
        rows = rows.filter(event::Column::CampaignId.eq(campaign));
    }
    if let Some(after) = page.after {
        rows = rows.filter(event::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = described(db, rows).await?;
    Ok(EventList { items, next })
}

pub async fn get_event(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: EventId,
) -> Result<Option<Event>, DbErr> {
    let rows = event::of(owner).filter(event::Column::Id.eq(id));
    let found = described(db, rows.all(db).await?).await?;
    Ok(found.into_iter().next())
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: EventId,
) -> Result<Option<event::Model>, DbErr> {
    let row = event::of(owner).filter(event::Column::Id.eq(id));
    row.lock_exclusive().one(tx).await
}

/// Translations by event, in the order of their languages.
pub(super) async fn texts_of(
    db: &impl ConnectionTrait,
    events: impl Iterator<Item = EventId>,
) -> Result<HashMap<EventId, Vec<EventText>>, DbErr> {
    use event_text::Column as C;
    let rows = event_text::for_jobs()
        .filter(C::EventId.is_in(events))
        .order_by_asc(C::Language);
    let mut texts: HashMap<EventId, Vec<EventText>> = HashMap::new();
    for row in rows.all(db).await? {
        texts.entry(row.event_id).or_default().push(EventText {
            language: row.language,
            title: row.title,
            description: row.description,
        });
    }
    Ok(texts)
}

pub(super) async fn number(
    db: &impl ConnectionTrait,
    event: EventId,
    standing: Standing,
) -> Result<u64, DbErr> {
    rsvp::for_jobs()
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.eq(standing.as_str()))
        .count(db)
        .await
}

async fn numbers(db: &impl ConnectionTrait, row: &event::Model) -> Result<EventNumbers, DbErr> {
    if let (Some(coming), Some(attended)) = (row.kept_coming, row.kept_attended) {
        let plain = |number: i32| u64::try_from(number).unwrap_or(0);
        return Ok(EventNumbers {
            coming: plain(coming),
            waiting: 0,
            attended: plain(attended),
        });
    }
    let attended = rsvp::for_jobs()
        .filter(rsvp::Column::EventId.eq(row.id))
        .filter(rsvp::Column::Attended.eq(true));
    Ok(EventNumbers {
        coming: number(db, row.id, Standing::Confirmed).await?,
        waiting: number(db, row.id, Standing::Waiting).await?,
        attended: attended.count(db).await?,
    })
}

pub(super) fn training_of(row: &event::Model) -> Option<Training> {
    serde_json::from_value(row.training.clone()?).ok()
}

pub(super) fn words_of(list: &serde_json::Value) -> Vec<String> {
    let words = list.as_array().into_iter().flatten();
    words
        .filter_map(|word| Some(word.as_str()?.to_owned()))
        .collect()
}

/// Rows with their translations and numbers, in the same order.
pub(super) async fn described(
    db: &impl ConnectionTrait,
    rows: Vec<event::Model>,
) -> Result<Vec<Event>, DbErr> {
    let mut texts = texts_of(db, rows.iter().map(|row| row.id)).await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let zone = rules::zone(&row.zone).unwrap_or_default();
        events.push(Event {
            kind: row.kind.parse().unwrap_or(Kind::StrategySession),
            state: row.state.parse().unwrap_or(State::Draft),
            texts: texts.remove(&row.id).unwrap_or_default(),
            starts: rules::local(row.starts_at, zone),
            ends: rules::local(row.ends_at, zone),
            spoken_languages: words_of(&row.spoken_languages),
            topics: Topic::of_list(&row.topics),
            training: training_of(&row),
            has_join_details: row.join_sealed.is_some(),
            has_materials: row.materials_sealed.is_some(),
            numbers: numbers(db, &row).await?,
            id: row.id,
            campaign_id: row.campaign_id,
            language: row.language,
            title: row.title,
            description: row.description,
            zone: row.zone,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            place: row.place,
            by_video_call: row.by_video_call,
            capacity: row.capacity,
            hides_numbers: row.hides_numbers,
            join_details_shown_from: row.join_from,
            revision: row.revision,
            created_at: row.created_at,
        });
    }
    Ok(events)
}

/// The address that mail of this service comes from.
pub(super) fn sender(app: &crate::app::App) -> &str {
    let from = app.settings.mail.from.as_str();
    let inside = from.rsplit_once('<').map_or(from, |(_, rest)| rest);
    inside.trim_end_matches('>').trim()
}
