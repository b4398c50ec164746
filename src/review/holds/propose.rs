//! The first owner's word: a hold is proposed, or a proposal dropped. Nothing is held by it yet.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};

use super::wire::{LegalHold, NewLegalHold};
use super::{HoldError, load, record, save, state_of};
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::{Fields, Once};
use crate::identity::Caller;
use crate::ids;
use crate::testimony::LegalHoldId;
use crate::testimony::entity::{legal_hold, testimony};
use crate::testimony::wire::HoldState;

pub async fn propose_legal_hold(
    app: &App,
    caller: &Caller,
    new: &NewLegalHold,
    once: &Once,
) -> Result<LegalHold, HoldError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let row = legal_hold::Model {
                id: LegalHoldId(ids::timeless(&app.entropy)),
                organization_id: caller.organization,
                campaign_id: new.campaign_id,
                testimony_id: new.testimony_id,
                matter: checked(tx, caller, new).await?,
                state: HoldState::Proposed.as_str().to_owned(),
                proposed_by: caller.member_id(),
                proposed_on: app.clock.today(),
                confirmed_by: None,
                confirmed_on: None,
                lift_proposed_by: None,
                lift_proposed_on: None,
                lifted_by: None,
                lifted_on: None,
            };
            let inserted = row.clone().into_active_model().reset_all();
            legal_hold::Entity::insert(inserted)
                .exec_without_returning(tx)
                .await?;
            record(app, tx, caller, "propose_legal_hold", &row).await?;
            let made = LegalHold::try_from(row).map_err(|_| HoldError::NotFound)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

/// The name of the matter, once the ids are known to be the organization's own.
async fn checked(tx: &Tx, caller: &Caller, new: &NewLegalHold) -> Result<String, HoldError> {
    let mut fields = Fields::default();
    let matter = fields.line("/matter", &new.matter, 120);
    let own = campaign::of(caller.organization).filter(campaign::Column::Id.eq(new.campaign_id));
    if own.count(tx).await? == 0 {
        fields.refuse("/campaign_id", "must be a campaign of this organization");
    }
    if let Some(id) = new.testimony_id {
        let told = testimony::of(caller.organization)
            .filter(testimony::Column::Id.eq(id))
            .filter(testimony::Column::CampaignId.eq(new.campaign_id));
        if told.count(tx).await? == 0 {
            fields.refuse("/testimony_id", "must be a testimony of this campaign");
        }
    }
    fields.done()?;
    Ok(matter)
}

/// Takes back what only one owner has said: a proposed hold, or a proposed lifting.
pub async fn drop_hold_proposal(
    app: &App,
    caller: &Caller,
    id: LegalHoldId,
) -> Result<LegalHold, HoldError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut row = load(app, tx, caller, id).await?;
            let state = match state_of(&row)? {
                HoldState::Proposed => HoldState::Dropped,
                HoldState::LiftProposed => HoldState::InForce,
                other => return Err(HoldError::State(other)),
            };
            state.as_str().clone_into(&mut row.state);
            (row.lift_proposed_by, row.lift_proposed_on) = (None, None);
            record(app, tx, caller, "drop_hold_proposal", &row).await?;
            save(tx, row).await
        })
        .await
}
