//! Corrects a text that was signed: a new version beside it, shown as such, with a note of what was corrected.

use std::collections::HashSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait, IntoActiveModel};

use super::create_petition::insert_version;
use super::entity::petition_text;
use super::find::{described, locked, organization_of, stored_state};
use super::frozen_demands::freeze_demands;
use super::rules::{State, TextChange};
use super::texts::allowed;
use super::wire::{NewPetitionVersion, NewVersionText, Petition};
use super::{PetitionId, PetitionVersionId};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, Once, Problem, SaveError, catalogue as known};
use crate::identity::{Action, Caller};

/// Why there is no new version.
#[derive(Debug, thiserror::Error)]
pub enum CreateVersionError {
    #[error("a draft is changed in place, and a petition that is over keeps its text")]
    Refused,
    #[error("only those who moderate may correct what was moderated")]
    ForModerators,
    #[error(transparent)]
    Save(#[from] SaveError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn create_petition_version(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    new: &NewPetitionVersion,
    once: &Once,
    if_match: &IfMatch,
) -> Result<Petition, CreateVersionError> {
    let (note, texts) = &cleaned(new).map_err(SaveError::from)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await.map_err(SaveError::from)? {
                return Ok(first);
            }
            let found = locked(tx, caller.organization, id).await?;
            let found = found.ok_or(SaveError::Unknown)?;
            let read = if_match.check(found.revision);
            read.map_err(|_| SaveError::Changed)?;
            let organization = organization_of(tx, caller.organization).await?;
            let moderated = organization.is_some_and(|row| row.moderates);
            let change = allowed(&found, moderated, app.clock.now());
            let is_over = matches!(change, TextChange::Translation | TextChange::Refused);
            if is_over || stored_state(&found) == State::Draft {
                return Err(CreateVersionError::Refused);
            }
            if moderated && caller.may(Action::ModeratePetitions).is_err() {
                return Err(CreateVersionError::ForModerators);
            }
            let mut row = found.clone().into_active_model();
            row.current_version = Set(found.current_version + 1);
            row.revision = Set(found.revision + 1);
            let row = row.update(tx).await?;
            let version = insert_version(app, tx, &row, Some(note.clone())).await?;
            let rows = texts.iter().enumerate();
            let rows = rows.map(|(at, text)| text_row(version, at, text));
            petition_text::Entity::insert_many(rows)
                .exec_without_returning(tx)
                .await?;
            if row.frozen_at.is_some() {
                freeze_demands(tx, &[row.id]).await?;
            }
            let entry = audit::Action::new(caller.actor(), "create_petition_version", id);
            audit::record(app, tx, caller.organization, entry).await?;
            let made = described(app, tx, vec![row]).await?;
            let made = made.into_iter().next().ok_or(SaveError::Unknown)?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

fn cleaned(new: &NewPetitionVersion) -> Result<(String, Vec<NewVersionText>), Invalid> {
    let mut fields = Fields::default();
    let note = fields.line("/correction_note", &new.correction_note, 1000);
    let mut seen = HashSet::new();
    let mut texts = Vec::with_capacity(new.texts.len());
    for (at, text) in new.texts.iter().enumerate() {
        let pointer = format!("/texts/{at}/language");
        texts.push(NewVersionText {
            language: fields.own_language(pointer, &text.language, &mut seen),
            title: fields.line(format!("/texts/{at}/title"), &text.title, 200),
            body: fields.text(format!("/texts/{at}/body"), &text.body, 20_000),
        });
    }
    fields.done()?;
    Ok((note, texts))
}

fn text_row(
    version: PetitionVersionId,
    at: usize,
    text: &NewVersionText,
) -> petition_text::ActiveModel {
    petition_text::ActiveModel {
        version_id: Set(version),
        language: Set(text.language.clone()),
        title: Set(text.title.clone()),
        body: Set(text.body.clone()),
        is_original: Set(at == 0),
        added_on: Set(None),
    }
}

impl From<CreateVersionError> for Problem {
    fn from(error: CreateVersionError) -> Self {
        match error {
            CreateVersionError::Refused => Self::new(known::PETITION_TEXT_FROZEN).because(
                "A draft is changed in place; a petition that was delivered keeps its text.",
            ),
            CreateVersionError::ForModerators => Self::new(known::FORBIDDEN),
            CreateVersionError::Save(error) => error.into(),
            CreateVersionError::Db(error) => error.into(),
        }
    }
}
