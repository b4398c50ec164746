//! Operations on the organization.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::http::conditional::etag;
use crate::http::{Checked, IfMatch, Problem, Shown};
use crate::identity::organization::{change_organization, get_organization};
use crate::identity::wire::{ChangeOrganization, Organization};
use crate::identity::{Action, Caller};

/// Operations on the organization.
#[derive(Debug)]
pub struct OrganizationApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Identity")]
impl OrganizationApi {
    /// Read the organization
    ///
    /// The one that you belong to: how it works, and whom packets name for questions. Every member and key may.
    ///
    /// Problems: `unauthenticated`, `forbidden`.
    #[oai(
        path = "/organization",
        method = "get",
        operation_id = "get_organization"
    )]
    async fn get_organization(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Shown<Organization>, Problem> {
        caller.may(Action::ReadOrganization)?;
        let (organization, revision) = get_organization(&app, &caller).await?;
        Ok(Shown::Ok(Json(organization), etag(revision)))
    }

    /// Change the organization
    ///
    /// Its name, language, the smallest number that statistics show, how long sealed originals of testimony live,
    /// whether petitions are moderated, and the officer whom packets name for questions.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `invalid-body`,
    /// `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/organization",
        method = "patch",
        operation_id = "change_organization"
    )]
    async fn change_organization(
        &self,
        app: Data<&App>,
        caller: Caller,
        read: IfMatch,
        body: Checked<ChangeOrganization>,
    ) -> Result<Shown<Organization>, Problem> {
        caller.may(Action::EditOrganization)?;
        let (organization, revision) = change_organization(&app, &caller, &body.0, &read).await?;
        Ok(Shown::Ok(Json(organization), etag(revision)))
    }
}
