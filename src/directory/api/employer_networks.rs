//! Operations on employer networks.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Tag;
use crate::app::App;
use crate::directory::EmployerNetworkId;
use crate::directory::employers::{
    create_employer_network, list_employer_networks, remove_employer_network,
};
use crate::directory::wire::{EmployerNetwork, EmployerNetworkList, NewEmployerNetwork};
use crate::http::{Checked, Created, Idempotency, Listed, NoContent, Problem};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Operations on employer networks.
#[derive(Debug)]
pub struct EmployerNetworksApi;

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl EmployerNetworksApi {
    /// List employer networks
    ///
    /// In the order in which they were made.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/employer-networks",
        method = "get",
        operation_id = "list_employer_networks"
    )]
    async fn list_employer_networks(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Where the page begins: `next` of the page before.
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<EmployerNetworkList>, Problem> {
        caller.may(Action::ReadDirectory)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_employer_networks(&app, caller.organization, page).await?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Create a network of the employer
    ///
    /// Requests from it are answered `employer-network` until they say that they know the risk.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `malformed-json`, `invalid-body`, `already-exists`, `idempotency-key-reused`.
    #[oai(
        path = "/employer-networks",
        method = "post",
        operation_id = "create_employer_network"
    )]
    async fn create_employer_network(
        &self,
        app: Data<&App>,
        caller: Caller,
        idempotency: Idempotency,
        body: Checked<NewEmployerNetwork>,
    ) -> Result<Created<EmployerNetwork>, Problem> {
        caller.may(Action::EditDirectory)?;
        let once = idempotency.bind(&app, &caller.actor(), "create_employer_network", &body.0);
        let made = create_employer_network(&app, &caller, &body.0, &once).await?;
        let place = format!("/v1/employer-networks/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Remove a network of the employer
    ///
    /// It is gone at once; a second time answers 404.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/employer-networks/:employer_network_id",
        method = "delete",
        operation_id = "remove_employer_network"
    )]
    async fn remove_employer_network(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The id of the network of the employer.
        employer_network_id: Path<EmployerNetworkId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditDirectory)?;
        remove_employer_network(&app, &caller, employer_network_id.0).await?;
        Ok(NoContent::Done)
    }
}
