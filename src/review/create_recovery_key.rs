//! Makes the recovery key and shows its two halves once, for two officers to print.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::create_reviewer_key::load_organization;
use super::trouble::ReviewError;
use super::wire::{MadeRecoveryKey, PrintedHalf};
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::{Caller, signing_key};
use crate::testimony::entity::recovery_key::{ActiveModel, Column, Entity, Model, of};
use crate::testimony::entity::testimony_wrap;
use crate::testimony::keys::recovery::generate;
use crate::testimony::keys::{OrganizationKey, fingerprint, sign_recovery_key};

pub async fn create_recovery_key(
    app: &App,
    caller: &Caller,
    replace: bool,
) -> Result<MadeRecoveryKey, ReviewError> {
    let owner = caller.organization;
    let id = owner.0.into_bytes();
    let organization = load_organization(app, owner).await?;
    let seed = signing_key(app, &organization).ok_or(ReviewError::CannotOpen)?;
    let signer = OrganizationKey::from_seed(&seed);
    let (public, halves) = app.entropy.with(generate);
    let row = Model {
        organization_id: owner,
        public_key: public.as_bytes().to_vec(),
        signature: sign_recovery_key(&signer, &id, &id, &public).to_vec(),
        printed_on: app.clock.today(),
    };
    let row = &row;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if of(owner).count(tx).await? > 0 && !replace {
                return Err(ReviewError::KeyExists);
            }
            Entity::delete_many()
                .filter(Column::OrganizationId.eq(owner))
                .exec(tx)
                .await?;
            testimony_wrap::Entity::delete_many()
                .filter(testimony_wrap::Column::RecipientKind.eq("recovery"))
                .filter(testimony_wrap::Column::RecipientId.eq(owner.0))
                .exec(tx)
                .await?;
            let new = ActiveModel::from(row.clone()).reset_all();
            Entity::insert(new).exec_without_returning(tx).await?;
            let entry = Action::new(caller.actor(), "create_recovery_key", owner);
            Ok(audit::record(app, tx, owner, entry).await?)
        })
        .await?;
    let half = |half: &crate::testimony::keys::recovery::RecoveryHalf| PrintedHalf {
        label: half.label(&organization.name, &public),
        code: half.print().to_string().into(),
    };
    Ok(MadeRecoveryKey {
        fingerprint: fingerprint(public.as_bytes()),
        halves: halves.iter().map(half).collect(),
    })
}
