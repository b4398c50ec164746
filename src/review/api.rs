//! Operations of review, and the two of the mailbox that reach it.

use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};
use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::answer_wording::answer_wording;
use super::approve::approve_testimony;
use super::ask::ask_witness;
use super::change_passphrase::change_passphrase;
use super::claim::claim_testimony;
use super::create_recovery_key::create_recovery_key;
use super::create_reviewer_key::create_reviewer_key;
use super::decide::decide_findings;
use super::entity::published_testimony;
use super::open::open_testimony;
use super::publish::publish_testimony;
use super::published::of_row;
use super::queue::list_review_queue;
use super::reject::reject_testimony;
use super::rewrap::rewrap_testimonies;
use super::unlock::{Unlocked, forget, unlock_review, unlocked};
use super::wire::{
    Decisions, MadeRecoveryKey, MadeReviewerKey, NewQuestion, NewRejection, NewReviewKey,
    NewUnlock, OpenedTestimony, Published, PublishedTestimonyList, ReviewQueue, Rewrapped, Unlock,
    WordingAnswer,
};
use super::withdraw::withdraw_testimony;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::http::conditional::etag;
use crate::http::{Checked, IfMatch, Listed, NoContent, Problem, Shown, catalogue as known};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};
use crate::testimony::TestimonyId;
use crate::testimony::wire::MailboxKey;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Making a testimony safe to publish.
    Review,
    /// Anonymous testimony: submitting, and the mailbox behind a receipt.
    Testimony,
}

/// A key that was made is shown once and has no address.
#[derive(ApiResponse, Debug)]
pub enum MadeKey<T: poem_openapi::types::ToJSON> {
    /// Made; shown this once.
    #[oai(status = 201)]
    Ok(Json<T>),
}

/// Operations of review.
#[derive(Debug)]
pub struct ReviewApi;

/// A call to review: the caller may review, and the key behind the token is open.
async fn open(
    app: &App,
    caller: &Caller,
    token: &Header<Option<String>>,
) -> Result<Unlocked, Problem> {
    caller.may(Action::ReviewTestimony)?;
    let session = caller.session()?;
    Ok(unlocked(app, caller, session, token.0.as_deref()).await?)
}

fn shown(opened: OpenedTestimony) -> Shown<OpenedTestimony> {
    let tag = etag(opened.revision);
    Shown::Ok(Json(opened), tag)
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl ReviewApi {
    /// Make your reviewer key
    ///
    /// Generates a key and its unlock passphrase of six words, shown this once. The public half is signed by the
    /// organization; from then on new testimony is sealed to it. What came before needs `rewrap_testimonies` by
    /// another reviewer. A password that is reset by mail never restores this key.
    ///
    /// Problems: `already-exists`.
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
        let replace = body.0.replace.unwrap_or_default();
        let made = create_reviewer_key(&app, &caller, replace).await?;
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
    /// Generates a key that opens testimony when no reviewer can, and shows its two halves this once: print each for
    /// another officer. The service keeps neither.
    ///
    /// Problems: `already-exists`.
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
        let replace = body.0.replace.unwrap_or_default();
        let made = create_recovery_key(&app, &caller, replace).await?;
        Ok(MadeKey::Ok(Json(made)))
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

    /// List the review queue
    ///
    /// Undecided testimonies in random order, at most 200, with ages in days.
    #[oai(
        path = "/review/queue",
        method = "get",
        operation_id = "list_review_queue"
    )]
    async fn list_review_queue(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Json<ReviewQueue>, Problem> {
        caller.may(Action::ReviewTestimony)?;
        Ok(Json(list_review_queue(&app, &caller).await?))
    }

    /// Open a testimony
    ///
    /// Decrypts text, facts and notes and shows the findings; the first opening runs the finder. The audit keeps who
    /// opened it, and the day.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `already-decided`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/open",
        method = "post",
        operation_id = "open_testimony"
    )]
    async fn open_testimony(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
    ) -> Result<Shown<OpenedTestimony>, Problem> {
        let by = open(&app, &caller, &token).await?;
        Ok(shown(open_testimony(&app, &by, testimony_id.0).await?))
    }

    /// Claim a testimony
    ///
    /// Says that you are working on it; others may open it but not decide. A claim lapses with the day after.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/claim",
        method = "post",
        operation_id = "claim_testimony"
    )]
    async fn claim_testimony(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
    ) -> Result<Shown<OpenedTestimony>, Problem> {
        let by = open(&app, &caller, &token).await?;
        Ok(shown(claim_testimony(&app, &by, testimony_id.0).await?))
    }

    /// Decide findings
    ///
    /// Decides findings one by one and adds your own marks. It ends an approval that was given before.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`, `precondition-failed`,
    /// `precondition-required`, `invalid-body`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/findings",
        method = "patch",
        operation_id = "decide_findings"
    )]
    async fn decide_findings(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        if_match: IfMatch,
        body: Checked<Decisions>,
    ) -> Result<Shown<OpenedTestimony>, Problem> {
        let by = open(&app, &caller, &token).await?;
        let id = testimony_id.0;
        Ok(shown(
            decide_findings(&app, &by, id, &body.0, &if_match).await?,
        ))
    }

    /// Ask the witness
    ///
    /// Leaves a question in the mailbox, where only the receipt opens it.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `already-decided`, `invalid-body`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/questions",
        method = "post",
        operation_id = "ask_witness"
    )]
    async fn ask_witness(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        body: Checked<NewQuestion>,
    ) -> Result<Shown<OpenedTestimony>, Problem> {
        let by = open(&app, &caller, &token).await?;
        Ok(shown(
            ask_witness(&app, &by, testimony_id.0, &body.0.text).await?,
        ))
    }

    /// Approve a testimony
    ///
    /// The first reviewer's yes, possible once every finding is decided. Where the witness asked for it, the wording
    /// goes into the mailbox and waits for an answer.
    ///
    /// Problems: `finding-undecided`, `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`,
    /// `precondition-failed`, `precondition-required`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/approve",
        method = "post",
        operation_id = "approve_testimony"
    )]
    async fn approve_testimony(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        if_match: IfMatch,
    ) -> Result<Shown<OpenedTestimony>, Problem> {
        let by = open(&app, &caller, &token).await?;
        Ok(shown(
            approve_testimony(&app, &by, testimony_id.0, &if_match).await?,
        ))
    }

    /// Publish a testimony
    ///
    /// Done by another reviewer than the one who approved it. Writes the redacted text and the generalised facts under
    /// a fresh random id; the sealed original is destroyed 90 days later.
    ///
    /// Problems: `second-reviewer-needed`, `not-approved`, `witness-not-answered`, `finding-undecided`,
    /// `review-locked`, `not-sealed-to-you`, `already-decided`, `precondition-failed`, `precondition-required`,
    /// `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/publish",
        method = "post",
        operation_id = "publish_testimony"
    )]
    async fn publish_testimony(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        if_match: IfMatch,
    ) -> Result<Json<Published>, Problem> {
        let by = open(&app, &caller, &token).await?;
        let published = publish_testimony(&app, &by, testimony_id.0, &if_match).await?;
        Ok(Json(published.into()))
    }

    /// Reject a testimony
    ///
    /// It is not published; the witness reads why in the mailbox. The sealed original is destroyed 90 days later.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`, `precondition-failed`,
    /// `precondition-required`, `invalid-body`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/reject",
        method = "post",
        operation_id = "reject_testimony"
    )]
    async fn reject_testimony(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        if_match: IfMatch,
        body: Checked<NewRejection>,
    ) -> Result<NoContent, Problem> {
        let by = open(&app, &caller, &token).await?;
        reject_testimony(&app, &by, testimony_id.0, &body.0, &if_match).await?;
        Ok(NoContent::Done)
    }

    /// List published testimonies
    ///
    /// What of a campaign stands published: redacted texts and generalised facts, in the order of random ids.
    ///
    /// Problems: `not-found`, `invalid-cursor`, `invalid-parameter`.
    #[oai(
        path = "/campaigns/:campaign_id/published-testimonies",
        method = "get",
        operation_id = "list_published_testimonies"
    )]
    async fn list_published_testimonies(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<PublishedTestimonyList>, Problem> {
        use published_testimony::Column;
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let own = campaign::of(caller.organization).filter(campaign::Column::Id.eq(campaign_id.0));
        if own.count(&app.db.read).await? == 0 {
            return Err(Problem::new(known::NOT_FOUND));
        }
        let mut rows = published_testimony::of(caller.organization)
            .filter(Column::CampaignId.eq(campaign_id.0))
            .filter(Column::WithdrawnOn.is_null())
            .order_by_asc(Column::Id)
            .limit(page.fetch());
        if let Some(after) = page.after {
            rows = rows.filter(Column::Id.gt(after));
        }
        let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
        let items = rows.into_iter().filter_map(of_row).map(Published::from);
        let list = PublishedTestimonyList {
            items: items.collect(),
            next: next.clone(),
        };
        Ok(Listed::Ok(Json(list), page::link(next.as_deref())))
    }

    /// Answer a proposed wording
    ///
    /// Where the witness asked to approve the wording: yes, or another wording. Silence never publishes.
    ///
    /// Problems: `receipt-unknown`, `nothing-to-answer`, `receipt-in-text`, `invalid-body`.
    #[oai(
        path = "/mailbox/approval",
        method = "post",
        operation_id = "answer_wording",
        tag = "Tag::Testimony"
    )]
    async fn answer_wording(
        &self,
        app: Data<&App>,
        body: Checked<WordingAnswer>,
    ) -> Result<NoContent, Problem> {
        answer_wording(&app, &body.0).await?;
        Ok(NoContent::Done)
    }

    /// Withdraw a testimony
    ///
    /// Deletes what is sealed, and ends the publication of what was published; packets that are already with somebody
    /// cannot be called back. The receipt opens nothing from then on.
    ///
    /// Problems: `receipt-unknown`, `withdrawal-closed`, `invalid-body`.
    #[oai(
        path = "/mailbox/withdraw",
        method = "post",
        operation_id = "withdraw_testimony",
        tag = "Tag::Testimony"
    )]
    async fn withdraw_testimony(
        &self,
        app: Data<&App>,
        body: Checked<MailboxKey>,
    ) -> Result<NoContent, Problem> {
        withdraw_testimony(&app, &body.0.receipt).await?;
        Ok(NoContent::Done)
    }
}
