//! Takes somebody off the list, for good: no details any more, and no second answer from the same address.

use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};

use super::deletion::{note_strike_out, shut_out};
use super::list_rsvps::described;
use super::move_up::move_up;
use crate::app::App;
use crate::audit;
use crate::events::RsvpId;
use crate::events::entity::rsvp;
use crate::events::find::locked;
use crate::events::wire::Rsvp;
use crate::http::SaveError;
use crate::identity::Caller;

/// Name and address go at once; the keyed hash of the address stays until the answers of this event are erased.
pub async fn strike_out(app: &App, caller: &Caller, id: RsvpId) -> Result<Rsvp, SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let ours = rsvp::of(caller.organization).filter(rsvp::Column::Id.eq(id));
            let found = ours.clone().one(tx).await?.ok_or(SaveError::Unknown)?;
            let event = locked(tx, caller.organization, found.event_id).await?;
            let event = event.ok_or(SaveError::Unknown)?;
            let found = ours.one(tx).await?.ok_or(SaveError::Unknown)?;
            let mut row = found.into_active_model();
            shut_out(&mut row);
            let row = row.update(tx).await?;
            note_strike_out(app, tx, id).await?;
            move_up(app, tx, &event).await?;
            let entry = audit::Action::new(caller.actor(), "strike_out_rsvp", event.id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(described(app, row))
        })
        .await
}
