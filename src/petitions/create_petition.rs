//! Writes a petition down as a draft, with its original text and a deduplication key of its own.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, QueryFilter};

use super::entity::{petition, petition_text, petition_version};
use super::find::described;
use super::rules::{Dates, State};
use super::wire::{NewPetition, Petition};
use super::{PetitionId, PetitionVersionId};
use crate::app::App;
use crate::audit;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::idempotency::NotOnce;
use crate::http::{Fields, Invalid, Once, Problem, SaveError};
use crate::identity::Caller;
use crate::ids;
use crate::secrets::keyring::KeyFileError;

/// Never below this: so few names would tell who did not sign.
const WORKPLACE_THRESHOLD: i32 = 5;

/// Why there is no new petition.
#[derive(Debug, thiserror::Error)]
pub enum CreatePetitionError {
    #[error(transparent)]
    Key(#[from] KeyFileError),
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn create_petition(
    app: &App,
    caller: &Caller,
    new: &NewPetition,
    once: &Once,
) -> Result<Petition, CreatePetitionError> {
    let clean = &cleaned(new, app.clock.now()).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await.map_err(once_failed)? {
                return Ok(first);
            }
            let ours =
                campaign::of(caller.organization).filter(campaign::Column::Id.eq(new.campaign_id));
            if ours.one(tx).await?.is_none() {
                let detail = "must be a campaign of this organization";
                Err(SaveError::from(Invalid::at("/campaign_id", detail)))?;
            }
            let row = insert(app, tx, caller, new, clean).await?;
            app.entropy
                .with(|rng| app.petition_keys.create(rng, row.id.0))?;
            let entry = audit::Action::new(caller.actor(), "create_petition", row.id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = described(app, tx, vec![row]).await?;
            let made = made.into_iter().next().ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

fn once_failed(error: NotOnce) -> SaveError {
    error.into()
}

/// Language, title and body as they are kept.
struct Clean(String, String, String);

fn cleaned(new: &NewPetition, now: DateTime<Utc>) -> Result<Clean, Invalid> {
    let mut fields = Fields::default();
    let language = fields.language("/language", &new.language);
    let title = fields.line("/title", &new.title, 200);
    let body = fields.text("/body", &new.body, 20_000);
    check_dates(&mut fields, new.opens_at, new.closes_at, now);
    fields.done()?;
    Ok(Clean(language, title, body))
}

pub(super) fn check_dates(
    fields: &mut Fields,
    opens_at: Option<DateTime<Utc>>,
    closes_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) {
    let dates = Dates {
        opens_at,
        closes_at,
        answer_by: None,
    };
    if dates.check().is_err() {
        fields.refuse("/closes_at", "must be after opens_at");
    }
    if closes_at.is_some_and(|at| at <= now) {
        fields.refuse("/closes_at", "must be in the future");
    }
}

async fn insert(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    new: &NewPetition,
    Clean(language, title, body): &Clean,
) -> Result<petition::Model, DbErr> {
    let now = app.clock.now();
    let row = petition::ActiveModel {
        id: Set(PetitionId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(caller.organization),
        campaign_id: Set(new.campaign_id),
        state: Set(State::Draft.as_str().to_owned()),
        reason: Set(None),
        opens_at: Set(new.opens_at.map(whole_milliseconds)),
        closes_at: Set(new.closes_at.map(whole_milliseconds)),
        closed_at: Set(None),
        goal: Set(new.goal),
        workplace_threshold: Set(new.workplace_threshold.unwrap_or(WORKPLACE_THRESHOLD)),
        current_version: Set(1),
        frozen_at: Set(None),
        revision: Set(1),
        created_at: Set(now),
    };
    let row = row.insert(tx).await?;
    let version = insert_version(app, tx, &row, None).await?;
    let text = petition_text::ActiveModel {
        version_id: Set(version),
        language: Set(language.clone()),
        title: Set(title.clone()),
        body: Set(body.clone()),
        is_original: Set(true),
        added_on: Set(None),
    };
    text.insert(tx).await?;
    Ok(row)
}

/// The row of the petition's present version number.
pub(super) async fn insert_version(
    app: &App,
    tx: &Tx,
    petition: &petition::Model,
    correction_note: Option<String>,
) -> Result<PetitionVersionId, DbErr> {
    let id = PetitionVersionId(ids::timely(&app.clock, &app.entropy));
    let version = petition_version::ActiveModel {
        id: Set(id),
        organization_id: Set(petition.organization_id),
        petition_id: Set(petition.id),
        number: Set(petition.current_version),
        correction_note: Set(correction_note),
        demands: Set(None),
        created_at: Set(app.clock.now()),
    };
    version.insert(tx).await?;
    Ok(id)
}

/// As the clock keeps time, so that a date reads the same from either database.
pub(super) fn whole_milliseconds(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

impl From<CreatePetitionError> for Problem {
    fn from(error: CreatePetitionError) -> Self {
        match error {
            CreatePetitionError::Key(error) => Self::broken("petition-keys", &error),
            CreatePetitionError::Save(error) => error.into(),
            CreatePetitionError::Db(error) => error.into(),
        }
    }
}
