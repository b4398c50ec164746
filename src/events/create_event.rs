//! Writes an event down as a draft that only members see.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::EventId;
use super::draft::{check_campaign, cleaned};
use super::entity::event;
use super::find::described;
use super::rules::State;
use super::wire::{Event, NewEvent};
use crate::app::App;
use crate::audit;
use crate::http::{Once, SaveError};
use crate::identity::Caller;
use crate::ids;

pub async fn create_event(
    app: &App,
    caller: &Caller,
    new: &NewEvent,
    once: &Once,
) -> Result<Event, SaveError> {
    let draft = &cleaned(new, None, app.clock.now())?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            check_campaign(tx, caller.organization, new).await?;
            let id = EventId(ids::timely(&app.clock, &app.entropy));
            let row = event::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                state: Set(State::Draft.as_str().to_owned()),
                join_sealed: Set(None),
                join_from: Set(None),
                join_version: Set(0),
                materials_sealed: Set(None),
                kept_coming: Set(None),
                kept_attended: Set(None),
                sequence: Set(0),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..draft.row.clone()
            };
            let row = row.insert(tx).await?;
            draft.write_texts(tx, id).await?;
            let entry = audit::Action::new(caller.actor(), "create_event", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = described(tx, vec![row]).await?;
            let made = made.into_iter().next().ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}
