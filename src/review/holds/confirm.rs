//! The second owner's word: from now on nothing that the hold covers is destroyed.

use super::wire::LegalHold;
use super::{HoldError, check_second, check_state, load, record, save};
use crate::app::App;
use crate::identity::Caller;
use crate::testimony::LegalHoldId;
use crate::testimony::wire::HoldState;

pub async fn confirm_legal_hold(
    app: &App,
    caller: &Caller,
    id: LegalHoldId,
) -> Result<LegalHold, HoldError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut row = load(app, tx, caller, id).await?;
            check_state(&row, HoldState::Proposed)?;
            check_second(tx, caller, row.proposed_by).await?;
            HoldState::InForce.as_str().clone_into(&mut row.state);
            row.confirmed_by = Some(caller.member_id());
            row.confirmed_on = Some(app.clock.today());
            record(app, tx, caller, "confirm_legal_hold", &row).await?;
            save(tx, row).await
        })
        .await
}
