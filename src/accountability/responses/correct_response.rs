//! Puts a response right; what it said before stays on the record.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::find::{locked, shown, told};
use super::record_response::{MOST_SAID, check_day, left_on};
use super::settle::settle;
use super::wire::{ChangeResponse, Response};
use crate::accountability::entity::response;
use crate::accountability::trouble::Trouble;
use crate::accountability::{ResponseId, corrections, entry, source};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;

pub async fn correct_response(
    app: &App,
    caller: &Caller,
    id: ResponseId,
    new: &ChangeResponse,
    if_match: &IfMatch,
) -> Result<Response, Trouble> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let owner = caller.organization;
            let found = locked(tx, owner, id).await?;
            if_match
                .check(found.revision)
                .map_err(|_| SaveError::Changed)?;
            if found.retracted_on.is_some() {
                return Err(Trouble::Settled);
            }
            let changed = changed(app, &found, new)?;
            if changed.received_on != found.received_on {
                let left = left_on(tx, owner, found.packet_id).await?;
                let left = left.ok_or(Trouble::NotDelivered)?;
                check_day(app, changed.received_on, left)?;
            }
            let said = corrections::between(&told(&found), &told(&changed));
            let why = corrections::reason(new.why.as_deref(), &said)?;
            let mut active = entry::changes(&found, changed);
            active.revision = Set(found.revision + 1);
            let saved = active.update(tx).await?;
            let about = (saved.campaign_id, "response", id.0);
            corrections::keep(app, tx, caller, about, (said, why)).await?;
            settle(app, tx, owner, saved.packet_id, &caller.actor()).await?;
            let entry = audit::Action::new(caller.actor(), "correct_response", id)
                .detail(serde_json::json!({"retracted": saved.retracted_on.is_some()}));
            audit::record(app, tx, owner, entry).await?;
            Ok(shown(tx, saved).await?)
        })
        .await
}

fn changed(
    app: &App,
    found: &response::Model,
    new: &ChangeResponse,
) -> Result<response::Model, Invalid> {
    let mut fields = Fields::default();
    let mut row = found.clone();
    if let Some(kind) = new.kind {
        row.kind = kind.as_str().to_owned();
    }
    row.received_on = new.received_on.unwrap_or(row.received_on);
    if let Some(said) = &new.said {
        row.said = Some(fields.text("/said", said, MOST_SAID));
    }
    if let Some(raw) = &new.source {
        row.source = source::source(&mut fields, raw);
    }
    if new.source_url.is_some() {
        row.source_url = source::url(&mut fields, "/source_url", new.source_url.as_deref());
    }
    if new.retract == Some(true) {
        row.retracted_on = Some(app.clock.today());
    }
    fields.done()?;
    Ok(row)
}
