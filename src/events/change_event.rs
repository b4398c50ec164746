//! Changes an event; those who come are told of another time or place.

use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::EventId;
use super::draft::{Draft, check_campaign, cleaned};
use super::entity::{event, rsvp};
use super::find::{described, get_event, locked};
use super::remind::schedule;
use super::rsvps::move_up::move_up;
use super::rules::{self, Standing, State};
use super::wire::{Event, NewEvent};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{IfMatch, Problem, SaveError, catalogue as known};
use crate::identity::Caller;
use crate::jobs::{self, Kind, NewJob};

/// Why an event stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeEventError {
    #[error("it was called off or is over")]
    Over,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn change_event(
    app: &App,
    caller: &Caller,
    id: EventId,
    new: &NewEvent,
    if_match: &IfMatch,
) -> Result<Event, ChangeEventError> {
    let now = app.clock.now();
    let before = get_event(&app.db.read, caller.organization, id).await?;
    let before = before.ok_or(SaveError::Unknown)?;
    let draft = &cleaned(new, Some(before.starts_at), now).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            if found.state == State::Cancelled.as_str() || found.ends_at <= now {
                return Err(ChangeEventError::Over);
            }
            check_campaign(tx, caller.organization, new).await?;
            let is_public = found.state == State::Published.as_str();
            let row = event::ActiveModel {
                id: Unchanged(id),
                sequence: Set(found.sequence + i32::from(is_public)),
                revision: Set(found.revision + 1),
                ..draft.row.clone()
            };
            let row = row.update(tx).await?;
            draft.write_texts(tx, id).await?;
            if is_public {
                tell(app, tx, &found, &row, draft).await?;
                move_up(app, tx, &row).await?;
            }
            let entry = audit::Action::new(caller.actor(), "change_event", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let changed = described(tx, vec![row]).await?;
            Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
        })
        .await
}

/// Of another time or place; and reminders begin anew where the time is another one.
async fn tell(
    app: &App,
    tx: &Tx,
    before: &event::Model,
    now: &event::Model,
    draft: &Draft,
) -> Result<(), DbErr> {
    let other_time = before.starts_at != draft.starts_at || before.zone != now.zone;
    if other_time {
        let zone = rules::zone(&now.zone).unwrap_or_default();
        let due = rules::due(now.starts_at, zone, app.clock.now());
        rsvp::Entity::update_many()
            .col_expr(rsvp::Column::Reminded, due.into())
            .filter(rsvp::Column::EventId.eq(now.id))
            .exec(tx)
            .await?;
        schedule(app, tx, now).await?;
    }
    let same = !other_time
        && before.ends_at == draft.ends_at
        && before.place == now.place
        && before.by_video_call == now.by_video_call;
    if same {
        return Ok(());
    }
    announce(app, tx, now.id).await
}

/// A mail to everybody who comes or waits.
pub(super) async fn announce(app: &App, tx: &Tx, id: EventId) -> Result<(), DbErr> {
    let told = [Standing::Confirmed.as_str(), Standing::Waiting.as_str()];
    let rows = rsvp::for_jobs()
        .filter(rsvp::Column::EventId.eq(id))
        .filter(rsvp::Column::State.is_in(told));
    let at = app.clock.now();
    let job = |row: rsvp::Model| {
        NewJob::new(Kind::SendEventChange, row.id.0, at)
            .language(&row.language)
            .only_once(format!("event_change:{}", row.id))
    };
    let jobs = rows.all(tx).await?.into_iter().map(job).collect();
    jobs::enqueue_many(app, tx, jobs).await
}

impl From<ChangeEventError> for Problem {
    fn from(error: ChangeEventError) -> Self {
        match error {
            ChangeEventError::Over => Self::new(known::EVENT_OVER),
            ChangeEventError::Save(error) => error.into(),
            ChangeEventError::Db(error) => error.into(),
        }
    }
}
