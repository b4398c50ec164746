//! Puts a signature back to where it was before it was set aside.

use super::SignatureId;
use super::counters::Counters;
use super::rules::Transition;
use super::transition::{ChangeError, own, step, write};
use super::wire::Signature;
use crate::app::App;
use crate::audit;
use crate::identity::Caller;

pub async fn lift_quarantine(
    app: &App,
    caller: &Caller,
    id: SignatureId,
) -> Result<Signature, ChangeError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = own(tx, caller.organization, id).await?;
            let mut counters = Counters::default();
            let (_, row) = step(row, Transition::Lift, app.clock.now(), &mut counters)?;
            let row = write(tx, row, None, None).await?;
            counters.write(tx).await?;
            let action = audit::Action::new(caller.actor(), "lift_quarantine", id);
            audit::record(app, tx, caller.organization, action).await?;
            Ok(Signature::of(app, caller, &row))
        })
        .await
}
