//! Seals what a witness tells and stores it, in a transaction that touches testimony tables only.

use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
};

use super::content::{Content, Facts};
use super::entity::{testimony, testimony_wrap};
use super::envelope::{Envelope, EnvelopeError, seal_to};
use super::limits::violations;
use super::proof::{ProofNeeded, Proofs};
use super::readers::{keep_wraps, readers, wrap_row};
use super::receipt::Receipt;
use super::wire::{NewTestimony, State, Taken};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::campaigns::rules::{State as CampaignState, takes_testimony};
use crate::db::{Tx, is_duplicate};
use crate::directory::entity::{body, workplace};
use crate::directory::is_at_work;
use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::entity::organization;
use crate::listen::Nearby;
use crate::text::clean_line;
use crate::tokens::spend::{GoodToken, TokenError, check_token, spend_token};

/// Why a testimony was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitTestimonyError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("the campaign takes no testimony now")]
    NotOpen,
    #[error("the network belongs to the employer")]
    EmployerNetwork,
    #[error("nobody could ever open it")]
    NoReviewerKey,
    #[error("the text contains its own receipt")]
    ReceiptInText,
    #[error("text and facts do not fit into 64 KiB")]
    TooLong,
    #[error("the body holds what cannot be taken")]
    Invalid(Vec<Violation>),
    #[error("it could not be sealed")]
    NotSealed,
    #[error(transparent)]
    Proof(#[from] ProofNeeded),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn submit_testimony(
    app: &App,
    proofs: &Proofs,
    campaign: CampaignId,
    new: NewTestimony,
    nearby: Nearby,
) -> Result<Taken, SubmitTestimonyError> {
    let campaign = called(app, campaign).await?;
    still_open(&campaign)?;
    warned(app, &campaign, nearby, new.accept_risk).await?;
    let (receipt, given) = receipt(app, new.receipt.as_deref())?;
    let taken = Taken {
        receipt: (!given).then(|| receipt.print().to_string()),
        withdraw_until: campaign.testimony_withdraw_until,
    };
    // A repeat is known by its receipt: it needs neither the token, which is spent by then, nor another proof.
    if given && is_known(&app.db.read, &verifier(app, &receipt)).await? {
        return Ok(taken);
    }
    let (mut token, mut leave) = (None, None);
    if let Some(shown) = &new.worker_token {
        token = match check_token(app, &campaign, shown).await {
            // By this very testimony, since the look before: both become visible at once.
            Err(TokenError::Spent)
                if given && is_known(&app.db.read, &verifier(app, &receipt)).await? =>
            {
                return Ok(taken);
            }
            checked => Some(checked?),
        };
    } else {
        leave = Some(proofs.admit(app, new.proof.as_deref())?);
    }
    let wants_approval = new.wants_approval.unwrap_or_default();
    let content = checked(app, &campaign, new).await?;
    let envelope = sealed(app, &campaign, &receipt, &content).await?;
    let (mut row, wraps) = rows(app, &campaign, envelope);
    row.wants_approval = wants_approval;
    let is_new = store(app, row, wraps, token).await?;
    if let Some(leave) = leave.filter(|_| is_new) {
        leave.stored(app);
    }
    Ok(taken)
}

fn verifier(app: &App, receipt: &Receipt) -> Vec<u8> {
    receipt.auth().verifier(&app.keys.pepper).to_vec()
}

async fn is_known(db: &impl ConnectionTrait, verifier: &[u8]) -> Result<bool, DbErr> {
    let known = testimony::for_jobs().filter(testimony::Column::Verifier.eq(verifier.to_vec()));
    Ok(known.count(db).await? > 0)
}

/// The campaign, once it is no draft any more.
pub(super) async fn called(
    app: &App,
    id: CampaignId,
) -> Result<campaign::Model, SubmitTestimonyError> {
    let found = campaign::for_jobs().filter(campaign::Column::Id.eq(id));
    let campaign = found.one(&app.db.read).await?;
    let campaign = campaign.ok_or(SubmitTestimonyError::NoCampaign)?;
    match campaign.state.parse::<CampaignState>() {
        Ok(CampaignState::Draft) | Err(_) => Err(SubmitTestimonyError::NoCampaign),
        Ok(_) => Ok(campaign),
    }
}

pub(super) fn still_open(campaign: &campaign::Model) -> Result<(), SubmitTestimonyError> {
    let state = campaign.state.parse::<CampaignState>();
    if state.is_ok_and(|state| takes_testimony(state, campaign.testimony_open)) {
        Ok(())
    } else {
        Err(SubmitTestimonyError::NotOpen)
    }
}

/// The client's receipt (true) or a new one.
fn receipt(app: &App, given: Option<&str>) -> Result<(Receipt, bool), SubmitTestimonyError> {
    let Some(text) = given else {
        return Ok((app.entropy.with(Receipt::generate), false));
    };
    let receipt = Receipt::parse(text).map_err(|error| {
        SubmitTestimonyError::Invalid(vec![Violation::new("/receipt", error.to_string())])
    })?;
    Ok((receipt, true))
}

async fn checked(
    app: &App,
    campaign: &campaign::Model,
    new: NewTestimony,
) -> Result<Content, SubmitTestimonyError> {
    let text = new.text.filter(|text| !text.expose().trim().is_empty());
    let job_group = new.job_group.filter(|group| !group.trim().is_empty());
    // What cannot be cleaned stays as it is, and is found wrong below.
    let job_group = job_group.map(|group| clean_line(&group, 80).unwrap_or(group));
    let facts = Facts {
        kind: new.kind,
        language: new.language.unwrap_or_else(|| campaign.language.clone()),
        happened_on: new.happened_on,
        workplace_id: new.workplace_id,
        job_group,
        incident: new.incident,
        layoff: new.layoff,
    };
    let content = Content { text, facts };
    let mut wrong = violations(&content, app.clock.today());
    wrong.extend(unknown_ids(app, campaign, &content.facts).await?);
    if wrong.is_empty() {
        Ok(content)
    } else {
        Err(SubmitTestimonyError::Invalid(wrong))
    }
}

async fn unknown_ids(
    app: &App,
    campaign: &campaign::Model,
    facts: &Facts,
) -> Result<Vec<Violation>, DbErr> {
    let (db, owner) = (&app.db.read, campaign.organization_id);
    let mut unknown = Vec::new();
    if let Some(id) = facts.workplace_id {
        let found = workplace::of(owner).filter(workplace::Column::Id.eq(id));
        if found.count(db).await? == 0 {
            unknown.push(Violation::new(
                "/workplace_id",
                "must be a workplace of this campaign",
            ));
        }
    }
    if let Some(id) = facts.layoff.as_ref().and_then(|layoff| layoff.employer_id) {
        let found = body::of(owner).filter(body::Column::Id.eq(id));
        if found.count(db).await? == 0 {
            unknown.push(Violation::new(
                "/layoff/employer_id",
                "must be a body of this campaign",
            ));
        }
    }
    Ok(unknown)
}

async fn sealed(
    app: &App,
    campaign: &campaign::Model,
    receipt: &Receipt,
    content: &Content,
) -> Result<Envelope, SubmitTestimonyError> {
    let owner = owner(app, campaign).await?;
    let to = readers(app, &app.db.read, &owner).await?;
    if to.is_empty() {
        return Err(SubmitTestimonyError::NoReviewerKey);
    }
    let sealed = app
        .entropy
        .with(|rng| seal_to(rng, owner.id, receipt, content, &to));
    sealed.map_err(|error| match error {
        EnvelopeError::ReceiptInText => SubmitTestimonyError::ReceiptInText,
        EnvelopeError::TooLong => SubmitTestimonyError::TooLong,
        EnvelopeError::NotSealed => SubmitTestimonyError::NotSealed,
    })
}

pub(super) async fn owner(
    app: &App,
    campaign: &campaign::Model,
) -> Result<organization::Model, SubmitTestimonyError> {
    let id = campaign.organization_id;
    let found = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let organization = found.one(&app.db.read).await?;
    organization.ok_or(SubmitTestimonyError::NoCampaign)
}

/// Before anything else is looked at, a repeat and its receipt too: the answer is about the network alone.
pub(super) async fn warned(
    app: &App,
    campaign: &campaign::Model,
    nearby: Nearby,
    accept_risk: Option<bool>,
) -> Result<(), SubmitTestimonyError> {
    let owner = campaign.organization_id;
    match is_at_work(&app.db.read, owner, nearby, accept_risk).await? {
        true => Err(SubmitTestimonyError::EmployerNetwork),
        false => Ok(()),
    }
}

/// What is stored of it.
pub(super) fn rows(
    app: &App,
    campaign: &campaign::Model,
    envelope: Envelope,
) -> (testimony::Model, Vec<testimony_wrap::Model>) {
    let id = envelope.testimony;
    let row = testimony::Model {
        id,
        organization_id: campaign.organization_id,
        campaign_id: campaign.id,
        verifier: envelope.auth.verifier(&app.keys.pepper).to_vec(),
        mailbox_public: envelope.mailbox.as_bytes().to_vec(),
        sealed: envelope.sealed.into_bytes(),
        sealed_by_client: false,
        wants_approval: false,
        verified_worker: false,
        state: State::Received.as_str().to_owned(),
        received_on: app.clock.today(),
        decided_on: None,
        keep_days: None,
        link_sealed: None,
    };
    let wraps = envelope.wraps.into_iter();
    let wraps = wraps.map(|(recipient, wrapped)| wrap_row(id, &recipient, wrapped));
    (row, wraps.collect())
}

/// The same receipt again is the same testimony: nothing is stored twice, and the answer is the same. Whether it is a new one.
async fn store(
    app: &App,
    row: testimony::Model,
    wraps: Vec<testimony_wrap::Model>,
    token: Option<GoodToken>,
) -> Result<bool, SubmitTestimonyError> {
    let (row, wraps, token) = (&row, &wraps, token.as_ref());
    let stored = app
        .db
        .write_intake(|tx| async move {
            let tx = &*tx;
            if is_known(tx, &row.verifier).await? {
                return Ok(false);
            }
            insert(tx, row, wraps, token).await?;
            Ok::<_, SubmitTestimonyError>(true)
        })
        .await;
    match stored {
        Err(SubmitTestimonyError::Db(error)) if is_duplicate(&error) => Ok(false),
        stored => stored,
    }
}

/// The testimony first: of two requests with one receipt and one token, the second has to meet the receipt.
pub(super) async fn insert(
    tx: &Tx,
    row: &testimony::Model,
    wraps: &[testimony_wrap::Model],
    token: Option<&GoodToken>,
) -> Result<(), SubmitTestimonyError> {
    let row = testimony::Model {
        verified_worker: token.is_some(),
        ..row.clone()
    };
    let new = testimony::ActiveModel::from(row).reset_all();
    testimony::Entity::insert(new)
        .exec_without_returning(tx)
        .await?;
    keep_wraps(tx, wraps.to_vec()).await?;
    if let Some(token) = token {
        spend_token(tx, token).await?;
    }
    Ok(())
}

impl From<SubmitTestimonyError> for Problem {
    fn from(error: SubmitTestimonyError) -> Self {
        use SubmitTestimonyError as E;
        match error {
            E::NoCampaign => Self::new(known::NOT_FOUND),
            E::NotOpen => Self::new(known::TESTIMONY_NOT_OPEN),
            E::EmployerNetwork => Self::new(known::EMPLOYER_NETWORK),
            E::NoReviewerKey => Self::new(known::NO_REVIEWER_KEY),
            E::ReceiptInText => Self::new(known::RECEIPT_IN_TEXT),
            E::TooLong => Self::new(known::TESTIMONY_TOO_LONG),
            E::Invalid(violations) => Self::invalid(violations),
            E::NotSealed => Self::broken("testimony", &error),
            E::Proof(error) => error.into(),
            E::Token(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
