//! Puts a draft into other words; somebody has to look at it again.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::AnnouncementId;
use super::create_announcement::joined;
use super::find::{locked, shown, state};
use super::rules::{Refused, State, may_change};
use super::texts;
use super::transition_announcement::TransitionAnnouncementError;
use super::wire::{Announcement, NewAnnouncement};
use crate::app::App;
use crate::audit;
use crate::http::{IfMatch, SaveError};
use crate::identity::Caller;

pub async fn change_announcement(
    app: &App,
    caller: &Caller,
    id: AnnouncementId,
    new: &NewAnnouncement,
    if_match: &IfMatch,
) -> Result<Announcement, TransitionAnnouncementError> {
    let texts = &texts::cleaned(new).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            if !may_change(state(&found)) {
                return Err(Refused::State.into());
            }
            let revision = found.revision + 1;
            let mut row = found.into_active_model();
            row.category = Set(new.category.as_str().to_owned());
            row.audiences = Set(joined(&new.audiences));
            row.state = Set(State::Drafted.as_str().to_owned());
            row.revision = Set(revision);
            let row = row.update(tx).await?;
            texts::put(tx, id, texts).await?;
            let entry = audit::Action::new(caller.actor(), "change_announcement", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(shown(app, tx, row).await?)
        })
        .await
}
