//! What everybody may read of events: published ones in the reader's language, and how many come where that is shown.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, QueryFilter, QueryOrder, QuerySelect,
};

use super::EventId;
use super::entity::event;
use super::find::{number, texts_of, training_of, words_of};
use super::rules::{self, Kind, Standing, State};
use super::wire::{EventText, PublicEvent, PublicEventList};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::topics::Topic;
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::page::Page;
use crate::petitions::choose_language;

/// Which events, and how a reader wants to see them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    pub organization: Option<OrganizationId>,
    pub campaign: Option<CampaignId>,
    pub language: Option<&'a str>,
    pub accept_language: Option<&'a str>,
}

/// Those that are not over and not called off, the next one first.
pub async fn list_public_events(
    app: &App,
    wish: Wish<'_>,
    page: Page,
) -> Result<PublicEventList, DbErr> {
    let db = &app.db.read;
    let mut rows = upcoming(app, wish);
    if let Some(after) = page.after {
        rows = rows.filter(after_event(db, EventId(after)).await?);
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = shown(db, rows, wish).await?;
    Ok(PublicEventList { items, next })
}

fn upcoming(app: &App, wish: Wish<'_>) -> sea_orm::Select<event::Entity> {
    use event::Column as C;
    let mut rows = event::public()
        .filter(C::State.eq(State::Published.as_str()))
        .filter(C::EndsAt.gt(app.clock.now()))
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id);
    if let Some(organization) = wish.organization {
        rows = rows.filter(C::OrganizationId.eq(organization));
    }
    if let Some(campaign) = wish.campaign {
        rows = rows.filter(C::CampaignId.eq(campaign));
    }
    rows
}

/// Where the page before ended. An event that moved meanwhile is looked for where it is now.
async fn after_event(db: &impl ConnectionTrait, id: EventId) -> Result<Condition, DbErr> {
    use event::Column as C;
    let last = event::public().filter(C::Id.eq(id)).one(db).await?;
    let Some(last) = last else {
        return Ok(Condition::all().add(C::Id.gt(id)));
    };
    let same_time = Condition::all()
        .add(C::StartsAt.eq(last.starts_at))
        .add(C::Id.gt(id));
    Ok(Condition::any()
        .add(C::StartsAt.gt(last.starts_at))
        .add(same_time))
}

/// As many as a calendar program is given at once.
const OF_A_FEED: u64 = 200;

/// Rows for the calendar of everybody, with the words of their organizers.
pub async fn feed(app: &App, wish: Wish<'_>) -> Result<Vec<(event::Model, PublicEvent)>, DbErr> {
    let rows = upcoming(app, wish).limit(OF_A_FEED);
    let rows = rows.all(&app.db.read).await?;
    let shown = shown(&app.db.read, rows.clone(), wish).await?;
    Ok(rows.into_iter().zip(shown).collect())
}

/// One published event, called off or not.
pub async fn find_public_event(
    db: &impl ConnectionTrait,
    id: EventId,
    wish: Wish<'_>,
) -> Result<Option<(event::Model, PublicEvent)>, DbErr> {
    let row = event::public().filter(event::Column::Id.eq(id));
    let Some(row) = row.one(db).await? else {
        return Ok(None);
    };
    let shown = shown(db, vec![row.clone()], wish).await?;
    Ok(shown.into_iter().next().map(|shown| (row, shown)))
}

/// Rows as their readers see them, in the same order.
pub(super) async fn shown(
    db: &impl ConnectionTrait,
    rows: Vec<event::Model>,
    wish: Wish<'_>,
) -> Result<Vec<PublicEvent>, DbErr> {
    let mut texts = texts_of(db, rows.iter().map(|row| row.id)).await?;
    let owners = rows.iter().map(|row| row.organization_id);
    let owners = organization::for_jobs().filter(organization::Column::Id.is_in(owners));
    let owners = owners.all(db).await?.into_iter();
    let owners: HashMap<_, _> = owners.map(|row| (row.id, row.name)).collect();
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let coming = number(db, row.id, Standing::Confirmed).await?;
        let texts = texts.remove(&row.id).unwrap_or_default();
        let organizer = owners.get(&row.organization_id).cloned();
        events.push(seen(
            row,
            organizer.unwrap_or_default(),
            texts,
            coming,
            wish,
        ));
    }
    Ok(events)
}

fn seen(
    row: event::Model,
    organizer: String,
    mut texts: Vec<EventText>,
    coming: u64,
    wish: Wish<'_>,
) -> PublicEvent {
    let original = EventText {
        language: row.language.clone(),
        title: row.title.clone(),
        description: row.description.clone(),
    };
    texts.insert(0, original);
    let languages: Vec<String> = texts.iter().map(|text| text.language.clone()).collect();
    let language = choose_language(&languages, wish.language, wish.accept_language).cloned();
    let at = texts
        .iter()
        .position(|text| Some(&text.language) == language.as_ref());
    let text = texts.swap_remove(at.unwrap_or(0));
    let zone = rules::zone(&row.zone).unwrap_or_default();
    let training = training_of(&row);
    let state = row.state.parse().unwrap_or(State::Cancelled);
    let elsewhere = training
        .as_ref()
        .is_some_and(|one| one.registration_link.is_some());
    PublicEvent {
        kind: row.kind.parse().unwrap_or(Kind::StrategySession),
        state,
        organizer,
        language: text.language,
        languages,
        title: text.title,
        description: text.description,
        starts: rules::local(row.starts_at, zone),
        ends: rules::local(row.ends_at, zone),
        spoken_languages: words_of(&row.spoken_languages),
        topics: Topic::of_list(&row.topics),
        takes_rsvps: state == State::Published && !elsewhere,
        training,
        is_full: rules::admit(row.capacity, coming) == Standing::Waiting,
        coming: rules::shown_number(row.hides_numbers, coming),
        id: row.id,
        campaign_id: row.campaign_id,
        zone: row.zone,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        place: row.place,
        by_video_call: row.by_video_call,
    }
}
