//! Shows the second half of the recovery key, this once, to an owner who was not shown the first.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel, QuerySelect};

use super::create_recovery_key::{SECOND_HALF, printed};
use super::create_reviewer_key::load_organization;
use super::trouble::ReviewError;
use super::wire::MadeRecoveryKey;
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::{Caller, seal};
use crate::secrets::exchange::PublicKey;
use crate::testimony::entity::recovery_key::of;
use crate::testimony::keys::recovery::RecoveryHalf;

pub async fn take_recovery_half(
    app: &App,
    caller: &Caller,
) -> Result<MadeRecoveryKey, ReviewError> {
    let owner = caller.organization;
    let organization = load_organization(app, owner).await?;
    let organization = &organization;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = of(owner).lock_exclusive().one(tx).await?;
            let row = row.ok_or(ReviewError::NoRecoveryKey)?;
            if row.made_by == caller.member_id() {
                return Err(ReviewError::SecondOwnerNeeded);
            }
            let sealed = row.second_half_sealed.as_deref();
            let sealed = sealed.ok_or(ReviewError::HalfShown)?;
            let text = seal::open_secret(app, SECOND_HALF, owner.0, sealed);
            let text = text.ok_or(ReviewError::CannotOpen)?;
            let text = str::from_utf8(&text).map_err(|_| ReviewError::CannotOpen)?;
            let half = RecoveryHalf::parse(text).map_err(|_| ReviewError::CannotOpen)?;
            let public = PublicKey::try_from(row.public_key.as_slice());
            let public = public.map_err(|_| ReviewError::CannotOpen)?;
            let mut row = row.into_active_model();
            row.second_half_sealed = Set(None);
            row.update(tx).await?;
            let entry = Action::new(caller.actor(), "take_recovery_half", owner);
            audit::record(app, tx, owner, entry).await?;
            Ok(printed(&half, organization, &public))
        })
        .await
}
