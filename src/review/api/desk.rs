//! Operations on sealed testimonies: from the queue to the decision.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;

use super::super::approve::approve_testimony;
use super::super::ask::ask_witness;
use super::super::claim::claim_testimony;
use super::super::decide::decide_findings;
use super::super::open::open_testimony;
use super::super::publish::publish_testimony;
use super::super::queue::list_review_queue;
use super::super::reject::reject_testimony;
use super::super::wire::{
    Decisions, NewQuestion, NewRejection, OpenedTestimony, Published, ReviewQueue,
};
use super::{Tag, open, shown};
use crate::app::App;
use crate::http::{Checked, IfMatch, NoContent, Problem, Shown};
use crate::identity::{Action, Caller};
use crate::testimony::TestimonyId;

/// Operations on sealed testimonies.
#[derive(Debug)]
pub struct DeskApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl DeskApi {
    /// List the review queue
    ///
    /// Undecided testimonies in random order, at most 200, with ages in days. What came today is not in it yet: a day's
    /// arrivals are shown together once the day is over (UTC), so that nobody learns the hour at which somebody wrote.
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
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `already-decided`, `not-found`.
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
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `claimed-by-another`, `already-decided`,
    /// `not-found`.
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
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `claimed-by-another`, `already-decided`,
    /// `precondition-failed`, `precondition-required`, `invalid-body`, `not-found`.
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
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `already-decided`, `invalid-body`, `not-found`.
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
    /// The first reviewer's yes, possible once every finding and photograph is decided. Where the witness asked for it, the wording
    /// goes into the mailbox and waits for an answer.
    ///
    /// Problems: `finding-undecided`, `photograph-undecided`, `review-locked`, `not-sealed-to-you`, `does-not-open`,
    /// `claimed-by-another`, `already-decided`, `precondition-failed`, `precondition-required`, `not-found`.
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
    /// a fresh random id; the sealed original is destroyed after the days that the organization has set (90), unless a
    /// legal hold stops it.
    ///
    /// Problems: `second-reviewer-needed`, `not-approved`, `witness-not-answered`, `finding-undecided`,
    /// `review-locked`, `not-sealed-to-you`, `does-not-open`, `already-decided`, `precondition-failed`,
    /// `precondition-required`, `not-found`.
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
        Ok(Json(published))
    }

    /// Reject a testimony
    ///
    /// It is not published; the witness reads why in the mailbox. The sealed original is destroyed after the days that
    /// the organization has set (90), unless a legal hold stops it.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`,
    /// `precondition-failed`, `precondition-required`, `invalid-body`, `not-found`.
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
}
