//! Stops a compilation: what is not set yet will not be, what is set stays.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::read_compilation::{ReadCompilationError, find, packets_of};
use super::wire::Compilation;
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::Caller;
use crate::jobs;
use crate::packets::CompilationId;
use crate::packets::entity::packet;
use crate::packets::rules::State;
use crate::packets::step_back::step_back;

/// Where nothing waits any more there is nothing to cancel, and the compilation stays finished. Packets that were
/// there before belong to whoever asked for them first.
pub async fn cancel_compilation(
    app: &App,
    caller: &Caller,
    id: CompilationId,
) -> Result<Compilation, ReadCompilationError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = find(tx, caller.organization, id).await?;
            let waiting: Vec<packet::Model> = packets_of(tx, &row)
                .await?
                .into_iter()
                .map(|(bundle, is_unchanged)| (bundle.row, is_unchanged))
                .filter(|(row, is_unchanged)| !is_unchanged && is_waiting(row))
                .map(|(row, _)| row)
                .collect();
            if waiting.is_empty() {
                let packets = packets_of(tx, &row).await?;
                return Ok(Compilation::of(row, packets));
            }
            let now = app.clock.now();
            let jobs = step_back(tx, now, &waiting, State::Cancelled).await?;
            jobs::enqueue_many(app, tx, jobs).await?;
            let mut row = row.into_active_model();
            row.cancelled_at = Set(Some(now));
            let row = row.update(tx).await?;
            let entry = Action::new(caller.actor(), "cancel_compilation", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let packets = packets_of(tx, &row).await?;
            Ok(Compilation::of(row, packets))
        })
        .await
}

fn is_waiting(row: &packet::Model) -> bool {
    row.state.parse().is_ok_and(State::is_waiting)
}
