//! Seals what a witness tells and stores it, in a transaction that touches testimony tables only.

use chrono::{Days, NaiveDate};
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};

use super::TestimonyId;
use super::content::{Content, Facts};
use super::entity::{testimony, testimony_wrap};
use super::readers::{Reader, keep_wraps, readers, wraps};
use super::receipt::Receipt;
use super::seal::{Place, Purpose, seal_new};
use super::told::Told;
use super::wire::{NewTestimony, State, Taken};
use super::wrap::Recipient;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::campaigns::rules::{State as CampaignState, takes_testimony};
use crate::db::is_duplicate;
use crate::directory::entity::{body, workplace};
use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::entity::organization;
use crate::ids;
use crate::text::{clean_line, clean_text};

/// Why a testimony was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SubmitTestimonyError {
    #[error("there is no such campaign")]
    NoCampaign,
    #[error("the campaign takes no testimony now")]
    NotOpen,
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
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn submit_testimony(
    app: &App,
    campaign: CampaignId,
    new: NewTestimony,
) -> Result<Taken, SubmitTestimonyError> {
    let campaign = open_campaign(app, campaign).await?;
    let (receipt, given) = receipt(app, new.receipt.as_deref())?;
    let wants_approval = new.wants_approval.unwrap_or_default();
    let content = checked(app, &campaign, new).await?;
    if content
        .text
        .as_ref()
        .is_some_and(|text| receipt.appears_in(text.expose()))
    {
        return Err(SubmitTestimonyError::ReceiptInText);
    }
    let (mut row, wraps) = sealed(app, &campaign, &receipt, &content).await?;
    row.wants_approval = wants_approval;
    store(app, row, wraps).await?;
    Ok(Taken {
        receipt: (!given).then(|| receipt.print().to_string()),
        withdraw_until: campaign.testimony_withdraw_until,
    })
}

async fn open_campaign(app: &App, id: CampaignId) -> Result<campaign::Model, SubmitTestimonyError> {
    let found = campaign::for_jobs().filter(campaign::Column::Id.eq(id));
    let campaign = found.one(&app.db.read).await?;
    let campaign = campaign.ok_or(SubmitTestimonyError::NoCampaign)?;
    match campaign.state.parse::<CampaignState>() {
        Ok(CampaignState::Draft) | Err(_) => Err(SubmitTestimonyError::NoCampaign),
        Ok(state) if takes_testimony(state, campaign.testimony_open) => Ok(campaign),
        Ok(_) => Err(SubmitTestimonyError::NotOpen),
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
    let mut wrong = Vec::new();
    let text = new.text.filter(|text| !text.expose().trim().is_empty());
    if let Some(Err(error)) = text
        .as_ref()
        .map(|text| clean_text(text.expose(), super::wire::TEXT_MAX).map(Told::from))
    {
        wrong.push(Violation::new("/text", error.to_string()));
    }
    let job_group = new.job_group.filter(|group| !group.trim().is_empty());
    let job_group = job_group.map(|group| clean_line(&group, 80)).transpose();
    let job_group = job_group.unwrap_or_else(|error| {
        wrong.push(Violation::new("/job_group", error.to_string()));
        None
    });
    let language = new.language.unwrap_or_else(|| campaign.language.clone());
    if language_tags::LanguageTag::parse(&language).is_err() {
        wrong.push(Violation::new(
            "/language",
            "must be a language tag (BCP 47)",
        ));
    }
    if new
        .happened_on
        .is_some_and(|day| !is_possible(day, app.clock.today()))
    {
        wrong.push(Violation::new(
            "/happened_on",
            "must be a day of the last hundred years",
        ));
    }
    let facts = Facts {
        kind: new.kind,
        language,
        happened_on: new.happened_on,
        workplace_id: new.workplace_id,
        job_group,
        incident: new.incident,
        layoff: new.layoff,
    };
    wrong.extend(unknown_ids(app, campaign, &facts).await?);
    if text.is_none() && facts.is_empty() && wrong.is_empty() {
        wrong.push(Violation::new("", "must have a text or at least one fact"));
    }
    if wrong.is_empty() {
        Ok(Content { text, facts })
    } else {
        Err(SubmitTestimonyError::Invalid(wrong))
    }
}

/// A day ahead is possible: the witness's today may be later than that of UTC.
fn is_possible(day: NaiveDate, today: NaiveDate) -> bool {
    let earliest = today.checked_sub_days(Days::new(100 * 366));
    day <= today + Days::new(1) && earliest.is_none_or(|earliest| day >= earliest)
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
) -> Result<(testimony::Model, Vec<testimony_wrap::Model>), SubmitTestimonyError> {
    let owner = campaign.organization_id;
    let found = organization::for_jobs().filter(organization::Column::Id.eq(owner));
    let organization = found.one(&app.db.read).await?;
    let organization = organization.ok_or(SubmitTestimonyError::NoCampaign)?;
    let mut to = readers(&app.db.read, &organization).await?;
    if to.is_empty() {
        return Err(SubmitTestimonyError::NoReviewerKey);
    }
    let mailbox = receipt.mailbox().public();
    to.push(Reader {
        recipient: Recipient::Mailbox,
        key: mailbox,
    });
    let id = TestimonyId(ids::timeless(&app.entropy));
    let place = Place {
        purpose: Purpose::Testimony,
        organization: owner.0.into_bytes(),
        testimony: id.0.into_bytes(),
    };
    let bytes = content
        .write()
        .map_err(|_| SubmitTestimonyError::NotSealed)?;
    let (key, sealed) = app
        .entropy
        .with(|rng| seal_new(rng, &place, &bytes))
        .map_err(|_| SubmitTestimonyError::TooLong)?;
    let wraps = wraps(app, owner, id, &key, &to).map_err(|_| SubmitTestimonyError::NotSealed)?;
    let row = testimony::Model {
        id,
        organization_id: owner,
        campaign_id: campaign.id,
        verifier: receipt.auth().verifier(&app.keys.pepper).to_vec(),
        mailbox_public: mailbox.as_bytes().to_vec(),
        sealed: sealed.into_bytes(),
        sealed_by_client: false,
        wants_approval: false,
        state: State::Received.as_str().to_owned(),
        received_on: app.clock.today(),
        decided_on: None,
        keep_days: None,
        link_sealed: None,
    };
    Ok((row, wraps))
}

/// The same receipt again is the same testimony: nothing is stored twice, and the answer is the same.
async fn store(
    app: &App,
    row: testimony::Model,
    wraps: Vec<testimony_wrap::Model>,
) -> Result<(), DbErr> {
    let (row, wraps) = (&row, &wraps);
    let stored = app
        .db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let known =
                testimony::for_jobs().filter(testimony::Column::Verifier.eq(row.verifier.clone()));
            if known.count(tx).await? > 0 {
                return Ok(());
            }
            let new = testimony::ActiveModel::from(row.clone()).reset_all();
            testimony::Entity::insert(new)
                .exec_without_returning(tx)
                .await?;
            keep_wraps(tx, wraps.clone()).await
        })
        .await;
    match stored {
        Err(error) if is_duplicate(&error) => Ok(()),
        stored => stored,
    }
}

impl From<SubmitTestimonyError> for Problem {
    fn from(error: SubmitTestimonyError) -> Self {
        use SubmitTestimonyError as E;
        match error {
            E::NoCampaign => Self::new(known::NOT_FOUND),
            E::NotOpen => Self::new(known::TESTIMONY_NOT_OPEN),
            E::NoReviewerKey => Self::new(known::NO_REVIEWER_KEY),
            E::ReceiptInText => Self::new(known::RECEIPT_IN_TEXT),
            E::TooLong => Self::new(known::TESTIMONY_TOO_LONG),
            E::Invalid(violations) => Self::invalid(violations),
            E::NotSealed => Self::broken("testimony", &error),
            E::Db(error) => error.into(),
        }
    }
}
