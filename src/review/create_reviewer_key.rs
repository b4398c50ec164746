//! Makes a reviewer's key: the passphrase is generated and shown once, the public half signed by the organization.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};

use super::leave::{destroy_wraps, sealed_only_to};
use super::trouble::ReviewError;
use super::unlock;
use super::wire::{MadeReviewerKey, NewReviewKey};
use crate::app::App;
use crate::audit::{self, Action};
use crate::db::Tx;
use crate::identity::entity::organization;
use crate::identity::password::one_at_a_time;
use crate::identity::{Caller, OrganizationId, signing_key};
use crate::secrets::exchange::PrivateKey;
use crate::testimony::entity::reviewer_key;
use crate::testimony::keys::passphrase::Passphrase;
use crate::testimony::keys::{
    KeyError, OrganizationKey, SealedKey, fingerprint, seal_reviewer_key, sign_reviewer_key,
};

/// A key in the place of an old one opens nothing that was sealed before, until another reviewer re-wraps it.
pub async fn create_reviewer_key(
    app: &App,
    caller: &Caller,
    new: &NewReviewKey,
) -> Result<MadeReviewerKey, ReviewError> {
    let (owner, member) = (caller.organization, caller.member_id());
    let private = app.entropy.with(PrivateKey::generate);
    let public = private.public();
    let passphrase = app.entropy.with(Passphrase::generate);
    let sealed = seal_slowly(app, caller, private, &passphrase).await?;
    let organization = load_organization(app, owner).await?;
    let seed = signing_key(app, &organization).ok_or(ReviewError::CannotOpen)?;
    let signer = OrganizationKey::from_seed(&seed);
    let (owner_id, member_id) = (owner.0.into_bytes(), member.0.into_bytes());
    let row = reviewer_key::Model {
        member_id: member,
        organization_id: owner,
        public_key: public.as_bytes().to_vec(),
        signature: sign_reviewer_key(&signer, &owner_id, &member_id, &public).to_vec(),
        sealed_private: sealed.into_bytes(),
        created_on: app.clock.today(),
        retired_on: None,
    };
    let row = &row;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            make_room(app, tx, row, new).await?;
            let new = reviewer_key::ActiveModel::from(row.clone()).reset_all();
            reviewer_key::Entity::insert(new)
                .exec_without_returning(tx)
                .await?;
            let entry = Action::new(caller.actor(), "create_reviewer_key", member);
            audit::record(app, tx, owner, entry).await?;
            Ok::<_, ReviewError>(())
        })
        .await?;
    unlock::forget(app, member).await?;
    Ok(MadeReviewerKey {
        passphrase: passphrase.expose().to_owned().into(),
        public_key: public.to_string(),
        fingerprint: fingerprint(public.as_bytes()),
    })
}

/// Argon2id over 64 MiB, under the one permit for such work.
pub(super) async fn seal_slowly(
    app: &App,
    caller: &Caller,
    private: PrivateKey,
    passphrase: &Passphrase,
) -> Result<SealedKey, ReviewError> {
    let member = caller.member_id().0.into_bytes();
    let (app, words) = (app.clone(), passphrase.expose().to_owned());
    let sealed = one_at_a_time(move || {
        let Ok(passphrase) = Passphrase::parse(&words) else {
            return Ok(Err(KeyError::CannotUnlock));
        };
        Ok(app
            .entropy
            .with(|rng| seal_reviewer_key(rng, &private, &passphrase, &app.keys.pepper, &member)))
    });
    sealed.await?.map_err(|_| ReviewError::CannotOpen)
}

pub(super) async fn load_organization(
    app: &App,
    id: OrganizationId,
) -> Result<organization::Model, ReviewError> {
    let found = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let found = found.one(&app.db.read).await?;
    found.ok_or(ReviewError::NotFound)
}

/// Only on purpose; and what the old key alone opens is only lost on purpose as well.
pub(super) async fn may_replace(
    app: &App,
    tx: &Tx,
    organization: OrganizationId,
    holder: (&str, uuid::Uuid),
    new: &NewReviewKey,
) -> Result<(), ReviewError> {
    if !new.replace.unwrap_or_default() {
        return Err(ReviewError::KeyExists);
    }
    let lost = !sealed_only_to(app, tx, organization, holder)
        .await?
        .is_empty();
    if lost && !new.abandon.unwrap_or_default() {
        return Err(ReviewError::LastReader);
    }
    Ok(())
}

/// A key that is in use is replaced only on purpose; what was wrapped to it is of no more use.
async fn make_room(
    app: &App,
    tx: &Tx,
    row: &reviewer_key::Model,
    new: &NewReviewKey,
) -> Result<(), ReviewError> {
    let of_member = reviewer_key::Column::MemberId.eq(row.member_id);
    let known = reviewer_key::of(row.organization_id).filter(of_member.clone());
    let Some(known) = known.one(tx).await? else {
        return Ok(());
    };
    if known.retired_on.is_none() {
        let holder = ("reviewer", row.member_id.0);
        may_replace(app, tx, row.organization_id, holder, new).await?;
    }
    destroy_wraps(tx, row.member_id).await?;
    reviewer_key::Entity::delete_many()
        .filter(of_member)
        .exec(tx)
        .await?;
    Ok(())
}
