//! Writes down what was found out about a delivery since: that it arrived, that it came back, that it was a mistake.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::find::{locked, shown, told};
use super::record_delivery::tracking;
use super::rules::{Failure, Outcome, State, is_a_day_for_it};
use super::settle::settle;
use super::wire::{ChangeDelivery, Delivery};
use crate::accountability::DeliveryId;
use crate::accountability::corrections::{self, wire::Said};
use crate::accountability::entity::delivery;
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;

/// An outcome that stands already is corrected, which needs a reason and leaves what was said before.
pub async fn change_delivery(
    app: &App,
    caller: &Caller,
    id: DeliveryId,
    new: &ChangeDelivery,
    if_match: &IfMatch,
) -> Result<Delivery, Trouble> {
    let tracking = &tracking(new.tracking_number.as_deref())?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            if_match
                .check(found.revision)
                .map_err(|_| SaveError::Changed)?;
            if found.failure.as_deref() == Some(Failure::RecordedInError.as_str()) {
                return Err(Trouble::Settled);
            }
            check(app, &found, new)?;
            let changed = changed(found.clone(), new, tracking.clone());
            let mut said = corrections::between(&told(&found), &told(&changed));
            let mut why = corrections::reason(new.why.as_deref(), &said)?;
            if came_back(&found, &changed) {
                said.insert(0, was_out(&found));
                why = why.or_else(|| changed.failure.clone());
            }
            let mut active = entry::changes(&found, changed);
            active.revision = Set(found.revision + 1);
            let saved = active.update(tx).await?;
            let about = (saved.campaign_id, "delivery", id.0);
            corrections::keep(app, tx, caller, about, (said, why)).await?;
            settle(
                app,
                tx,
                (saved.organization_id, saved.packet_id),
                &caller.actor(),
            )
            .await?;
            let entry = audit::Action::new(caller.actor(), "change_delivery", id)
                .detail(serde_json::json!({"state": saved.state}));
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(shown(app, tx, saved).await?)
        })
        .await
}

/// The record told everybody that it had left, or may have: that it failed puts the record right. The failure itself is the reason.
fn came_back(found: &delivery::Model, changed: &delivery::Model) -> bool {
    let was_out = matches!(found.state.parse(), Ok(State::Sent | State::Uncertain));
    was_out && changed.state == State::Failed.as_str()
}

fn was_out(found: &delivery::Model) -> Said {
    Said {
        field: "outcome".to_owned(),
        was: found.state.clone(),
    }
}

fn check(app: &App, found: &delivery::Model, new: &ChangeDelivery) -> Result<(), Trouble> {
    let waits = matches!(found.state.parse(), Ok(State::Queued | State::Sending));
    if waits && new.outcome.is_some() {
        return Err(Trouble::Settled);
    }
    let mut fields = Fields::default();
    let arrives = new.outcome == Some(Outcome::Delivered);
    if arrives && new.delivered_on.or(found.delivered_on).is_none() {
        fields.refuse("/delivered_on", "is required with the outcome `delivered`");
    }
    if new.outcome == Some(Outcome::Failed) && new.failure.is_none() {
        fields.refuse("/failure", "is required with the outcome `failed`");
    }
    if new.failure.is_some() && new.outcome != Some(Outcome::Failed) {
        fields.refuse("/failure", "belongs to the outcome `failed`");
    }
    let is_there = arrives || (found.state == State::Delivered.as_str() && new.outcome.is_none());
    if new.delivered_on.is_some() && !is_there {
        fields.refuse("/delivered_on", "belongs to the outcome `delivered`");
    }
    let (made, today) = (found.created_at.date_naive(), app.clock.today());
    let left = found.left_on.unwrap_or(made);
    let is_wrong = |day| !is_a_day_for_it(day, left, today);
    if new.delivered_on.is_some_and(is_wrong) {
        let detail = "must be a day from the one on which it left until today";
        fields.refuse("/delivered_on", detail);
    }
    if new.answer_due_on.is_some_and(|day| day < left) {
        fields.refuse("/answer_due_on", "must not be before the packet left");
    }
    let done: Result<(), Invalid> = fields.done();
    Ok(done?)
}

fn changed(
    mut row: delivery::Model,
    new: &ChangeDelivery,
    tracking: Option<String>,
) -> delivery::Model {
    match new.outcome {
        Some(Outcome::Delivered) => {
            row.state = State::Delivered.as_str().to_owned();
            row.failure = None;
        }
        Some(Outcome::Failed) => {
            row.state = State::Failed.as_str().to_owned();
            row.failure = new.failure.map(|why| why.as_str().to_owned());
            row.delivered_on = None;
        }
        None => {}
    }
    row.delivered_on = new.delivered_on.or(row.delivered_on);
    row.tracking_number = tracking.or(row.tracking_number);
    row.answer_due_on = new.answer_due_on.or(row.answer_due_on);
    row
}
