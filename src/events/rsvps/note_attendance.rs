//! Notes who came.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
};

use super::confirm_rsvp::standing;
use super::list_rsvps::described;
use crate::app::App;
use crate::events::RsvpId;
use crate::events::entity::{event, rsvp};
use crate::events::rules::Standing;
use crate::events::wire::Rsvp;
use crate::http::{Problem, SaveError, catalogue as known};
use crate::identity::Caller;

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
pub enum NoteAttendanceError {
    #[error("the event has not begun, or this person has no place")]
    NotThere,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Not audited: an entry for each person would be a list of who came, and would outlive it.
pub async fn note_attendance(
    app: &App,
    caller: &Caller,
    id: RsvpId,
    attended: bool,
) -> Result<Rsvp, NoteAttendanceError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = rsvp::of(caller.organization).filter(rsvp::Column::Id.eq(id));
            let row = found.one(tx).await?.ok_or(SaveError::Unknown)?;
            let event = event::of(caller.organization).filter(event::Column::Id.eq(row.event_id));
            let event = event.one(tx).await?.ok_or(SaveError::Unknown)?;
            let has_begun = event.starts_at <= app.clock.now() + chrono::Duration::hours(1);
            if standing(&row) != Standing::Confirmed || !has_begun {
                return Err(NoteAttendanceError::NotThere);
            }
            let mut row = row.into_active_model();
            row.attended = Set(Some(attended));
            Ok(described(app, row.update(tx).await?))
        })
        .await
}

impl From<NoteAttendanceError> for Problem {
    fn from(error: NoteAttendanceError) -> Self {
        match error {
            NoteAttendanceError::NotThere => Self::new(known::NOT_ATTENDING),
            NoteAttendanceError::Save(error) => error.into(),
            NoteAttendanceError::Db(error) => error.into(),
        }
    }
}
