//! Writes down whether a promise was kept, or puts a promise right; what was said before stays on the record.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::json;

use super::find::{locked, shown, told};
use super::wire::{ChangeCommitment, Commitment};
use crate::accountability::entity::commitment;
use crate::accountability::trouble::Trouble;
use crate::accountability::{CommitmentId, corrections, entry, source};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;

pub async fn change_commitment(
    app: &App,
    caller: &Caller,
    id: CommitmentId,
    new: &ChangeCommitment,
    if_match: &IfMatch,
) -> Result<Commitment, Trouble> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            if_match
                .check(found.revision)
                .map_err(|_| SaveError::Changed)?;
            if found.retracted_on.is_some() {
                return Err(Trouble::Settled);
            }
            let changed = changed(app, &found, new)?;
            let said = corrections::between(&told(&found), &told(&changed));
            let why = corrections::reason(new.why.as_deref(), &said)?;
            let mut active = entry::changes(&found, changed);
            active.revision = Set(found.revision + 1);
            let saved = active.update(tx).await?;
            let about = (saved.campaign_id, "commitment", id.0);
            corrections::keep(app, tx, caller, about, (said, why)).await?;
            let entry = audit::Action::new(caller.actor(), "change_commitment", id)
                .detail(json!({"state": saved.state, "retracted": saved.retracted_on.is_some()}));
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(shown(app, tx, saved).await?)
        })
        .await
}

fn changed(
    app: &App,
    found: &commitment::Model,
    new: &ChangeCommitment,
) -> Result<commitment::Model, Invalid> {
    let mut fields = Fields::default();
    let mut row = found.clone();
    if let Some(what) = &new.what {
        row.what = fields.line("/what", what, 1000);
    }
    row.due_on = new.due_on.unwrap_or(row.due_on);
    if row.due_on < row.promised_on {
        fields.refuse("/due_on", "must not be before `promised_on`");
    }
    if let Some(evidence) = &new.evidence {
        row.evidence = Some(fields.line("/evidence", evidence, 2000));
    }
    if new.evidence_url.is_some() {
        let url = new.evidence_url.as_deref();
        row.evidence_url = source::url(&mut fields, "/evidence_url", url);
    }
    let today = app.clock.today();
    if let Some(outcome) = new.outcome {
        row.state = outcome.as_str().to_owned();
        row.settled_on = new.settled_on.or(row.settled_on).or(Some(today));
        if row.evidence.is_none() {
            fields.refuse("/evidence", "is required with an outcome");
        }
    } else if new.settled_on.is_some() {
        fields.refuse("/settled_on", "belongs to an outcome");
    }
    if row
        .settled_on
        .is_some_and(|day| day < row.promised_on || day > today)
    {
        fields.refuse(
            "/settled_on",
            "must be a day from `promised_on` until today",
        );
    }
    if new.retract == Some(true) {
        row.retracted_on = Some(today);
    }
    fields.done()?;
    Ok(row)
}
