//! Changes the dates, the goal and the threshold of a petition; its text has verbs of its own.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::PetitionId;
use super::create_petition::{check_dates, whole_milliseconds};
use super::entity::petition;
use super::find::{campaign_of, dates, described, locked, stored_state};
use super::rules::State;
use super::schedule::schedule;
use super::wire::{ChangePetition, Petition};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;

pub async fn change_petition(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    new: &ChangePetition,
    if_match: &IfMatch,
) -> Result<Petition, SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            judge(&found, new, app.clock.now())?;
            let mut row = found.clone().into_active_model();
            row.opens_at = Set(new.opens_at.map(whole_milliseconds));
            row.closes_at = Set(new.closes_at.map(whole_milliseconds));
            row.goal = Set(new.goal);
            let threshold = new.workplace_threshold;
            row.workplace_threshold = Set(threshold.unwrap_or(found.workplace_threshold));
            row.revision = Set(found.revision + 1);
            let row = row.update(tx).await?;
            let answer = campaign_of(tx, &row).await?;
            let answer = answer.and_then(|campaign| campaign.answer_requested_by);
            schedule(app, tx, &row, &dates(&row, answer)).await?;
            let entry = audit::Action::new(caller.actor(), "change_petition", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let changed = described(app, tx, vec![row]).await?;
            changed.into_iter().next().ok_or(SaveError::Unknown)
        })
        .await
}

fn judge(found: &petition::Model, new: &ChangePetition, now: DateTime<Utc>) -> Result<(), Invalid> {
    let mut fields = Fields::default();
    let opens_at = new.opens_at.map(whole_milliseconds);
    let closes_at = new.closes_at.map(whole_milliseconds);
    // Until it opens its dates are plans, and a plan that was missed has to be made anew.
    let is_plan = matches!(stored_state(found), State::Draft | State::InReview);
    let has_come = |at: Option<DateTime<Utc>>| !is_plan && at.is_some_and(|at| at <= now);
    let has_opened = has_come(found.opens_at) || found.frozen_at.is_some();
    if has_opened && opens_at != found.opens_at {
        fields.refuse("/opens_at", "has come already and cannot be moved");
    }
    let is_over = found.closed_at.is_some() || has_come(found.closes_at);
    if is_over && closes_at != found.closes_at {
        fields.refuse("/closes_at", "has come already and cannot be moved");
    }
    if closes_at != found.closes_at {
        check_dates(&mut fields, opens_at, closes_at, now);
    } else {
        check_dates(&mut fields, opens_at, closes_at, DateTime::<Utc>::MIN_UTC);
    }
    if new
        .workplace_threshold
        .is_some_and(|new| new < found.workplace_threshold)
    {
        fields.refuse("/workplace_threshold", "cannot be lowered");
    }
    fields.done()
}
