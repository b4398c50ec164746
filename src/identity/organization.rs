//! Reads and changes the organization: how it works, and whom packets name for questions.

use data_encoding::HEXLOWER;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, IntoActiveModel,
    QueryFilter,
};
use serde_json::json;

use super::entity::organization::{ActiveModel, Column, Model, for_jobs};
use super::texts::{self, Unfit};
use super::wire::{ChangeOrganization, ContactOfficer, Organization};
use super::{Caller, OrganizationId};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::{IfMatch, Problem, catalogue as known};

/// Why the organization stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeOrganizationError {
    #[error(transparent)]
    Unfit(#[from] Unfit),
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
    row.ok_or_else(|| DbErr::RecordNotFound("organization".to_owned()))
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
            let row = find(tx, caller.organization).await?;
            read.check(row.revision)
                .map_err(|_| ChangeOrganizationError::Changed)?;
            let (revision, k) = (row.revision + 1, row.k);
            let mut row = row.into_active_model();
            row.revision = Set(revision);
            apply(&mut row, change)?;
            let row = row.update(tx).await?;
            let mut entry =
                Action::new(caller.actor(), "change_organization", caller.organization);
            if row.k != k {
                entry = entry.detail(json!({"k": row.k, "k_before": k}));
            }
            audit::record(app, tx, caller.organization, entry).await?;
            Ok((row.into(), revision))
        })
        .await
}

fn apply(row: &mut ActiveModel, change: &ChangeOrganization) -> Result<(), Unfit> {
    if let Some(name) = &change.name {
        row.name = Set(texts::name("/name", name)?);
    }
    if let Some(language) = &change.language {
        row.language = Set(texts::language("/language", language)?);
    }
    if let Some(moderates) = change.moderates {
        row.moderates = Set(moderates);
    }
    if let Some(k) = change.k {
        row.k = Set(k);
    }
    if let Some(contact) = &change.contact {
        let (title, telephone, email) = (&contact.title, &contact.telephone, &contact.email);
        let line = |pointer, text: &Option<String>| {
            let line = text.as_deref().map(|text| texts::line(pointer, text));
            line.transpose()
        };
        row.contact_name = Set(Some(texts::name("/contact/name", &contact.name)?));
        row.contact_title = Set(line("/contact/title", title)?);
        row.contact_telephone = Set(line("/contact/telephone", telephone)?);
        let email = email.as_deref();
        let email = email.map(|email| texts::address("/contact/email", email));
        let email = email.transpose()?;
        row.contact_email = Set(email.map(|email| email.expose().to_owned()));
    }
    Ok(())
}

impl From<Model> for Organization {
    fn from(row: Model) -> Self {
        let contact = row.contact_name.map(|name| ContactOfficer {
            name,
            title: row.contact_title,
            telephone: row.contact_telephone,
            email: row.contact_email,
        });
        Self {
            id: row.id,
            name: row.name,
            language: row.language,
            moderates: row.moderates,
            k: row.k,
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
            ChangeOrganizationError::Unfit(unfit) => unfit.into(),
            ChangeOrganizationError::Changed => Self::new(known::PRECONDITION_FAILED),
            ChangeOrganizationError::Db(error) => error.into(),
        }
    }
}
