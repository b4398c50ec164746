//! Publishes an event, or calls it off.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::EventId;
use super::change_event::announce;
use super::find::{described, locked};
use super::remind::schedule;
use super::rules::{State, may_become};
use super::wire::Event;
use crate::app::App;
use crate::audit;
use crate::http::{Problem, SaveError, catalogue as known};
use crate::identity::Caller;

/// Why nothing became of it.
#[derive(Debug, thiserror::Error)]
pub enum TransitionEventError {
    #[error("this cannot happen to the event now")]
    Refused,
    #[error("it would be published after it has begun")]
    Past,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn transition_event(
    app: &App,
    caller: &Caller,
    id: EventId,
    to: State,
) -> Result<Event, TransitionEventError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let from = found.state.parse().unwrap_or(State::Draft);
            if !may_become(from, to) {
                return Err(TransitionEventError::Refused);
            }
            let now = app.clock.now();
            if to == State::Published && found.starts_at <= now {
                return Err(TransitionEventError::Past);
            }
            let (sequence, revision) = (found.sequence, found.revision + 1);
            let mut row = found.into_active_model();
            row.state = Set(to.as_str().to_owned());
            row.sequence = Set(sequence + i32::from(to == State::Cancelled));
            row.revision = Set(revision);
            row.changed_at = Set(now);
            let row = row.update(tx).await?;
            match to {
                State::Published => schedule(app, tx, &row).await?,
                State::Cancelled => announce(app, tx, id).await?,
                State::Draft => {}
            }
            let action = match to {
                State::Cancelled => "cancel_event",
                _ => "publish_event",
            };
            let entry = audit::Action::new(caller.actor(), action, id);
            audit::record(app, tx, caller.organization, entry).await?;
            let changed = described(tx, vec![row]).await?;
            Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
        })
        .await
}

impl From<TransitionEventError> for Problem {
    fn from(error: TransitionEventError) -> Self {
        match error {
            TransitionEventError::Refused => Self::new(known::EVENT_TRANSITION_REFUSED),
            TransitionEventError::Past => Self::new(known::EVENT_OVER),
            TransitionEventError::Save(error) => error.into(),
            TransitionEventError::Db(error) => error.into(),
        }
    }
}
