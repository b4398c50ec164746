//! Records what somebody promised, and by when.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, QueryFilter};

use super::find::shown;
use super::rules::State;
use super::wire::{Commitment, NewCommitment};
use crate::accountability::entity::{commitment, response};
use crate::accountability::trouble::Trouble;
use crate::accountability::{CommitmentId, source};
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::http::{Fields, Invalid, Once, SaveError};
use crate::identity::Caller;
use crate::ids;

pub async fn record_commitment(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewCommitment,
    once: &Once,
) -> Result<Commitment, Trouble> {
    let clean = &cleaned(app, new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let owner = caller.organization;
            let addressed = target::of(owner)
                .filter(target::Column::CampaignId.eq(campaign))
                .filter(target::Column::Id.eq(new.target_id));
            addressed.one(tx).await?.ok_or(SaveError::Unknown)?;
            must_be_theirs(tx, caller, new).await?;
            let row = commitment::ActiveModel {
                id: Set(CommitmentId(ids::timely(&app.clock, &app.entropy))),
                organization_id: Set(owner),
                campaign_id: Set(campaign),
                recorded_by: Set(caller.member_id()),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let row = row.insert(tx).await?;
            let entry = audit::Action::new(caller.actor(), "record_commitment", row.id);
            audit::record(app, tx, owner, entry).await?;
            let made = shown(app, tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

async fn must_be_theirs(tx: &Tx, caller: &Caller, new: &NewCommitment) -> Result<(), Trouble> {
    let Some(id) = new.response_id else {
        return Ok(());
    };
    let theirs = response::of(caller.organization)
        .filter(response::Column::Id.eq(id))
        .filter(response::Column::TargetId.eq(new.target_id));
    if theirs.one(tx).await?.is_none() {
        let detail = "must be a response of the same target";
        return Err(Invalid::at("/response_id", detail).into());
    }
    Ok(())
}

fn cleaned(app: &App, new: &NewCommitment) -> Result<commitment::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let what = fields.line("/what", &new.what, 1000);
    let source = source::source(&mut fields, &new.source);
    let source_url = source::url(&mut fields, "/source_url", new.source_url.as_deref());
    if new.promised_on > app.clock.today() {
        fields.refuse("/promised_on", "must not be to come");
    }
    if new.due_on < new.promised_on {
        fields.refuse("/due_on", "must not be before `promised_on`");
    }
    fields.done()?;
    Ok(commitment::ActiveModel {
        target_id: Set(new.target_id),
        response_id: Set(new.response_id),
        what: Set(what),
        promised_on: Set(new.promised_on),
        due_on: Set(new.due_on),
        source: Set(source),
        source_url: Set(source_url),
        state: Set(State::Open.as_str().to_owned()),
        settled_on: Set(None),
        evidence: Set(None),
        evidence_url: Set(None),
        retracted_on: Set(None),
        revision: Set(1),
        ..Default::default()
    })
}
