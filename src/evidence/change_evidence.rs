//! Puts a published statistic right; packets that were frozen before keep what they say.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::EvidenceId;
use super::create_evidence::cleaned;
use super::entity::evidence;
use super::find::find;
use super::wire::{Evidence, NewEvidence};
use crate::app::App;
use crate::audit;
use crate::http::{IfMatch, SaveError};
use crate::identity::Caller;

pub async fn change_evidence(
    app: &App,
    caller: &Caller,
    id: EvidenceId,
    new: &NewEvidence,
    if_match: &IfMatch,
) -> Result<Evidence, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(tx, caller.organization, id).await?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            let row = evidence::ActiveModel {
                revision: Set(found.revision + 1),
                id: found.into_active_model().id,
                ..clean.clone()
            };
            let changed = Evidence::from(row.update(tx).await?);
            let entry = audit::Action::new(caller.actor(), "change_evidence", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(changed)
        })
        .await
}
