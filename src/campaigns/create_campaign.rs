//! Starts a campaign, as a draft that only members see.

use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::CampaignId;
use super::entity::campaign;
use super::find::described;
use super::rules::State;
use super::wire::{Campaign, NewCampaign};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, Invalid, Once, SaveError};
use crate::identity::Caller;
use crate::ids;

pub async fn create_campaign(
    app: &App,
    caller: &Caller,
    new: &NewCampaign,
    once: &Once,
) -> Result<Campaign, SaveError> {
    let clean = &cleaned(new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let id = CampaignId(ids::timely(&app.clock, &app.entropy));
            let row = campaign::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                state: Set(State::Draft.as_str().to_owned()),
                testimony_open: Set(false),
                testimony_opened_on: Set(None),
                revision: Set(1),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let row = row.insert(tx).await?;
            let entry = audit::Action::new(caller.actor(), "create_campaign", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = described(app, tx, vec![row]).await?;
            let made = made.into_iter().next().ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

fn cleaned(new: &NewCampaign) -> Result<campaign::ActiveModel, Invalid> {
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
        answer_requested_by: Set(new.answer_requested_by),
        agenda_item: Set(agenda_item),
        testimony_withdraw_until: Set(new.testimony_withdraw_until),
        ..Default::default()
    })
}
