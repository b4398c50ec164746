//! Gives a reviewer's key a new generated passphrase: the key stays, every session and every opening of it ends.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::create_reviewer_key::seal_slowly;
use super::trouble::ReviewError;
use super::unlock::{forget, open_key};
use super::wire::MadeReviewerKey;
use crate::app::App;
use crate::audit::{self, Action};
use crate::identity::Caller;
use crate::identity::entity::session;
use crate::testimony::entity::reviewer_key;
use crate::testimony::keys::fingerprint;
use crate::testimony::keys::passphrase::Passphrase;
use crate::testimony::told::Told;

pub async fn change_passphrase(
    app: &App,
    caller: &Caller,
    old: &Told,
) -> Result<MadeReviewerKey, ReviewError> {
    let member = caller.member_id();
    let private = open_key(app, caller, old).await?;
    let public = private.public();
    let passphrase = app.entropy.with(Passphrase::generate);
    let sealed = seal_slowly(app, caller, private, &passphrase).await?;
    let (sealed, now) = (&sealed.into_bytes(), app.clock.now());
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let sealed_anew = reviewer_key::Entity::update_many()
                .col_expr(reviewer_key::Column::SealedPrivate, sealed.clone().into())
                .filter(reviewer_key::Column::MemberId.eq(member))
                // The very key that was opened: another may have taken its place meanwhile.
                .filter(reviewer_key::Column::PublicKey.eq(public.as_bytes().to_vec()))
                .filter(reviewer_key::Column::RetiredOn.is_null())
                .exec(tx)
                .await?;
            if sealed_anew.rows_affected != 1 {
                return Err(ReviewError::NoKey);
            }
            session::Entity::update_many()
                .col_expr(session::Column::EndedAt, now.into())
                .col_expr(session::Column::EndedBecause, "passphrase_changed".into())
                .filter(session::Column::MemberId.eq(member))
                .filter(session::Column::EndedAt.is_null())
                .exec(tx)
                .await?;
            let entry = Action::new(caller.actor(), "change_passphrase", member);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(())
        })
        .await?;
    forget(app, member).await?;
    Ok(MadeReviewerKey {
        passphrase: passphrase.expose().to_owned().into(),
        public_key: public.to_string(),
        fingerprint: fingerprint(public.as_bytes()),
    })
}
