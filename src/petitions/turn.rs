//! Writes down what dates have done to petitions, and lets the deduplication keys of closed ones die.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, DbErr, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::PetitionId;
use super::entity::petition;
use super::find::{campaign_of, dates};
use super::rules::State;
use super::schedule::{key_dies_at, schedule};
use super::transition::{closed_at, moved_by_dates};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::secrets::keyring::KeyFileError;

/// Why a turn was not finished; it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum TurnError {
    #[error(transparent)]
    Key(#[from] KeyFileError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Of one petition; of all that wait for a date where the id is nil.
pub async fn turn_petitions(app: &App, subject: Uuid) -> Result<(), TurnError> {
    let waiting = [State::Open, State::Paused, State::Delivered].map(State::as_str);
    let mut found = petition::for_jobs().order_by_asc(petition::Column::Id);
    if subject.is_nil() {
        let any = Condition::any()
            .add(petition::Column::State.is_in(waiting))
            .add(petition::Column::ClosedAt.is_not_null());
        found = found.filter(any);
    } else {
        found = found.filter(petition::Column::Id.eq(subject));
    }
    let now = app.clock.now();
    for row in found.all(&app.db.read).await? {
        let id = row.id;
        if waiting.contains(&row.state.as_str()) {
            app.db
                .write(|tx| async move { turn(app, &tx, id).await })
                .await?;
        }
        if key_dies_at(&row).is_some_and(|at| at <= now) {
            app.petition_keys.destroy(id.0)?;
        }
    }
    Ok(())
}

async fn turn(app: &App, tx: &Tx, id: PetitionId) -> Result<(), DbErr> {
    let found = petition::for_jobs().filter(petition::Column::Id.eq(id));
    let Some(found) = found.lock_exclusive().one(tx).await? else {
        return Ok(());
    };
    let now = app.clock.now();
    let answer = campaign_of(tx, &found).await?;
    let answer = answer.and_then(|campaign| campaign.answer_requested_by);
    let dates = dates(&found, answer);
    let Some(to) = moved_by_dates(&found, &dates, now) else {
        return Ok(());
    };
    let organization = found.organization_id;
    let mut row = found.clone().into_active_model();
    row.state = Set(to.as_str().to_owned());
    row.closed_at = Set(closed_at(&found, to, now));
    row.revision = Set(found.revision + 1);
    let row = row.update(tx).await?;
    schedule(app, tx, &row, &dates).await?;
    let detail = serde_json::json!({ "state": to.as_str() });
    let entry = audit::Action::new("system", "turn_petition", id).detail(detail);
    audit::record(app, tx, organization, entry).await
}
