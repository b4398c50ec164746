//! Writes imported mail domains and networks of the employer; known ones stay.

use std::collections::HashSet;

use sea_orm::ActiveValue::Set;

use super::{Book, Entry, insert_all};
use crate::app::App;
use crate::db::Tx;
use crate::directory::entity::{employer_domain, employer_network};
use crate::directory::import::Line;
use crate::directory::import::employers::EmployerAddress;
use crate::directory::{EmployerDomainId, EmployerNetworkId};
use crate::http::SaveError;
use crate::identity::OrganizationId;
use crate::ids;

impl Entry for EmployerAddress {
    async fn write(
        app: &App,
        tx: &Tx,
        organization: OrganizationId,
        rows: &[Line<Self>],
        book: &mut Book,
    ) -> Result<(), SaveError> {
        let domains = employer_domain::of(organization).all(tx).await?;
        let networks = employer_network::of(organization).all(tx).await?;
        let domains = domains.into_iter().map(|row| row.domain);
        let known: HashSet<String> = domains
            .chain(networks.into_iter().map(|row| row.network))
            .collect();
        let (mut new_domains, mut new_networks) = (Vec::new(), Vec::new());
        for Line { row, .. } in rows {
            let id = ids::timely(&app.clock, &app.entropy);
            match row {
                Self::Domain(name) if known.contains(name) => book.unchanged += 1,
                Self::Network(network) if known.contains(&network.to_string()) => {
                    book.unchanged += 1;
                }
                Self::Domain(name) => new_domains.push(employer_domain::ActiveModel {
                    id: Set(EmployerDomainId(id)),
                    organization_id: Set(organization),
                    domain: Set(name.clone()),
                }),
                Self::Network(network) => new_networks.push(employer_network::ActiveModel {
                    id: Set(EmployerNetworkId(id)),
                    organization_id: Set(organization),
                    network: Set(network.to_string()),
                }),
            }
        }
        book.imported += (new_domains.len() + new_networks.len()) as u64;
        insert_all(tx, new_domains).await?;
        Ok(insert_all(tx, new_networks).await?)
    }
}
