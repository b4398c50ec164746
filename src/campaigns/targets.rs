//! Adds and removes those whom a campaign addresses.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::target;
use super::find::{locked, targets_of, touch};
use super::wire::{NewTarget, Target};
use super::{CampaignId, TargetId};
use crate::app::App;
use crate::audit;
use crate::db::{Fault, Tx, fault};
use crate::directory;
use crate::http::{Invalid, Once, Problem, SaveError, catalogue as known};
use crate::identity::{Caller, OrganizationId};
use crate::ids;

/// Why a target was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddTargetError {
    #[error("the campaign addresses them already")]
    There,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn add_target(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewTarget,
    once: &Once,
) -> Result<Target, AddTargetError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await.map_err(SaveError::from)? {
                return Ok(first);
            }
            let found = locked(tx, caller.organization, campaign).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            must_be_one_of_ours(app, tx, caller.organization, new).await?;
            let targets = targets_of(app, tx, caller.organization, &[campaign]).await?;
            let is_same = |(_, target): &(CampaignId, Target)| {
                target.official_id == new.official_id && target.body_id == new.body_id
            };
            if targets.iter().any(is_same) {
                return Err(AddTargetError::There);
            }
            let id = TargetId(ids::timely(&app.clock, &app.entropy));
            let row = target::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                campaign_id: Set(campaign),
                official_id: Set(new.official_id),
                body_id: Set(new.body_id),
                created_at: Set(app.clock.now()),
            };
            row.insert(tx).await?;
            touch(tx, found).await?;
            let entry = audit::Action::new(caller.actor(), "add_target", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let targets = targets_of(app, tx, caller.organization, &[campaign]).await?;
            let made = targets.into_iter().find(|(_, target)| target.id == id);
            let (_, made) = made.ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

async fn must_be_one_of_ours(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    new: &NewTarget,
) -> Result<(), SaveError> {
    match (new.official_id, new.body_id) {
        (Some(official), None) => {
            let found = directory::find_officials(app, tx, organization, &[official]).await?;
            if found.is_empty() {
                let detail = "must be an official of this organization's directory";
                Err(Invalid::at("/official_id", detail))?;
            }
        }
        (None, Some(body)) => {
            if directory::find_body(tx, organization, body)
                .await?
                .is_none()
            {
                let detail = "must be a body of this organization's directory";
                Err(Invalid::at("/body_id", detail))?;
            }
        }
        _ => Err(Invalid::at(
            "",
            "needs official_id or body_id, one of the two",
        ))?,
    }
    Ok(())
}

/// A target that a packet was made for stays.
pub async fn remove_target(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    id: TargetId,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = locked(tx, caller.organization, campaign).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let gone = target::Entity::delete_many()
                .filter(target::Column::OrganizationId.eq(caller.organization))
                .filter(target::Column::CampaignId.eq(campaign))
                .filter(target::Column::Id.eq(id))
                .exec(tx)
                .await
                .map_err(pointed_at)?;
            if gone.rows_affected == 0 {
                return Err(SaveError::Unknown);
            }
            touch(tx, found).await?;
            let entry = audit::Action::new(caller.actor(), "remove_target", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

fn pointed_at(error: DbErr) -> SaveError {
    match fault(&error) {
        Fault::Missing => SaveError::InUse,
        _ => SaveError::Db(error),
    }
}

impl From<AddTargetError> for Problem {
    fn from(error: AddTargetError) -> Self {
        match error {
            AddTargetError::There => Self::new(known::ALREADY_EXISTS),
            AddTargetError::Save(error) => error.into(),
            AddTargetError::Db(error) => error.into(),
        }
    }
}
