//! Destroys what a signature tells about its signer, at the signer's wish; a restored backup forgets it again.

use sea_orm::ActiveValue::Set;

use super::SignatureId;
use super::counters::Counters;
use super::deletion::note_deletion;
use super::rules::Transition;
use super::transition::{ChangeError, forget_person, own, step, write};
use super::wire::Signature;
use crate::app::App;
use crate::audit;
use crate::identity::Caller;

pub async fn erase(app: &App, caller: &Caller, id: SignatureId) -> Result<Signature, ChangeError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = own(tx, caller.organization, id).await?;
            let mut counters = Counters::default();
            let (_, mut row) = step(row, Transition::Erase, app.clock.now(), &mut counters)?;
            forget_person(&mut row, id);
            row.workplace_id = Set(None);
            row.division_id = Set(None);
            let row = write(tx, row, None, None).await?;
            counters.write(tx).await?;
            note_deletion(app, tx, id).await?;
            let action = audit::Action::new(caller.actor(), "erase_signature", id);
            audit::record(app, tx, caller.organization, action).await?;
            Ok(Signature::of(app, caller, &row))
        })
        .await
}
