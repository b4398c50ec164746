//! Takes a published statistic away; packets that were frozen before keep what they say.

use sea_orm::EntityTrait;

use super::EvidenceId;
use super::entity::evidence;
use super::find::find;
use crate::app::App;
use crate::audit;
use crate::http::SaveError;
use crate::identity::Caller;

pub async fn remove_evidence(app: &App, caller: &Caller, id: EvidenceId) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(tx, caller.organization, id).await?;
            evidence::Entity::delete_by_id(found.id).exec(tx).await?;
            let entry = audit::Action::new(caller.actor(), "remove_evidence", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}
