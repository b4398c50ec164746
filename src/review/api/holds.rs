//! Operations of owners on legal holds.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::super::holds::wire::{LegalHold, LegalHoldList, NewLegalHold};
use super::super::holds::{
    confirm_hold_lift, confirm_legal_hold, drop_hold_proposal, get_legal_hold, list_legal_holds,
    propose_hold_lift, propose_legal_hold,
};
use super::Tag;
use crate::app::App;
use crate::http::{Checked, Created, Idempotency, Listed, Problem};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};
use crate::testimony::LegalHoldId;

/// Operations of owners on legal holds.
#[derive(Debug)]
pub struct HoldsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Review")]
impl HoldsApi {
    /// Propose a legal hold
    ///
    /// The first of two owners. Nothing is held before another owner confirms it. A hold is the only thing that stops
    /// the destruction of sealed originals: on their day, and when a witness withdraws. Witnesses read it in the
    /// mailbox, reviewers in the queue. Take a lawyer's advice before proposing one and before lifting one.
    ///
    /// Problems: `second-factor-required`, `invalid-body`, `idempotency-key-reused`.
    #[oai(
        path = "/legal-holds",
        method = "post",
        operation_id = "propose_legal_hold"
    )]
    async fn propose_legal_hold(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewLegalHold>,
    ) -> Result<Created<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        let once = idempotency.bind(&app, &caller.actor(), "propose_legal_hold", &body.0);
        let made = propose_legal_hold(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/legal-holds/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// List the legal holds
    ///
    /// Those proposed, in force, lifted and dropped, in the order of random ids.
    ///
    /// Problems: `second-factor-required`, `invalid-cursor`, `invalid-parameter`.
    #[oai(
        path = "/legal-holds",
        method = "get",
        operation_id = "list_legal_holds"
    )]
    async fn list_legal_holds(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<LegalHoldList>, Problem> {
        caller.may(Action::HoldTestimony)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_legal_holds(&app, caller.organization, &page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Read a legal hold
    ///
    /// Who proposed, confirmed and lifted it, and on which days.
    ///
    /// Problems: `second-factor-required`, `not-found`.
    #[oai(
        path = "/legal-holds/:hold_id",
        method = "get",
        operation_id = "get_legal_hold"
    )]
    async fn get_legal_hold(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The hold.
        hold_id: Path<LegalHoldId>,
    ) -> Result<Json<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        Ok(Json(
            get_legal_hold(&app, caller.organization, hold_id.0).await?,
        ))
    }

    /// Confirm a legal hold
    ///
    /// Done by another owner than the one who proposed it, who must be an owner still. It is in force from now on.
    ///
    /// Problems: `second-owner-needed`, `hold-state`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/legal-holds/:hold_id/confirm",
        method = "post",
        operation_id = "confirm_legal_hold"
    )]
    async fn confirm_legal_hold(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The hold.
        hold_id: Path<LegalHoldId>,
    ) -> Result<Json<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        Ok(Json(confirm_legal_hold(&app, &caller, hold_id.0).await?))
    }

    /// Propose to lift a legal hold
    ///
    /// The first of two owners. The hold stays in force until another owner confirms.
    ///
    /// Problems: `hold-state`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/legal-holds/:hold_id/lift",
        method = "post",
        operation_id = "propose_hold_lift"
    )]
    async fn propose_hold_lift(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The hold.
        hold_id: Path<LegalHoldId>,
    ) -> Result<Json<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        Ok(Json(propose_hold_lift(&app, &caller, hold_id.0).await?))
    }

    /// Confirm the lifting of a legal hold
    ///
    /// Done by another owner than the one who proposed it. What the hold covered dies on its day, and what a witness has
    /// withdrawn meanwhile in the coming night.
    ///
    /// Problems: `second-owner-needed`, `hold-state`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/legal-holds/:hold_id/lift/confirm",
        method = "post",
        operation_id = "confirm_hold_lift"
    )]
    async fn confirm_hold_lift(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The hold.
        hold_id: Path<LegalHoldId>,
    ) -> Result<Json<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        Ok(Json(confirm_hold_lift(&app, &caller, hold_id.0).await?))
    }

    /// Drop a proposal
    ///
    /// Takes back what only one owner has said so far: a proposed hold, or a proposed lifting. Any owner may.
    ///
    /// Problems: `hold-state`, `second-factor-required`, `not-found`.
    #[oai(
        path = "/legal-holds/:hold_id/proposal",
        method = "delete",
        operation_id = "drop_hold_proposal"
    )]
    async fn drop_hold_proposal(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The hold.
        hold_id: Path<LegalHoldId>,
    ) -> Result<Json<LegalHold>, Problem> {
        caller.may(Action::HoldTestimony)?;
        Ok(Json(drop_hold_proposal(&app, &caller, hold_id.0).await?))
    }
}
