//! Legal holds: one owner proposes, another confirms, and lifting one takes two as well.

mod confirm;
mod lift;
mod list;
mod propose;
pub mod wire;

pub use confirm::confirm_legal_hold;
pub use lift::{confirm_hold_lift, propose_hold_lift};
pub use list::{get_legal_hold, list_legal_holds};
pub use propose::{drop_hold_proposal, propose_legal_hold};

use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;

use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Invalid, Problem, catalogue as known};
use crate::identity::entity::{member, member_role, organization};
use crate::identity::{Caller, MemberId, Role};
use crate::testimony::LegalHoldId;
use crate::testimony::entity::legal_hold;
use crate::testimony::wire::HoldState;

/// Why a hold stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error("there is no such hold in this organization")]
    NotFound,
    #[error("another owner has to confirm it")]
    SecondOwnerNeeded,
    #[error("the hold is {}", .0.as_str())]
    State(HoldState),
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

fn state_of(row: &legal_hold::Model) -> Result<HoldState, HoldError> {
    let unknown = || DbErr::Custom("a hold in no known state".to_owned());
    Ok(row.state.parse().map_err(|_| unknown())?)
}

/// The hold, once everything else that owners decide has been waited for.
async fn load(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    id: LegalHoldId,
) -> Result<legal_hold::Model, HoldError> {
    if !app.db.is_sqlite() {
        let own = organization::Column::Id.eq(caller.organization);
        let row = organization::for_jobs().filter(own);
        row.lock_exclusive().one(tx).await?;
    }
    let found = legal_hold::of(caller.organization).filter(legal_hold::Column::Id.eq(id));
    found.one(tx).await?.ok_or(HoldError::NotFound)
}

fn check_state(row: &legal_hold::Model, wanted: HoldState) -> Result<(), HoldError> {
    let state = state_of(row)?;
    if state == wanted {
        Ok(())
    } else {
        Err(HoldError::State(state))
    }
}

/// Two people, each an owner today: a proposal of somebody who has gone since would leave one alone to decide.
async fn check_second(tx: &Tx, caller: &Caller, first: MemberId) -> Result<(), HoldError> {
    let still_owner = member_role::for_jobs()
        .filter(member_role::Column::MemberId.eq(first))
        .filter(member_role::Column::Role.eq(Role::Owner.as_str()));
    let still_active = member::of(caller.organization)
        .filter(member::Column::Id.eq(first))
        .filter(member::Column::State.eq("active"));
    let stands = still_owner.count(tx).await? > 0 && still_active.count(tx).await? > 0;
    if first == caller.member_id() || !stands {
        return Err(HoldError::SecondOwnerNeeded);
    }
    Ok(())
}

async fn save(tx: &Tx, row: legal_hold::Model) -> Result<wire::LegalHold, HoldError> {
    let row = row.into_active_model().reset_all().update(tx).await?;
    wire::LegalHold::try_from(row).map_err(|_| HoldError::NotFound)
}

async fn record(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    action: &'static str,
    row: &legal_hold::Model,
) -> Result<(), DbErr> {
    let detail = json!({
        "campaign_id": row.campaign_id.to_string(),
        "testimony_id": row.testimony_id.map(|id| id.to_string()),
    });
    let entry = audit::Action::new(caller.actor(), action, row.id);
    // By day, since it may name a testimony.
    audit::record(app, tx, caller.organization, entry.detail(detail).by_day()).await
}

impl From<HoldError> for Problem {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::NotFound => Self::new(known::NOT_FOUND),
            HoldError::SecondOwnerNeeded => Self::new(known::SECOND_OWNER_NEEDED),
            HoldError::State(state) => {
                Self::new(known::HOLD_STATE).because(format!("The hold is `{}`.", state.as_str()))
            }
            HoldError::Invalid(invalid) => invalid.into(),
            HoldError::Once(error) => error.into(),
            HoldError::Db(error) => error.into(),
        }
    }
}
