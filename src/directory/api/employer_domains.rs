//! Operations on employer domains.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::EmployerDomainId;
use crate::directory::employers::{
    create_employer_domain, list_employer_domains, remove_employer_domain,
};
use crate::directory::wire::{EmployerDomain, EmployerDomainList, NewEmployerDomain};
use crate::http::{Checked, Created, Idempotency, Listed, NoContent, Problem};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on employer domains.
#[derive(Debug)]
pub struct EmployerDomainsApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl EmployerDomainsApi {
    /// List employer domains
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/employer-domains",
        method = "get",
        operation_id = "list_employer_domains"
    )]
    async fn list_employer_domains(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<EmployerDomainList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_employer_domains(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a mail domain of the employer
    ///
    /// Signing with an address in it is answered `employer-address` until the signer says that they know the risk.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(
        path = "/employer-domains",
        method = "post",
        operation_id = "create_employer_domain"
    )]
    async fn create_employer_domain(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewEmployerDomain>,
    ) -> Result<Created<EmployerDomain>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_employer_domain", &body.0);
        let made = create_employer_domain(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/employer-domains/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Remove a mail domain of the employer
    ///
    /// It is gone at once; a second time answers 404.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/employer-domains/:employer_domain_id",
        method = "delete",
        operation_id = "remove_employer_domain"
    )]
    async fn remove_employer_domain(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the mail domain of the employer.
        employer_domain_id: Path<EmployerDomainId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditDirectory)?;
        remove_employer_domain(&app, &caller, employer_domain_id.0).await?;
        Ok(NoContent::Done)
    }
}
