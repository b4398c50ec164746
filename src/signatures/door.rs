//! What has to be known of petitions and their organizations before a signature is let in, loaded once for a whole batch.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::sign::{Ballot, SignRefused};
use crate::db::Tx;
use crate::db::many::among;
use crate::directory::entity::{employer_domain, employer_network, postal_code, workplace};
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::OrganizationId;
use crate::petitions::entity::petition;
use crate::petitions::rules::{self as petition_rules, Dates, State};
use crate::petitions::{PetitionId, freeze_demands};

/// A petition as signers meet it.
#[derive(Debug)]
pub struct Doors {
    petitions: HashMap<PetitionId, petition::Model>,
    domains: HashMap<OrganizationId, Vec<String>>,
    networks: HashMap<OrganizationId, Vec<IpNet>>,
    workplaces: HashMap<WorkplaceId, (OrganizationId, Option<DivisionId>)>,
    postal_codes: HashMap<(OrganizationId, String), Option<DivisionId>>,
}

/// Where a ballot goes that was let in.
#[derive(Clone, Copy, Debug)]
pub struct Admitted {
    pub organization: OrganizationId,
    pub version: i32,
    pub workplace: Option<WorkplaceId>,
    pub division: Option<DivisionId>,
}

pub fn state_now(petition: &petition::Model, now: DateTime<Utc>) -> Option<State> {
    let stored = petition.state.parse().ok()?;
    let dates = Dates {
        opens_at: petition.opens_at,
        closes_at: petition.closes_at,
        answer_by: None,
    };
    Some(petition_rules::effective(stored, &dates, now))
}

/// The petitions of these ids, for a batch.
pub async fn petitions(
    db: &impl ConnectionTrait,
    ids: HashSet<PetitionId>,
) -> Result<HashMap<PetitionId, petition::Model>, DbErr> {
    let ids = ids.into_iter().map(|id| id.0);
    let found =
        petition::for_jobs().filter(among(db.get_database_backend(), petition::Column::Id, ids));
    Ok(found
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect())
}

impl Doors {
    pub async fn load(db: &impl ConnectionTrait, ballots: &[Ballot]) -> Result<Self, DbErr> {
        let backend = db.get_database_backend();
        let petitions =
            petitions(db, ballots.iter().map(|ballot| ballot.petition).collect()).await?;
        let ours: HashSet<_> = petitions
            .values()
            .map(|petition| petition.organization_id.0)
            .collect();
        let mut domains: HashMap<_, Vec<_>> = HashMap::new();
        let found = employer_domain::for_jobs().filter(among(
            backend,
            employer_domain::Column::OrganizationId,
            ours.iter().copied(),
        ));
        for row in found.all(db).await? {
            domains
                .entry(row.organization_id)
                .or_default()
                .push(row.domain);
        }
        let mut networks: HashMap<_, Vec<_>> = HashMap::new();
        let found = employer_network::for_jobs().filter(among(
            backend,
            employer_network::Column::OrganizationId,
            ours.iter().copied(),
        ));
        for row in found.all(db).await? {
            networks
                .entry(row.organization_id)
                .or_default()
                .extend(row.network.parse::<IpNet>());
        }
        let mut workplaces = HashMap::new();
        let named: HashSet<_> = ballots
            .iter()
            .filter_map(|ballot| ballot.workplace)
            .map(|id| id.0)
            .collect();
        if !named.is_empty() {
            let found = workplace::for_jobs().filter(among(backend, workplace::Column::Id, named));
            for row in found.all(db).await? {
                workplaces.insert(row.id, (row.organization_id, row.division_id));
            }
        }
        let mut postal_codes = HashMap::new();
        let codes: HashSet<_> = ballots
            .iter()
            .filter_map(|ballot| ballot.postal_code.clone())
            .collect();
        if !codes.is_empty() {
            let codes = postal_code::Column::Code.is_in(codes);
            let found = postal_code::for_jobs().filter(among(
                backend,
                postal_code::Column::OrganizationId,
                ours.iter().copied(),
            ));
            for row in found.filter(codes).all(db).await? {
                // A code that lies in several divisions tells of none: a signer is counted where they live, or nowhere.
                postal_codes
                    .entry((row.organization_id, row.code))
                    .and_modify(|division| *division = None)
                    .or_insert(Some(row.division_id));
            }
        }
        Ok(Self {
            petitions,
            domains,
            networks,
            workplaces,
            postal_codes,
        })
    }

    pub fn judge(&self, ballot: &Ballot, now: DateTime<Utc>) -> Result<Admitted, SignRefused> {
        let petition = self
            .petitions
            .get(&ballot.petition)
            .ok_or(SignRefused::NoPetition)?;
        match state_now(petition, now) {
            Some(state) if petition_rules::can_be_signed(state) => {}
            Some(State::Removed) => return Err(SignRefused::Removed),
            Some(state) if petition_rules::is_public(state) => return Err(SignRefused::NotOpen),
            _ => return Err(SignRefused::NoPetition),
        }
        let organization = petition.organization_id;
        if !ballot.accept_risk {
            self.guard(organization, ballot)?;
        }
        let at_work = match ballot.workplace {
            None => None,
            Some(id) => match self.workplaces.get(&id) {
                Some((owner, division)) if *owner == organization => Some((id, *division)),
                _ => return Err(SignRefused::NoWorkplace),
            },
        };
        let at_home = ballot.postal_code.as_ref();
        let at_home = at_home.and_then(|code| self.postal_codes.get(&(organization, code.clone())));
        Ok(Admitted {
            organization,
            version: petition.current_version,
            workplace: at_work.map(|(id, _)| id),
            division: at_work
                .and_then(|(_, division)| division)
                .or(at_home.copied().flatten()),
        })
    }

    fn guard(&self, organization: OrganizationId, ballot: &Ballot) -> Result<(), SignRefused> {
        let domains = self.domains.get(&organization).into_iter().flatten();
        if domains
            .into_iter()
            .any(|domain| ballot.address.is_within(domain))
        {
            return Err(SignRefused::EmployerAddress);
        }
        let networks = self.networks.get(&organization).into_iter().flatten();
        let inside = |client: IpAddr| networks.clone().any(|network| network.contains(&client));
        match ballot.client {
            Some(client) if inside(client.reveal()) => Err(SignRefused::EmployerNetwork),
            _ => Ok(()),
        }
    }

    /// Those whose text has to be frozen now, since somebody signs it.
    pub fn unfrozen(&self, signed: &HashSet<PetitionId>) -> Vec<PetitionId> {
        let mut ids: Vec<_> = signed
            .iter()
            .copied()
            .filter(|id| {
                self.petitions
                    .get(id)
                    .is_some_and(|petition| petition.frozen_at.is_none())
            })
            .collect();
        ids.sort();
        ids
    }
}

pub async fn freeze(tx: &Tx, petitions: Vec<PetitionId>, now: DateTime<Utc>) -> Result<(), DbErr> {
    use petition::Column as C;
    if petitions.is_empty() {
        return Ok(());
    }
    freeze_demands(tx, &petitions).await?;
    petition::Entity::update_many()
        .col_expr(C::FrozenAt, now.into())
        .filter(C::Id.is_in(petitions))
        .filter(C::FrozenAt.is_null())
        .exec(tx)
        .await
        .map(drop)
}
