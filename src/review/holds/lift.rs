//! Lifting a hold takes two owners as well; what it covered then dies on its day.

use super::wire::LegalHold;
use super::{HoldError, check_second, check_state, load, record, save};
use crate::app::App;
use crate::identity::Caller;
use crate::testimony::LegalHoldId;
use crate::testimony::wire::HoldState;

pub async fn propose_hold_lift(
    app: &App,
    caller: &Caller,
    id: LegalHoldId,
) -> Result<LegalHold, HoldError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut row = load(app, tx, caller, id).await?;
            check_state(&row, HoldState::InForce)?;
            HoldState::LiftProposed.as_str().clone_into(&mut row.state);
            row.lift_proposed_by = Some(caller.member_id());
            row.lift_proposed_on = Some(app.clock.today());
            record(app, tx, caller, "propose_hold_lift", &row).await?;
            save(tx, row).await
        })
        .await
}

pub async fn confirm_hold_lift(
    app: &App,
    caller: &Caller,
    id: LegalHoldId,
) -> Result<LegalHold, HoldError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut row = load(app, tx, caller, id).await?;
            check_state(&row, HoldState::LiftProposed)?;
            let first = row.lift_proposed_by.ok_or(HoldError::SecondOwnerNeeded)?;
            check_second(tx, caller, first).await?;
            HoldState::Lifted.as_str().clone_into(&mut row.state);
            row.lifted_by = Some(caller.member_id());
            row.lifted_on = Some(app.clock.today());
            record(app, tx, caller, "confirm_hold_lift", &row).await?;
            save(tx, row).await
        })
        .await
}
