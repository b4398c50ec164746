//! Sets a signature aside for a reason that is shown; it does not count until that is lifted.

use super::SignatureId;
use super::counters::Counters;
use super::rules::Transition;
use super::transition::{ChangeError, own, step, write};
use super::wire::{NewQuarantine, Signature};
use crate::app::App;
use crate::audit;
use crate::identity::Caller;

pub async fn quarantine(
    app: &App,
    caller: &Caller,
    id: SignatureId,
    new: &NewQuarantine,
) -> Result<Signature, ChangeError> {
    let reason = new.reason.as_str();
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = own(tx, caller.organization, id).await?;
            let mut counters = Counters::default();
            let (_, row) = step(row, Transition::Quarantine, app.clock.now(), &mut counters)?;
            let row = write(tx, row, Some(reason.to_owned()), None).await?;
            counters.write(tx).await?;
            let action = audit::Action::new(caller.actor(), "quarantine_signature", id);
            audit::record(
                app,
                tx,
                caller.organization,
                action.detail(serde_json::json!({"reason": reason})),
            )
            .await?;
            Ok(Signature::of(app, caller, &row))
        })
        .await
}
