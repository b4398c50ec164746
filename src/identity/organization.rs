//! Reads and changes the organization: how it works, and whom packets name for questions.

use std::collections::HashSet;

use data_encoding::HEXLOWER;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter, QuerySelect,
};
use serde_json::json;

use super::entity::organization::{ActiveModel, Column, Model, for_jobs};
use super::wire::{ChangeOrganization, ContactOfficer, OfficerTitle, Organization};
use super::{Caller, OrganizationId};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::{Fields, IfMatch, Invalid, Problem, catalogue as known};

/// Why the organization stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeOrganizationError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("it has changed since it was read")]
    Changed,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn get_organization(
    app: &App,
    caller: &Caller,
) -> Result<(Organization, i32), ChangeOrganizationError> {
    let row = find(&app.db.read, caller.organization).await?;
    let revision = row.revision;
    Ok((row.into(), revision))
}

async fn find(db: &impl ConnectionTrait, id: OrganizationId) -> Result<Model, DbErr> {
    let row = for_jobs().filter(Column::Id.eq(id)).one(db).await?;
    row.ok_or_else(missing)
}

fn missing() -> DbErr {
    DbErr::RecordNotFound("organization".to_owned())
}

/// Why a name on the command line names no organization.
#[derive(Debug, thiserror::Error)]
pub enum FindOrganizationError {
    #[error("there is no organization of this id or name")]
    Nobody,
    #[error("several organizations have this name: say which by its id")]
    Several,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// By id or exact name, for the command line.
pub async fn find_organization(
    app: &App,
    called: &str,
) -> Result<OrganizationId, FindOrganizationError> {
    let which = match called.parse::<OrganizationId>() {
        Ok(id) => Column::Id.eq(id),
        Err(_) => Column::Name.eq(called),
    };
    let found = for_jobs().filter(which).all(&app.db.read).await?;
    match found.as_slice() {
        [one] => Ok(one.id),
        [] => Err(FindOrganizationError::Nobody),
        _ => Err(FindOrganizationError::Several),
    }
}

pub async fn language_of(db: &impl ConnectionTrait, id: OrganizationId) -> Result<String, DbErr> {
    Ok(find(db, id).await?.language)
}

pub async fn change_organization(
    app: &App,
    caller: &Caller,
    change: &ChangeOrganization,
    read: &IfMatch,
) -> Result<(Organization, i32), ChangeOrganizationError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = for_jobs().filter(Column::Id.eq(caller.organization));
            let found = found.lock_exclusive().one(tx).await?;
            let row = found.ok_or_else(missing)?;
            read.check(row.revision)
                .map_err(|_| ChangeOrganizationError::Changed)?;
            let (revision, k, days) = (row.revision + 1, row.k, row.retention_days);
            let mut row = row.into_active_model();
            row.revision = Set(revision);
            apply(&mut row, change)?;
            let row = row.update(tx).await?;
            let mut entry = Action::new(caller.actor(), "change_organization", caller.organization);
            if (row.k, row.retention_days) != (k, days) {
                entry = entry.detail(json!({
                    "k": row.k,
                    "k_before": k,
                    "retention_days": row.retention_days,
                    "retention_days_before": days,
                }));
            }
            audit::record(app, tx, caller.organization, entry).await?;
            Ok((row.into(), revision))
        })
        .await
}

fn apply(row: &mut ActiveModel, change: &ChangeOrganization) -> Result<(), Invalid> {
    let mut fields = Fields::default();
    if let Some(name) = &change.name {
        row.name = Set(fields.name("/name", name, 120));
    }
    if let Some(language) = &change.language {
        row.language = Set(fields.language("/language", language));
    }
    if let Some(moderates) = change.moderates {
        row.moderates = Set(moderates);
    }
    if let Some(k) = change.k {
        row.k = Set(k);
    }
    if let Some(days) = change.retention_days {
        row.retention_days = Set(days);
    }
    if let Some(contact) = &change.contact {
        let (title, telephone) = (contact.title.as_deref(), contact.telephone.as_deref());
        let email = fields.maybe_address("/contact/email", contact.email.as_deref());
        row.contact_name = Set(Some(fields.name("/contact/name", &contact.name, 120)));
        row.contact_title = Set(fields.maybe_line("/contact/title", title, 120));
        row.contact_titles = Set(titles(
            &mut fields,
            contact.titles.as_deref().unwrap_or_default(),
        ));
        row.contact_telephone = Set(fields.maybe_line("/contact/telephone", telephone, 40));
        row.contact_email = Set(email);
    }
    fields.done()
}

fn titles(fields: &mut Fields, new: &[OfficerTitle]) -> String {
    let (mut titles, mut seen) = (Vec::with_capacity(new.len()), HashSet::new());
    for (at, one) in new.iter().enumerate() {
        let field = |name: &str| format!("/contact/titles/{at}/{name}");
        let language = fields.own_language(field("language"), &one.language, &mut seen);
        let title = fields.line(field("title"), &one.title, 120);
        titles.push(OfficerTitle { language, title });
    }
    serde_json::to_string(&titles).unwrap_or_else(|_| "[]".to_owned())
}

/// What the contact officer is called in other languages.
pub fn titles_of(row: &Model) -> Vec<OfficerTitle> {
    serde_json::from_str(&row.contact_titles).unwrap_or_default()
}

impl From<Model> for Organization {
    fn from(row: Model) -> Self {
        let titles = titles_of(&row);
        let contact = row.contact_name.map(|name| ContactOfficer {
            name,
            title: row.contact_title,
            titles: (!titles.is_empty()).then_some(titles),
            telephone: row.contact_telephone,
            email: row.contact_email,
        });
        Self {
            id: row.id,
            name: row.name,
            language: row.language,
            moderates: row.moderates,
            k: row.k,
            retention_days: row.retention_days,
            public_key: HEXLOWER.encode(&row.public_key),
            contact,
            is_demo: row.is_demo,
            created_at: row.created_at,
        }
    }
}

impl From<ChangeOrganizationError> for Problem {
    fn from(error: ChangeOrganizationError) -> Self {
        match error {
            ChangeOrganizationError::Invalid(invalid) => invalid.into(),
            ChangeOrganizationError::Changed => Self::new(known::PRECONDITION_FAILED),
            ChangeOrganizationError::Db(error) => error.into(),
        }
    }
}
