//! Operations on what is published, and those of the mailbox that reach into a review.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::super::act_sealed::act_on_sealed_mailbox;
use super::super::add::add_to_testimony;
use super::super::answer_wording::answer_wording;
use super::super::published::list_published;
use super::super::wire::sealed_act::NewMailboxAct;
use super::super::wire::{HeldBack, PublishedTestimonyList, WordingAnswer};
use super::super::withdraw::withdraw_testimony;
use super::Tag;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Checked, Listed, NoContent, Problem, catalogue as known};
use crate::identity::{Action, Caller};
use crate::listen::Nearby;
use crate::page::{self, Page};
use crate::testimony::intake;
use crate::testimony::wire::{MailboxKey, NewAddition};

/// How a withdrawal ends.
#[derive(ApiResponse, Debug)]
pub enum TakenBack {
    /// Done. A testimony that was withdrawn is gone, and its receipt opens nothing any more.
    #[oai(status = 204)]
    Gone,
    /// Withdrawn from review and publication; a legal hold keeps the sealed original for now.
    #[oai(status = 202)]
    Held(Json<HeldBack>),
}

impl From<bool> for TakenBack {
    fn from(is_gone: bool) -> Self {
        match is_gone {
            true => Self::Gone,
            false => Self::Held(Json(HeldBack::default())),
        }
    }
}

/// Operations on what is published.
#[derive(Debug)]
pub struct PublishedApi;

#[OpenApi(prefix_path = "/v1")]
impl PublishedApi {
    /// List published testimonies
    ///
    /// What of a campaign stands published: redacted texts with their generalised facts, and pictures, in the order of random ids. What
    /// tells facts alone is not listed: its facts are in the statistics, behind their threshold.
    ///
    /// Problems: `not-found`, `invalid-cursor`, `invalid-parameter`.
    #[oai(
        path = "/campaigns/:campaign_id/published-testimonies",
        method = "get",
        operation_id = "list_published_testimonies",
        tag = "Tag::Review"
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
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_published(&app, caller.organization, campaign_id.0, page).await?;
        let list = list.ok_or_else(|| Problem::new(known::NOT_FOUND))?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Add to a testimony
    ///
    /// Seals an answer or an addition for the reviewers. It ends an approval that was given before: nobody publishes over
    /// what they have not read. Not possible once the testimony is decided.
    ///
    /// From a network of the employer it is answered `employer-network`, and nothing is stored, until it comes with
    /// `accept_risk`. The address is compared and dropped.
    ///
    /// Problems: `receipt-unknown`, `employer-network`, `receipt-in-text`, `already-decided`, `testimony-too-long`, `invalid-body`, `busy`.
    #[oai(
        path = "/mailbox/add",
        method = "post",
        operation_id = "add_to_testimony",
        tag = "Tag::Testimony"
    )]
    async fn add_to_testimony(
        &self,
        app: Data<&App>,
        nearby: Nearby,
        body: Checked<NewAddition>,
    ) -> Result<NoContent, Problem> {
        let _room = intake::room()?;
        add_to_testimony(&app, &body.0, nearby).await?;
        Ok(NoContent::Done)
    }

    /// Answer a proposed wording
    ///
    /// Where the witness asked to approve the wording: yes, or another wording. Silence never publishes.
    /// Another wording from a network of the employer is answered `employer-network` until it comes with `accept_risk`; a yes
    /// is not.
    ///
    /// Problems: `receipt-unknown`, `nothing-to-answer`, `employer-network`, `receipt-in-text`, `invalid-body`,
    /// `busy`.
    #[oai(
        path = "/mailbox/approval",
        method = "post",
        operation_id = "answer_wording",
        tag = "Tag::Testimony"
    )]
    async fn answer_wording(
        &self,
        app: Data<&App>,
        nearby: Nearby,
        body: Checked<WordingAnswer>,
    ) -> Result<NoContent, Problem> {
        let _room = intake::room()?;
        answer_wording(&app, &body.0, nearby).await?;
        Ok(NoContent::Done)
    }

    /// Withdraw a testimony
    ///
    /// Deletes what is sealed, and ends the publication of what was published; packets that are already with somebody
    /// cannot be called back. The receipt opens nothing from then on. Under a legal hold (`legal_hold` in the mailbox)
    /// review and publication end just the same, but the sealed original must be kept until the hold ends: the answer
    /// is then 202, and the receipt still opens the mailbox, so that the witness can see when it is gone.
    ///
    /// Problems: `receipt-unknown`, `withdrawal-closed`, `invalid-body`, `busy`.
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
    ) -> Result<TakenBack, Problem> {
        let _room = intake::room()?;
        let destroyed = withdraw_testimony(&app, &body.0.receipt).await?;
        Ok(TakenBack::from(destroyed))
    }

    /// Act in a sealed mailbox
    ///
    /// Adds, approves, corrects or withdraws without showing the receipt, for clients that open the mailbox with
    /// `open_sealed_mailbox`: what is said comes sealed, and only reviewers open it. What cannot be checked before they do
    /// (length, control characters, a receipt in the text) is the client's to check; a note that is none is shown to nobody.
    /// The answer is that of `withdraw_testimony`. What is added or corrected from a network of the employer is answered
    /// `employer-network` until it comes with `accept_risk`.
    ///
    /// Problems: `receipt-unknown`, `already-decided`, `nothing-to-answer`, `withdrawal-closed`, `employer-network`,
    /// `invalid-body`, `busy`.
    #[oai(
        path = "/mailbox/sealed/act",
        method = "post",
        operation_id = "act_on_sealed_mailbox",
        tag = "Tag::Testimony"
    )]
    async fn act_on_sealed_mailbox(
        &self,
        app: Data<&App>,
        nearby: Nearby,
        body: Checked<NewMailboxAct>,
    ) -> Result<TakenBack, Problem> {
        let _room = intake::room()?;
        let done = act_on_sealed_mailbox(&app, &body.0, nearby).await?;
        Ok(TakenBack::from(done))
    }
}
