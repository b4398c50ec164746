//! Takes an answer back: nothing is kept of it, and the next who waits has the place.

use sea_orm::ModelTrait;

use super::codes::{self, Purpose};
use super::confirm_rsvp::standing;
use super::deletion::note_deletion;
use super::move_up::move_up;
use super::open_rsvp::OpenRsvpError;
use crate::app::App;
use crate::events::find::locked;
use crate::events::rules::Standing;

pub async fn take_back(app: &App, token: &str) -> Result<(), OpenRsvpError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = codes::proven(app, tx, token, Purpose::Own).await?;
            let row = row.ok_or(OpenRsvpError::NotValid)?;
            if standing(&row) == Standing::StruckOut {
                return Err(OpenRsvpError::NotValid);
            }
            let event = locked(tx, row.organization_id, row.event_id).await?;
            let event = event.ok_or(OpenRsvpError::NotValid)?;
            let id = row.id;
            if row.delete(tx).await?.rows_affected == 0 {
                return Err(OpenRsvpError::NotValid);
            }
            note_deletion(app, tx, id).await?;
            move_up(app, tx, &event).await?;
            Ok::<_, OpenRsvpError>(())
        })
        .await
}
