//! Operations on the keys of reviewers.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Header;
use poem_openapi::payload::Json;

use super::super::change_passphrase::change_passphrase;
use super::super::create_recovery_key::create_recovery_key;
use super::super::create_reviewer_key::create_reviewer_key;
use super::super::recover::{Halves, recover_testimonies};
use super::super::rewrap::rewrap_testimonies;
use super::super::take_recovery_half::take_recovery_half;
use super::super::unlock::{forget, unlock_review};
use super::super::wire::{
    MadeRecoveryKey, MadeReviewerKey, NewRecovery, NewReviewKey, NewUnlock, Recovered, Rewrapped,
    Unlock,
};
use super::{MadeKey, Tag, open};
use crate::app::App;
use crate::http::{Checked, NoContent, Problem};
use crate::identity::{Action, Caller};
use crate::testimony::told::Told;

/// Operations on the keys of reviewers.
#[derive(Debug)]
pub struct KeysApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl KeysApi {
    /// Make your reviewer key
    ///
    /// Generates a key and its unlock passphrase of six words, shown this once. The public half is signed by the
    /// organization; from then on new testimony is sealed to it. What came before needs `rewrap_testimonies` by
    /// another reviewer. A password that is reset by mail never restores this key. A key that alone opens some testimony
    /// is not replaced, unless `abandon` says that it may be lost.
    ///
    /// Problems: `already-exists`, `last-reader`.
    #[oai(
        path = "/review/keys",
        method = "post",
        operation_id = "create_reviewer_key"
    )]
    async fn create_reviewer_key(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewReviewKey>,
    ) -> Result<MadeKey<MadeReviewerKey>, Problem> {
        caller.may(Action::ManageOwnReviewerKey)?;
        let made = create_reviewer_key(&app, &caller, &body.0).await?;
        Ok(MadeKey::Ok(Json(made)))
    }

    /// Change your unlock passphrase
    ///
    /// Generates six new words for the same key, shown this once. All your sessions end.
    ///
    /// Problems: `unlock-refused`, `no-key-of-your-own`.
    #[oai(
        path = "/review/passphrase",
        method = "post",
        operation_id = "change_unlock_passphrase"
    )]
    async fn change_unlock_passphrase(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewUnlock>,
    ) -> Result<MadeKey<MadeReviewerKey>, Problem> {
        caller.may(Action::ManageOwnReviewerKey)?;
        let made = change_passphrase(&app, &caller, &body.0.passphrase).await?;
        Ok(MadeKey::Ok(Json(made)))
    }

    /// Make the recovery key
    ///
    /// Generates a key that opens testimony when no reviewer can, and shows the first of its two halves this once: print
    /// it. Another owner prints the second half with `take_recovery_half`; until then the service keeps that one sealed,
    /// and it opens nothing alone. A recovery key that alone opens some testimony is not replaced, unless `abandon` says
    /// that it may be lost.
    ///
    /// Problems: `already-exists`, `last-reader`.
    #[oai(
        path = "/review/recovery-key",
        method = "post",
        operation_id = "create_recovery_key"
    )]
    async fn create_recovery_key(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewReviewKey>,
    ) -> Result<MadeKey<MadeRecoveryKey>, Problem> {
        caller.may(Action::ManageReviewerKeys)?;
        let made = create_recovery_key(&app, &caller, &body.0).await?;
        Ok(MadeKey::Ok(Json(made)))
    }

    /// Take the second half of the recovery key
    ///
    /// Shows it this once, to an owner who was not shown the first; from then on the service keeps neither half. Print it,
    /// and keep it in another place than the first. If the answer is lost, make a new key.
    ///
    /// Problems: `no-recovery-key`, `second-owner-needed`, `recovery-half-shown`.
    #[oai(
        path = "/review/recovery-key/second-half",
        method = "post",
        operation_id = "take_recovery_half"
    )]
    async fn take_recovery_half(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<MadeKey<MadeRecoveryKey>, Problem> {
        caller.may(Action::ManageReviewerKeys)?;
        let made = take_recovery_half(&app, &caller).await?;
        Ok(MadeKey::Ok(Json(made)))
    }

    /// Recover testimony
    ///
    /// For the day on which no reviewer can open it any more. Each reviewer first makes a new key
    /// (`create_reviewer_key` with `replace`); then two officers type their printed halves here, and every testimony
    /// that is sealed to the recovery key is sealed to the reviewers of today, whose keys the organization has signed.
    /// The halves serve this one call. Since the service has seen the whole key, print a new one afterwards
    /// (`create_recovery_key` with `replace`) and call `rewrap_testimonies`. The audit keeps who did it.
    ///
    /// Problems: `recovery-halves-wrong`, `no-recovery-key`, `no-reviewer-key`, `invalid-body`.
    #[oai(
        path = "/review/recovery",
        method = "post",
        operation_id = "recover_testimonies"
    )]
    async fn recover_testimonies(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewRecovery>,
    ) -> Result<Json<Recovered>, Problem> {
        caller.may(Action::ManageReviewerKeys)?;
        let typed = |half: &Told| zeroize::Zeroizing::new(half.expose().to_owned());
        let halves = Halves {
            first: typed(&body.0.first),
            second: typed(&body.0.second),
        };
        let owner = caller.organization;
        let done = recover_testimonies(&app, owner, &caller.actor(), &halves).await?;
        Ok(Json(done))
    }

    /// Unlock review
    ///
    /// Opens your reviewer key with its passphrase and gives a token of its own. Send it as `X-Unlock-Token` to
    /// operations of review only. It ends with the session, with the role, with a new passphrase, after 15 minutes
    /// without use and after 8 hours. API keys cannot unlock. The audit keeps the day.
    ///
    /// Problems: `unlock-refused`, `no-key-of-your-own`.
    #[oai(
        path = "/review/unlock",
        method = "post",
        operation_id = "unlock_review"
    )]
    async fn unlock_review(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Checked<NewUnlock>,
    ) -> Result<MadeKey<Unlock>, Problem> {
        caller.may(Action::ReviewTestimony)?;
        let session = caller.session()?;
        let unlock = unlock_review(&app, &caller, session, &body.0.passphrase).await?;
        Ok(MadeKey::Ok(Json(unlock)))
    }

    /// Lock review
    ///
    /// Ends every opening of your reviewer key.
    #[oai(
        path = "/review/unlock",
        method = "delete",
        operation_id = "lock_review"
    )]
    async fn lock_review(&self, app: Data<&App>, caller: Caller) -> Result<NoContent, Problem> {
        caller.may(Action::ReviewTestimony)?;
        forget(&app, caller.member_id()).await?;
        Ok(NoContent::Done)
    }

    /// Seal testimonies to new reviewers
    ///
    /// For every reviewer, and for the recovery key, that lacks a wrap: opens each testimony that is sealed to you and
    /// wraps its key to them. At most 200 testimonies a call.
    ///
    /// Problems: `review-locked`.
    #[oai(
        path = "/review/rewraps",
        method = "post",
        operation_id = "rewrap_testimonies"
    )]
    async fn rewrap_testimonies(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
    ) -> Result<Json<Rewrapped>, Problem> {
        let by = open(&app, &caller, &token).await?;
        Ok(Json(rewrap_testimonies(&app, &by).await?))
    }
}
