//! Writes the wording of one language, and takes a translation away.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};

use super::PetitionId;
use super::entity::{petition, petition_text, petition_version};
use super::find::{described, locked, organization_of, stored_state};
use super::frozen_demands::freeze_language;
use super::rules::{Dates, TextChange, effective, text_change};
use super::wire::{NewPetitionText, Petition};
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::http::fields::language as language_tag;
use crate::http::{Fields, IfMatch, Problem, SaveError, catalogue as known};
use crate::identity::Caller;

/// Why a wording stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeTextError {
    #[error("the text was signed, approved or is being moderated")]
    Frozen,
    #[error("there is no such translation")]
    NoTranslation,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// Replaces a wording while that is allowed; a language that is new may be added to a signed text too, since
/// nobody has signed those words.
pub async fn put_petition_text(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    language: &str,
    new: &NewPetitionText,
    if_match: &IfMatch,
) -> Result<Petition, ChangeTextError> {
    let mut fields = Fields::default();
    let (title, body) = (
        &fields.line("/title", &new.title, 200),
        &fields.text("/body", &new.body, 20_000),
    );
    fields.done().map_err(SaveError::from)?;
    let language = &language_tag(language).ok_or(SaveError::Unknown)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let open = open(app, tx, caller, id, if_match).await?;
            let there = open.texts.iter().find(|text| text.language == *language);
            match open.change {
                TextChange::InPlace => {}
                TextChange::NewVersion | TextChange::Translation
                    if there.is_none() && !open.moderated => {}
                _ => return Err(ChangeTextError::Frozen),
            }
            let row = petition_text::ActiveModel {
                version_id: Set(open.version),
                language: Set(language.clone()),
                title: Set(title.clone()),
                body: Set(body.clone()),
                is_original: Set(there.is_some_and(|text| text.is_original)),
                added_on: Set((open.change != TextChange::InPlace).then(|| app.clock.today())),
            };
            use petition_text::Column as C;
            let mut known = OnConflict::columns([C::VersionId, C::Language]);
            known.update_columns([C::Title, C::Body]);
            petition_text::Entity::insert(row)
                .on_conflict(known)
                .exec_without_returning(tx)
                .await?;
            if there.is_none() {
                freeze_language(tx, &open.petition, language).await?;
            }
            close(app, tx, caller, open.petition, "put_petition_text").await
        })
        .await
}

pub async fn remove_petition_text(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    language: &str,
    if_match: &IfMatch,
) -> Result<Petition, ChangeTextError> {
    let language = &language_tag(language).ok_or(ChangeTextError::NoTranslation)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let open = open(app, tx, caller, id, if_match).await?;
            let there = open.texts.iter().find(|text| text.language == *language);
            if there.is_none_or(|text| text.is_original) {
                return Err(ChangeTextError::NoTranslation);
            }
            if open.change != TextChange::InPlace {
                return Err(ChangeTextError::Frozen);
            }
            petition_text::Entity::delete_many()
                .filter(petition_text::Column::VersionId.eq(open.version))
                .filter(petition_text::Column::Language.eq(language.as_str()))
                .exec(tx)
                .await?;
            close(app, tx, caller, open.petition, "remove_petition_text").await
        })
        .await
}

/// A petition whose wording is looked at.
struct OpenText {
    petition: petition::Model,
    version: super::PetitionVersionId,
    texts: Vec<petition_text::Model>,
    change: TextChange,
    moderated: bool,
}

async fn open(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    id: PetitionId,
    if_match: &IfMatch,
) -> Result<OpenText, ChangeTextError> {
    let petition = locked(tx, caller.organization, id).await?;
    let petition = petition.ok_or(SaveError::Unknown)?;
    let read = if_match.check(petition.revision);
    read.map_err(|_| SaveError::Changed)?;
    let version = petition_version::of(caller.organization)
        .filter(petition_version::Column::PetitionId.eq(id))
        .filter(petition_version::Column::Number.eq(petition.current_version));
    let version = version.one(tx).await?.ok_or(SaveError::Unknown)?.id;
    let texts = super::find::texts_of(tx, &[version]).await?;
    let organization = organization_of(tx, caller.organization).await?;
    let moderated = organization.is_some_and(|row| row.moderates);
    Ok(OpenText {
        change: allowed(&petition, moderated, app.clock.now()),
        petition,
        version,
        texts,
        moderated,
    })
}

/// What a change of the text means now. A petition that waits for its opening date was opened all the same.
pub(super) fn allowed(
    petition: &petition::Model,
    moderated: bool,
    now: DateTime<Utc>,
) -> TextChange {
    let closing = Dates {
        closes_at: petition.closes_at,
        ..Dates::default()
    };
    let state = effective(stored_state(petition), &closing, now);
    text_change(state, moderated, petition.frozen_at.is_some())
}

async fn close(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    petition: petition::Model,
    action: &'static str,
) -> Result<Petition, ChangeTextError> {
    let revision = petition.revision + 1;
    let mut row = petition.into_active_model();
    row.revision = Set(revision);
    let row = row.update(tx).await?;
    let entry = audit::Action::new(caller.actor(), action, row.id);
    audit::record(app, tx, caller.organization, entry).await?;
    let changed = described(app, tx, vec![row]).await?;
    Ok(changed.into_iter().next().ok_or(SaveError::Unknown)?)
}

impl From<ChangeTextError> for Problem {
    fn from(error: ChangeTextError) -> Self {
        match error {
            ChangeTextError::Frozen => Self::new(known::PETITION_TEXT_FROZEN),
            ChangeTextError::NoTranslation => Self::new(known::NO_SUCH_TRANSLATION),
            ChangeTextError::Save(error) => error.into(),
            ChangeTextError::Db(error) => error.into(),
        }
    }
}
