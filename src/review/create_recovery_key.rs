//! Makes the recovery key and shows its first half, this once; the second waits for another owner.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::create_reviewer_key::{load_organization, may_replace};
use super::trouble::ReviewError;
use super::wire::{MadeRecoveryKey, NewReviewKey, PrintedHalf};
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::entity::organization;
use crate::identity::{Caller, seal, signing_key};
use crate::secrets::exchange::PublicKey;
use crate::testimony::entity::recovery_key::{ActiveModel, Column, Entity, Model, of};
use crate::testimony::entity::testimony_wrap;
use crate::testimony::keys::recovery::{RecoveryHalf, generate};
use crate::testimony::keys::{OrganizationKey, fingerprint, sign_recovery_key};

/// Where the second half is sealed.
pub(super) const SECOND_HALF: &str = "recovery_key.second_half";

pub async fn create_recovery_key(
    app: &App,
    caller: &Caller,
    new: &NewReviewKey,
) -> Result<MadeRecoveryKey, ReviewError> {
    let owner = caller.organization;
    let id = owner.0.into_bytes();
    let organization = load_organization(app, owner).await?;
    let seed = signing_key(app, &organization).ok_or(ReviewError::CannotOpen)?;
    let signer = OrganizationKey::from_seed(&seed);
    let (public, [first, second]) = app.entropy.with(generate);
    let sealed = seal::seal_bytes(app, SECOND_HALF, owner.0, second.print().as_bytes());
    let row = Model {
        organization_id: owner,
        public_key: public.as_bytes().to_vec(),
        signature: sign_recovery_key(&signer, &id, &id, &public).to_vec(),
        printed_on: app.clock.today(),
        made_by: caller.member_id(),
        second_half_sealed: Some(sealed),
    };
    let row = &row;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if of(owner).count(tx).await? > 0 {
                may_replace(app, tx, owner, ("recovery", owner.0), new).await?;
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
            audit::record(app, tx, owner, entry).await?;
            Ok::<_, ReviewError>(())
        })
        .await?;
    Ok(printed(&first, &organization, &public))
}

/// What stands on the paper of one officer.
pub(super) fn printed(
    half: &RecoveryHalf,
    organization: &organization::Model,
    public: &PublicKey,
) -> MadeRecoveryKey {
    MadeRecoveryKey {
        fingerprint: fingerprint(public.as_bytes()),
        half: PrintedHalf {
            label: half.label(&organization.name, public),
            code: half.print().to_string().into(),
        },
    }
}
