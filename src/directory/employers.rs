//! The employer's mail domains and networks, from which signing and testifying are answered with a warning first.

use std::net::IpAddr;

use ipnet::IpNet;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::{employer_domain, employer_network};
use super::import::employers::{EmployerAddress, employer_address};
use super::wire::{
    EmployerDomain, EmployerDomainList, EmployerNetwork, EmployerNetworkList, NewEmployerDomain,
    NewEmployerNetwork,
};
use super::{EmployerDomainId, EmployerNetworkId};
use crate::app::App;
use crate::audit;
use crate::http::{Invalid, Once, SaveError};
use crate::identity::{Caller, OrganizationId};
use crate::ids;
use crate::listen::Nearby;
use crate::page::Page;

pub async fn create_employer_domain(
    app: &App,
    caller: &Caller,
    new: &NewEmployerDomain,
    once: &Once,
) -> Result<EmployerDomain, SaveError> {
    let domain = &match employer_address(&new.domain) {
        Ok(EmployerAddress::Domain(domain)) => domain,
        Ok(EmployerAddress::Network(_)) => Err(Invalid::at("/domain", "is a network"))?,
        Err(reason) => Err(Invalid::at("/domain", reason.to_string()))?,
    };
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let id = EmployerDomainId(ids::timely(&app.clock, &app.entropy));
            let row = employer_domain::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                domain: Set(domain.clone()),
            };
            let made = EmployerDomain::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_employer_domain", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn create_employer_network(
    app: &App,
    caller: &Caller,
    new: &NewEmployerNetwork,
    once: &Once,
) -> Result<EmployerNetwork, SaveError> {
    let network = &match employer_address(&new.network) {
        Ok(EmployerAddress::Network(network)) => network,
        Ok(EmployerAddress::Domain(_)) => Err(Invalid::at("/network", "is a domain"))?,
        Err(reason) => Err(Invalid::at("/network", reason.to_string()))?,
    };
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let id = EmployerNetworkId(ids::timely(&app.clock, &app.entropy));
            let row = employer_network::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                network: Set(network.to_string()),
            };
            let made = EmployerNetwork::from(row.insert(tx).await?);
            let entry = audit::Action::new(caller.actor(), "create_employer_network", id);
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn remove_employer_domain(
    app: &App,
    caller: &Caller,
    id: EmployerDomainId,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let gone = employer_domain::Entity::delete_many()
                .filter(employer_domain::Column::OrganizationId.eq(caller.organization))
                .filter(employer_domain::Column::Id.eq(id))
                .exec(tx)
                .await?;
            if gone.rows_affected == 0 {
                return Err(SaveError::Unknown);
            }
            let entry = audit::Action::new(caller.actor(), "remove_employer_domain", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

pub async fn remove_employer_network(
    app: &App,
    caller: &Caller,
    id: EmployerNetworkId,
) -> Result<(), SaveError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let gone = employer_network::Entity::delete_many()
                .filter(employer_network::Column::OrganizationId.eq(caller.organization))
                .filter(employer_network::Column::Id.eq(id))
                .exec(tx)
                .await?;
            if gone.rows_affected == 0 {
                return Err(SaveError::Unknown);
            }
            let entry = audit::Action::new(caller.actor(), "remove_employer_network", id);
            Ok(audit::record(app, tx, caller.organization, entry).await?)
        })
        .await
}

pub async fn list_employer_domains(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<EmployerDomainList, DbErr> {
    let mut rows = employer_domain::of(organization).order_by_asc(employer_domain::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(employer_domain::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(EmployerDomain::from).collect();
    Ok(EmployerDomainList { items, next })
}

pub async fn list_employer_networks(
    app: &App,
    organization: OrganizationId,
    page: Page,
) -> Result<EmployerNetworkList, DbErr> {
    let mut rows = employer_network::of(organization).order_by_asc(employer_network::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(employer_network::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(EmployerNetwork::from).collect();
    Ok(EmployerNetworkList { items, next })
}

/// Whether an address in this domain, or in one below it, is the employer's.
pub async fn is_employer_domain(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    domain: &str,
) -> Result<bool, DbErr> {
    let found = employer_domain::of(organization)
        .filter(employer_domain::Column::Domain.is_in(suffixes(&domain.to_lowercase())));
    Ok(found.one(db).await?.is_some())
}

/// `mail.county.example`, `county.example`, `example`.
fn suffixes(domain: &str) -> Vec<String> {
    let labels: Vec<&str> = domain.split('.').collect();
    (0..labels.len().min(20))
        .map(|from| labels[from..].join("."))
        .collect()
}

/// Whether a request from this address comes through the employer's network.
pub async fn is_employer_network(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    address: IpAddr,
) -> Result<bool, DbErr> {
    let address = address.to_canonical();
    let rows = employer_network::of(organization).all(db).await?;
    let holds = |row: &employer_network::Model| {
        row.network
            .parse::<IpNet>()
            .is_ok_and(|network| network.contains(&address))
    };
    Ok(rows.iter().any(holds))
}

/// Whether a witness has to be warned: the employer can see that somebody reaches this service. Reads, and keeps nothing.
pub async fn is_at_work(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    nearby: Nearby,
    accept_risk: Option<bool>,
) -> Result<bool, DbErr> {
    match nearby.0 {
        Some(client) if accept_risk != Some(true) => {
            is_employer_network(db, organization, client.reveal()).await
        }
        _ => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_domain_lies_in_itself_and_in_those_above() {
        assert_eq!(
            super::suffixes("mail.county.example"),
            ["mail.county.example", "county.example", "example"]
        );
    }
}
