//! What everybody may read of a petition, and whether it can be signed.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};

use super::PetitionId;
use super::entity::{petition, petition_text};
use super::find::{campaign_of, organization_of, state_now, texts_of, versions_of};
use super::frozen_demands::demands_in;
use super::negotiate::choose;
use super::rules::{State, can_be_signed, is_public};
use super::wire::{PetitionAddressee, PetitionSender, PetitionVersion, PublicPetition};
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::campaigns::{CampaignId, targets_of};
use crate::directory::wire::PetitionWorkplaceList;
use crate::directory::workplaces_for_signers;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::page::Page;

/// Why there is nothing to read or to sign.
#[derive(Debug, thiserror::Error)]
pub enum NotReadable {
    #[error("there is no such petition, or it is not public")]
    Unknown,
    #[error("it was taken down")]
    Removed,
    #[error("it cannot be signed now")]
    NotOpen,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// A petition that can be signed now.
#[derive(Clone, Debug)]
pub struct OpenPetition {
    pub id: PetitionId,
    pub organization: OrganizationId,
    pub campaign: CampaignId,
    /// The number of the version that is signed.
    pub version: i32,
    pub workplace_threshold: i32,
    /// The original's first.
    pub languages: Vec<String>,
}

/// The petition, if it takes signatures at this moment.
pub async fn open_for_signing(
    db: &impl ConnectionTrait,
    id: PetitionId,
    now: DateTime<Utc>,
) -> Result<OpenPetition, NotReadable> {
    let (row, state) = readable(db, id, now).await?;
    if !can_be_signed(state) {
        return Err(NotReadable::NotOpen);
    }
    let texts = texts(db, &row, row.current_version).await?;
    Ok(OpenPetition {
        id: row.id,
        organization: row.organization_id,
        campaign: row.campaign_id,
        version: row.current_version,
        workplace_threshold: row.workplace_threshold,
        languages: texts.into_iter().map(|text| text.language).collect(),
    })
}

/// The row and the state that holds now, where everybody may read it.
pub(super) async fn readable(
    db: &impl ConnectionTrait,
    id: PetitionId,
    now: DateTime<Utc>,
) -> Result<(petition::Model, State), NotReadable> {
    let row = petition::public(now).filter(petition::Column::Id.eq(id));
    let row = row.one(db).await?.ok_or(NotReadable::Unknown)?;
    let answer = campaign_of(db, &row).await?;
    let answer = answer.and_then(|campaign| campaign.answer_requested_by);
    match state_now(&row, answer, now) {
        State::Removed => Err(NotReadable::Removed),
        state if is_public(state) => Ok((row, state)),
        _ => Err(NotReadable::Unknown),
    }
}

async fn texts(
    db: &impl ConnectionTrait,
    row: &petition::Model,
    number: i32,
) -> Result<Vec<petition_text::Model>, DbErr> {
    let versions = versions_of(db, &[row.id]).await?;
    let version = versions.iter().find(|version| version.number == number);
    match version {
        Some(version) => texts_of(db, &[version.id]).await,
        None => Ok(vec![]),
    }
}

/// How a reader wants to see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    pub language: Option<&'a str>,
    pub accept_language: Option<&'a str>,
    /// An older version.
    pub version: Option<i32>,
}

/// The petition in one language, with an `ETag` over everything that is shown.
pub async fn find_public_petition(
    app: &App,
    id: PetitionId,
    wish: Wish<'_>,
) -> Result<(PublicPetition, String), NotReadable> {
    let db = &app.db.read;
    let (row, state) = readable(db, id, app.clock.now()).await?;
    let number = wish.version.unwrap_or(row.current_version);
    let texts = texts(db, &row, number).await?;
    let languages: Vec<String> = texts.iter().map(|text| text.language.clone()).collect();
    let language = choose(&languages, wish.language, wish.accept_language);
    let text = texts.iter().find(|text| Some(&text.language) == language);
    let text = text.ok_or(NotReadable::Unknown)?.clone();
    let owner = organization_of(db, row.organization_id).await?;
    let owner = owner.ok_or(NotReadable::Unknown)?;
    let campaign = campaign_of(db, &row).await?.ok_or(NotReadable::Unknown)?;
    let etag = format!(
        "\"{}.{}.{}.{}.{}.{number}\"",
        row.revision,
        campaign.revision,
        owner.revision,
        state.as_str(),
        text.language
    );
    let shown = shown(
        app,
        db,
        (row, state, number),
        campaign,
        owner,
        text,
        languages,
    )
    .await?;
    Ok((shown, etag))
}

async fn shown(
    app: &App,
    db: &impl ConnectionTrait,
    (row, state, number): (petition::Model, State, i32),
    campaign: campaign::Model,
    owner: organization::Model,
    text: petition_text::Model,
    languages: Vec<String>,
) -> Result<PublicPetition, DbErr> {
    let versions = versions_of(db, &[row.id]).await?;
    let demands = demands_in(db, &row, number).await?.into_iter();
    let demands = demands.map(|demand| demand.said_in(&text.language));
    let targets = targets_of(app, db, owner.id, &[campaign.id]).await?;
    let addressees = targets.into_iter().map(|(_, target)| PetitionAddressee {
        name: target.name,
        post: target.post,
        division: target.division,
    });
    Ok(PublicPetition {
        id: row.id,
        state,
        can_be_signed: can_be_signed(state),
        language: text.language.clone(),
        languages,
        title: text.title,
        body: text.body,
        version: number,
        versions: versions.into_iter().map(PetitionVersion::from).collect(),
        campaign: campaign.name,
        demands: demands.collect(),
        addressees: addressees.collect(),
        sender: sender(owner),
        goal: row.goal,
        opens_at: row.opens_at,
        closes_at: row.closes_at,
        closed_at: row.closed_at,
        answer_requested_by: campaign.answer_requested_by,
        agenda_item: campaign.agenda_item,
        workplace_threshold: row.workplace_threshold,
    })
}

/// The workplaces that signers of this petition may name.
pub async fn list_petition_workplaces(
    app: &App,
    id: PetitionId,
    page: Page,
) -> Result<PetitionWorkplaceList, NotReadable> {
    let (row, _) = readable(&app.db.read, id, app.clock.now()).await?;
    Ok(workplaces_for_signers(&app.db.read, row.organization_id, page).await?)
}

fn sender(owner: organization::Model) -> PetitionSender {
    PetitionSender {
        name: owner.name,
        contact_name: owner.contact_name,
        contact_title: owner.contact_title,
        contact_telephone: owner.contact_telephone,
        contact_email: owner.contact_email,
        is_demo: owner.is_demo,
    }
}

impl From<NotReadable> for Problem {
    fn from(error: NotReadable) -> Self {
        match error {
            NotReadable::Unknown => Self::new(known::NOT_FOUND),
            NotReadable::Removed => Self::new(known::PETITION_REMOVED),
            NotReadable::NotOpen => Self::new(known::PETITION_NOT_OPEN),
            NotReadable::Db(error) => error.into(),
        }
    }
}
