//! Operations of signatures.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::confirm::confirm;
use super::count::count;
use super::erase::erase;
use super::invalidate::invalidate;
use super::lift_quarantine::lift_quarantine;
use super::list::{list_comments, list_signatures};
use super::quarantine::quarantine;
use super::resend::resend;
use super::review_comment::review_comment;
use super::rules::State;
use super::show_counts::show_counts;
use super::sign::sign;
use super::wire::*;
use super::withdraw::withdraw;
use super::{SignatureId, SigningQueues};
use crate::app::App;
use crate::http::{Accepted, Checked, Idempotency, IfNoneMatch, Listed, Problem};
use crate::identity::{Action, Caller};
use crate::listen::Nearby;
use crate::page::{Page, link};
use crate::petitions::PetitionId;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Signing, confirming, withdrawing, and counting.
    Signatures,
}

/// 200, or 304 for a reader who has the same number already.
#[derive(ApiResponse, Debug)]
pub enum Counted {
    /// The count of this moment.
    #[oai(status = 200)]
    Ok(
        Json<SignatureCount>,
        /// Changes with the count, for `If-None-Match`.
        #[oai(header = "ETag")]
        String,
    ),
    /// The count has not changed.
    #[oai(status = 304)]
    Same(
        /// The same as that of the reader.
        #[oai(header = "ETag")]
        String,
    ),
}

/// Operations of signatures.
#[derive(Debug)]
pub struct SignaturesApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Signatures")]
impl SignaturesApi {
    /// Sign a petition
    ///
    /// Takes a signature and mails a link and a code that confirm it within seven days; until then it does not count.
    /// The answer is the same whether or not the address has signed before, and a repeat does no harm.
    /// An address or network of the employer is refused once, storing nothing, until it comes with `accept_risk`.
    ///
    /// Problems: `employer-address`, `employer-network`, `petition-not-open`, `petition-removed`, `not-found`, `invalid-body`, `malformed-json`, `busy`, `rate-limited`.
    #[oai(
        path = "/petitions/:petition_id/signatures",
        method = "post",
        operation_id = "create_signature"
    )]
    async fn create_signature(
        &self,
        app: Data<&App>,
        queues: Data<&SigningQueues>,
        nearby: Nearby,
        /// The petition to sign.
        petition_id: Path<PetitionId>,
        body: Checked<NewSignature>,
    ) -> Result<Accepted<SignatureTaken>, Problem> {
        sign(&app, &queues, petition_id.0, &body.0, nearby.0).await?;
        Ok(Accepted::Ok(Json(SignatureTaken::check_your_mail())))
    }

    /// Confirm a signature
    ///
    /// With the token or the code of the mail. From here on the signature counts; the address of a signer who is only
    /// counted is erased. Confirming again changes nothing and is answered the same.
    ///
    /// Problems: `confirmation-expired`, `confirmation-not-valid`, `petition-not-open`, `invalid-body`, `malformed-json`, `busy`, `rate-limited`.
    #[oai(
        path = "/signatures/confirmations",
        method = "post",
        operation_id = "confirm_signature"
    )]
    async fn confirm_signature(
        &self,
        queues: Data<&SigningQueues>,
        body: Checked<NewConfirmation>,
    ) -> Result<Json<ConfirmedSignature>, Problem> {
        Ok(Json(confirm(&queues, &body.0).await?))
    }

    /// Count the signatures
    ///
    /// The exact number of confirmed signatures. Public; costs the same for ten signatures as for a million.
    ///
    /// Problems: `not-found`, `petition-removed`.
    #[oai(
        path = "/petitions/:petition_id/count",
        method = "get",
        operation_id = "get_signature_count"
    )]
    async fn get_signature_count(
        &self,
        app: Data<&App>,
        known: IfNoneMatch,
        /// The petition.
        petition_id: Path<PetitionId>,
    ) -> Result<Counted, Problem> {
        let count = count(&app, petition_id.0).await?;
        let etag = format!("\"{}-{}\"", count.confirmed, count.goal.unwrap_or_default());
        if known.holds(&etag) {
            return Ok(Counted::Same(etag));
        }
        Ok(Counted::Ok(Json(count), etag))
    }

    /// Send link and code again
    ///
    /// To an address that has signed and has lost its mail. The answer is the same whether or not it has signed;
    /// a mailbox gets at most five such mails a day.
    ///
    /// Problems: `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(
        path = "/petitions/:petition_id/confirmations/resend",
        method = "post",
        operation_id = "resend_confirmation"
    )]
    async fn resend_confirmation(
        &self,
        app: Data<&App>,
        queues: Data<&SigningQueues>,
        /// The petition that was signed.
        petition_id: Path<PetitionId>,
        body: Checked<NewResend>,
    ) -> Result<Accepted<SignatureTaken>, Problem> {
        resend(&app, &queues, petition_id.0, &body.0).await?;
        Ok(Accepted::Ok(Json(SignatureTaken::check_your_mail())))
    }

    /// Withdraw a signature
    ///
    /// With the token or the code of the mail. It no longer counts, and name, address and comment are destroyed;
    /// the mailbox is told where the address is still known. Withdrawing again changes nothing.
    ///
    /// Problems: `confirmation-not-valid`, `invalid-body`, `malformed-json`, `rate-limited`.
    #[oai(
        path = "/signatures/withdrawals",
        method = "post",
        operation_id = "withdraw_signature"
    )]
    async fn withdraw_signature(
        &self,
        app: Data<&App>,
        body: Checked<NewWithdrawal>,
    ) -> Result<Json<WithdrawnSignature>, Problem> {
        Ok(Json(withdraw(&app, &body.0).await?))
    }

    /// List signatures
    ///
    /// Of one petition, in the order of their ids, which is that of the hour they came in. Names only of those who chose to
    /// have them printed; addresses and workplaces never.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/petitions/:petition_id/signatures",
        method = "get",
        operation_id = "list_signatures"
    )]
    async fn list_signatures(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
        /// Only those in this state.
        state: Query<Option<State>>,
        /// The `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// 1 to 200; 50 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<SignatureList>, Problem> {
        caller.may(Action::ReadSignatures)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let rows = list_signatures(&app, &caller, petition_id.0, state.0, page).await?;
        let (rows, next) = page.cut(rows, |row| row.id.0);
        let items = rows
            .iter()
            .map(|row| Signature::of(&app, &caller, row))
            .collect();
        let link = link(next.as_deref());
        Ok(Listed::Ok(Json(SignatureList { items, next }), link))
    }

    /// Show the counts
    ///
    /// Exact per state, division and standing. Per workplace from five signers on, refreshed once a day, "nearly all" where
    /// fewer than three have not signed, and never so that a hidden one can be worked out.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/petitions/:petition_id/counts",
        method = "get",
        operation_id = "get_signature_counts"
    )]
    async fn get_signature_counts(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
    ) -> Result<Json<SignatureCounts>, Problem> {
        caller.may(Action::ReadSignatures)?;
        Ok(Json(show_counts(&app, &caller, petition_id.0).await?))
    }

    /// List comments
    ///
    /// Comments of confirmed signatures, those that wait for a reader when no state is given.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/petitions/:petition_id/comments",
        method = "get",
        operation_id = "list_comments"
    )]
    async fn list_comments(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The petition.
        petition_id: Path<PetitionId>,
        /// Only those in this state; `waiting` when absent.
        state: Query<Option<CommentState>>,
        /// The `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// 1 to 200; 50 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<SignatureCommentList>, Problem> {
        caller.may(Action::ReviewComments)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let rows = list_comments(&app, &caller, petition_id.0, state.0, page).await?;
        let (rows, next) = page.cut(rows, |row| row.id.0);
        let items = rows
            .iter()
            .filter_map(|row| SignatureComment::of(&app, row))
            .collect();
        let link = link(next.as_deref());
        Ok(Listed::Ok(Json(SignatureCommentList { items, next }), link))
    }

    /// Review a comment
    ///
    /// Decides whether a comment may be printed; it can be decided again.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-body`, `malformed-json`.
    #[oai(
        path = "/signatures/:signature_id/comment-review",
        method = "put",
        operation_id = "review_comment"
    )]
    async fn review_comment(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The signature that carries the comment.
        signature_id: Path<SignatureId>,
        body: Checked<NewCommentReview>,
    ) -> Result<Json<SignatureComment>, Problem> {
        caller.may(Action::ReviewComments)?;
        let done = review_comment(&app, &caller, signature_id.0, &body.0).await?;
        Ok(Json(done))
    }

    /// Set a signature aside
    ///
    /// It does not count until that is lifted; the reason is shown.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `signature-state`, `invalid-body`, `malformed-json`.
    #[oai(
        path = "/signatures/:signature_id/quarantine",
        method = "put",
        operation_id = "quarantine_signature"
    )]
    async fn quarantine_signature(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The signature, pending or confirmed.
        signature_id: Path<SignatureId>,
        body: Checked<NewQuarantine>,
    ) -> Result<Json<Signature>, Problem> {
        caller.may(Action::ReviewComments)?;
        let done = quarantine(&app, &caller, signature_id.0, &body.0).await?;
        Ok(Json(done))
    }

    /// Lift a quarantine
    ///
    /// Puts the signature back to where it was.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `signature-state`.
    #[oai(
        path = "/signatures/:signature_id/quarantine",
        method = "delete",
        operation_id = "lift_quarantine"
    )]
    async fn lift_quarantine(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The signature that was set aside.
        signature_id: Path<SignatureId>,
    ) -> Result<Json<Signature>, Problem> {
        caller.may(Action::ReviewComments)?;
        Ok(Json(lift_quarantine(&app, &caller, signature_id.0).await?))
    }

    /// Strike out a batch
    ///
    /// Signatures that are not people's own; all of the batch or nothing. They stay visible with the reason, and do not count.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `signature-state`, `invalid-body`, `malformed-json`, `idempotency-key-invalid`, `idempotency-key-reused`.
    #[oai(
        path = "/petitions/:petition_id/invalidations",
        method = "post",
        operation_id = "invalidate_signatures"
    )]
    async fn invalidate_signatures(
        &self,
        app: Data<&App>,
        caller: Caller,
        key: Idempotency,
        /// The petition they are on.
        petition_id: Path<PetitionId>,
        body: Checked<NewInvalidation>,
    ) -> Result<Json<Invalidation>, Problem> {
        caller.may(Action::InvalidateSignatures)?;
        let once = key.bind(
            &app,
            &format!("{}/{}", caller.actor(), petition_id.0),
            "invalidate_signatures",
            &body.0,
        );
        let done = invalidate(&app, &caller, petition_id.0, &body.0, &once).await?;
        Ok(Json(done))
    }

    /// Erase a signature
    ///
    /// Destroys name, address, comment and place at the signer's wish, and notes it so that a restored backup forgets them again.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `signature-state`.
    #[oai(
        path = "/signatures/:signature_id/erasure",
        method = "post",
        operation_id = "erase_signature"
    )]
    async fn erase_signature(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The signature, in any state.
        signature_id: Path<SignatureId>,
    ) -> Result<Json<Signature>, Problem> {
        caller.may(Action::InvalidateSignatures)?;
        Ok(Json(erase(&app, &caller, signature_id.0).await?))
    }
}
