//! Cleans an event that was sent, and finds out when it is.

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::Value;

use super::EventId;
use super::entity::{event, event_text};
use super::rules::{self, Fold, Kind, LONGEST_DAYS};
use super::wire::{EventText, NewEvent, NewTraining, Training};
use crate::campaigns::entity::campaign;
use crate::campaigns::topics::Topic;
use crate::db::Tx;
use crate::http::fields::language as language_tag;
use crate::http::{Fields, Invalid, SaveError};
use crate::identity::OrganizationId;

/// An event as it is kept.
#[derive(Clone, Debug)]
pub struct Draft {
    pub row: event::ActiveModel,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    texts: Vec<EventText>,
}

/// `begun` is the start of an event that may have begun already: it may stay where it is.
pub fn cleaned(
    new: &NewEvent,
    begun: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Draft, Invalid> {
    let mut fields = Fields::default();
    let language = fields.language("/language", &new.language);
    let title = fields.line("/title", &new.title, 200);
    let description = fields.text("/description", &new.description, 5000);
    let texts = texts(&mut fields, new, &language);
    let (starts_at, ends_at) = times(&mut fields, new, begun, now);
    let place = fields.maybe_line("/place", new.place.as_deref(), 500);
    let by_video_call = new.by_video_call.unwrap_or(false);
    let training = training(&mut fields, new);
    if place.is_none() && !by_video_call && new.kind != Kind::Training {
        fields.refuse("/place", "is needed where nobody joins by video call");
    }
    let spoken = spoken(&mut fields, new);
    fields.done()?;
    let row = event::ActiveModel {
        campaign_id: Set(new.campaign_id),
        kind: Set(new.kind.as_str().to_owned()),
        language: Set(language),
        title: Set(title),
        description: Set(description),
        zone: Set(new.zone.clone()),
        starts_at: Set(starts_at),
        ends_at: Set(ends_at),
        place: Set(place),
        by_video_call: Set(by_video_call),
        capacity: Set(new.capacity),
        spoken_languages: Set(spoken),
        hides_numbers: Set(new.hides_numbers.unwrap_or(true)),
        topics: Set(Topic::list(new.topics.as_deref().unwrap_or_default())),
        training: Set(training.and_then(|training| serde_json::to_value(training).ok())),
        changed_at: Set(now),
        ..Default::default()
    };
    Ok(Draft {
        row,
        starts_at,
        ends_at,
        texts,
    })
}

fn times(
    fields: &mut Fields,
    new: &NewEvent,
    begun: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let Some(zone) = rules::zone(&new.zone) else {
        fields.refuse(
            "/zone",
            "must be a zone of the IANA database, such as America/Los_Angeles",
        );
        return (now, now);
    };
    let mut read = |pointer: &str, local: &str, fold: Option<Fold>| {
        let moment = rules::moment(local, zone, fold);
        moment.map_err(|error| fields.refuse(pointer, error)).ok()
    };
    let starts = read("/starts", &new.starts, new.starts_fold);
    let ends = read("/ends", &new.ends, new.ends_fold);
    let (Some(starts), Some(ends)) = (starts, ends) else {
        return (now, now);
    };
    if starts <= now && begun != Some(starts) {
        fields.refuse("/starts", "must be in the future");
    }
    if ends <= starts {
        fields.refuse("/ends", "must be after the start");
    } else if ends.signed_duration_since(starts) > Duration::days(LONGEST_DAYS) {
        fields.refuse("/ends", "must be within 14 days of the start");
    }
    (starts, ends)
}

fn texts(fields: &mut Fields, new: &NewEvent, original: &str) -> Vec<EventText> {
    let mut texts: Vec<EventText> = vec![];
    for (at, text) in new.texts.iter().flatten().enumerate() {
        let language = fields.language(format!("/texts/{at}/language"), &text.language);
        let title = fields.line(format!("/texts/{at}/title"), &text.title, 200);
        let description = fields.text(format!("/texts/{at}/description"), &text.description, 5000);
        if language == original || texts.iter().any(|known| known.language == language) {
            fields.refuse(format!("/texts/{at}/language"), "is there twice");
        }
        texts.push(EventText {
            language,
            title,
            description,
        });
    }
    texts
}

fn spoken(fields: &mut Fields, new: &NewEvent) -> Value {
    let mut tags: Vec<Value> = vec![];
    for (at, raw) in new.spoken_languages.iter().flatten().enumerate() {
        match language_tag(raw) {
            Some(tag) => tags.push(tag.into()),
            None => fields.refuse(
                format!("/spoken_languages/{at}"),
                "must be a language tag (BCP 47)",
            ),
        }
    }
    tags.into()
}

fn training(fields: &mut Fields, new: &NewEvent) -> Option<Training> {
    let Some(said) = &new.training else {
        if new.kind == Kind::Training {
            fields.refuse("/training", "is needed for a training");
        }
        return None;
    };
    if new.kind != Kind::Training {
        fields.refuse("/training", "belongs to an event of the kind `training`");
    }
    Some(said_of(fields, said))
}

fn said_of(fields: &mut Fields, said: &NewTraining) -> Training {
    let link = said.registration_link.as_deref();
    let link = fields.maybe_line("/training/registration_link", link, 500);
    if link
        .as_ref()
        .is_some_and(|link| !link.starts_with("https://"))
    {
        fields.refuse("/training/registration_link", "must begin with https://");
    }
    Training {
        mode: said.mode,
        provider: fields.maybe_line("/training/provider", said.provider.as_deref(), 200),
        duration_minutes: said.duration_minutes,
        cost: fields.maybe_line("/training/cost", said.cost.as_deref(), 200),
        group_discount: fields.maybe_line(
            "/training/group_discount",
            said.group_discount.as_deref(),
            200,
        ),
        registration_link: link,
    }
}

/// Whether the campaign is this organization's.
pub async fn check_campaign(
    tx: &Tx,
    owner: OrganizationId,
    new: &NewEvent,
) -> Result<(), SaveError> {
    let Some(id) = new.campaign_id else {
        return Ok(());
    };
    let ours = campaign::of(owner).filter(campaign::Column::Id.eq(id));
    match ours.one(tx).await? {
        Some(_) => Ok(()),
        None => Err(Invalid::at("/campaign_id", "must be a campaign of this organization").into()),
    }
}

impl Draft {
    /// Puts the translations in place of those before.
    pub async fn write_texts(&self, tx: &Tx, id: EventId) -> Result<(), DbErr> {
        use event_text::Column as C;
        event_text::Entity::delete_many()
            .filter(C::EventId.eq(id))
            .exec(tx)
            .await?;
        for text in &self.texts {
            let row = event_text::ActiveModel {
                event_id: Set(id),
                language: Set(text.language.clone()),
                title: Set(text.title.clone()),
                description: Set(text.description.clone()),
            };
            let mut known = OnConflict::columns([C::EventId, C::Language]);
            known.update_columns([C::Title, C::Description]);
            event_text::Entity::insert(row)
                .on_conflict(known)
                .exec_without_returning(tx)
                .await?;
        }
        Ok(())
    }
}
