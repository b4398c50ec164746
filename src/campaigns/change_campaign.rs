//! Changes a campaign: its words, its state, its dates and whether it calls for testimony.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::CampaignId;
use super::entity::campaign;
use super::find::{described, locked};
use super::rules::{self, RuleError, State};
use super::texts;
use super::wire::{Campaign, ChangeCampaign};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::{Fields, IfMatch, Invalid, Problem, SaveError, catalogue as known};
use crate::identity::Caller;

/// Why a campaign stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeCampaignError {
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn change_campaign(
    app: &App,
    caller: &Caller,
    id: CampaignId,
    new: &ChangeCampaign,
    if_match: &IfMatch,
) -> Result<Campaign, ChangeCampaignError> {
    let clean = &cleaned(new).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            judge(&found, new)?;
            texts::forget_stale(tx, &found, new, clean).await?;
            let opened_on = new.testimony_open.then(|| app.clock.today());
            let row = campaign::ActiveModel {
                revision: Set(found.revision + 1),
                testimony_opened_on: Set(found.testimony_opened_on.or(opened_on)),
                id: found.into_active_model().id,
                ..clean.clone()
            };
            let row = row.update(tx).await?;
            note(app, tx, caller, new, id).await?;
            let changed = described(app, tx, vec![row]).await?;
            Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
        })
        .await
}

fn judge(found: &campaign::Model, new: &ChangeCampaign) -> Result<(), RuleError> {
    let state = found.state.parse().unwrap_or(State::Draft);
    if state != new.state {
        rules::check_change(state, new.state)?;
    }
    let told = found.testimony_withdraw_until;
    let may_have_testimony = found.testimony_opened_on.is_some();
    rules::check_withdrawal_day(told, new.testimony_withdraw_until, may_have_testimony)
}

async fn note(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    new: &ChangeCampaign,
    id: CampaignId,
) -> Result<(), DbErr> {
    let detail = serde_json::json!({
        "state": new.state.as_str(),
        "testimony_open": new.testimony_open,
    });
    let entry = audit::Action::new(caller.actor(), "change_campaign", id).detail(detail);
    audit::record(app, tx, caller.organization, entry).await
}

fn cleaned(new: &ChangeCampaign) -> Result<campaign::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let name = fields.line("/name", &new.name, 200);
    let summary = fields.text("/summary", &new.summary, 4000);
    let language = fields.language("/language", &new.language);
    let agenda_item = fields.maybe_line("/agenda_item", new.agenda_item.as_deref(), 200);
    fields.done()?;
    Ok(campaign::ActiveModel {
        name: Set(name),
        summary: Set(summary),
        language: Set(language),
        state: Set(new.state.as_str().to_owned()),
        testimony_open: Set(new.testimony_open),
        answer_requested_by: Set(new.answer_requested_by),
        agenda_item: Set(agenda_item),
        testimony_withdraw_until: Set(new.testimony_withdraw_until),
        ..Default::default()
    })
}

impl From<ChangeCampaignError> for Problem {
    fn from(error: ChangeCampaignError) -> Self {
        match error {
            ChangeCampaignError::Rule(rule) => {
                Self::new(known::CAMPAIGN_RULE).because(format!("{rule}."))
            }
            ChangeCampaignError::Save(error) => error.into(),
            ChangeCampaignError::Db(error) => error.into(),
        }
    }
}
