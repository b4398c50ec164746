//! What has to be known of petitions and their organizations before a signature is let in, loaded once for a whole batch.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QuerySelect,
    QueryTrait,
};

use super::sign::{Ballot, SignRefused};
use crate::db::Tx;
use crate::db::many::among;
use crate::directory::entity::{postal_code, workplace};
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::OrganizationId;
use crate::petitions::entity::petition;
use crate::petitions::rules::{self as petition_rules, Dates, State};
use crate::petitions::{PetitionId, freeze_demands};

/// A petition as signers meet it.
#[derive(Debug, Default)]
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

/// Texts of all rows in one, since a mail domain has no space and a network has none either.
const DOMAINS: &str = "(SELECT string_agg(domain, ' ') FROM employer_domain \
    WHERE employer_domain.organization_id = petition.organization_id)";
const NETWORKS: &str = "(SELECT string_agg(network, ' ') FROM employer_network \
    WHERE employer_network.organization_id = petition.organization_id)";

impl Doors {
    /// One question to the database for most batches: whoever waits for a crowd waits for each of them.
    pub async fn load(db: &impl ConnectionTrait, ballots: &[Ballot]) -> Result<Self, DbErr> {
        let mut doors = Self::default();
        let ids: HashSet<_> = ballots.iter().map(|ballot| ballot.petition.0).collect();
        let found = petition::for_jobs()
            .filter(among(db.get_database_backend(), petition::Column::Id, ids))
            .expr_as(Expr::cust(DOMAINS), "domains")
            .expr_as(Expr::cust(NETWORKS), "networks");
        for row in db.query_all(&found.into_query()).await? {
            let petition = petition::Model::from_query_result(&row, "")?;
            let domains: Option<String> = row.try_get("", "domains")?;
            let networks: Option<String> = row.try_get("", "networks")?;
            let words = |text: Option<String>| text.unwrap_or_default();
            let owner = petition.organization_id;
            doors.domains.entry(owner).or_insert_with(|| {
                words(domains)
                    .split(' ')
                    .map(str::to_owned)
                    .filter(|domain| !domain.is_empty())
                    .collect()
            });
            doors
                .networks
                .entry(owner)
                .or_insert_with(|| words(networks).split(' ').flat_map(str::parse).collect());
            doors.petitions.insert(petition.id, petition);
        }
        doors.load_workplaces(db, ballots).await?;
        doors.load_postal_codes(db, ballots).await?;
        Ok(doors)
    }

    async fn load_workplaces(
        &mut self,
        db: &impl ConnectionTrait,
        ballots: &[Ballot],
    ) -> Result<(), DbErr> {
        let named: HashSet<_> = ballots
            .iter()
            .filter_map(|ballot| ballot.workplace)
            .collect();
        if named.is_empty() {
            return Ok(());
        }
        let named = named.into_iter().map(|id| id.0);
        let named = among(db.get_database_backend(), workplace::Column::Id, named);
        for row in workplace::for_jobs().filter(named).all(db).await? {
            self.workplaces
                .insert(row.id, (row.organization_id, row.division_id));
        }
        Ok(())
    }

    async fn load_postal_codes(
        &mut self,
        db: &impl ConnectionTrait,
        ballots: &[Ballot],
    ) -> Result<(), DbErr> {
        let codes: HashSet<_> = ballots
            .iter()
            .filter_map(|ballot| ballot.postal_code.clone())
            .collect();
        if codes.is_empty() {
            return Ok(());
        }
        let ours: HashSet<_> = self
            .domains
            .keys()
            .map(|organization| organization.0)
            .collect();
        let found = postal_code::for_jobs()
            .filter(among(
                db.get_database_backend(),
                postal_code::Column::OrganizationId,
                ours,
            ))
            .filter(postal_code::Column::Code.is_in(codes));
        for row in found.all(db).await? {
            // A code that lies in several divisions tells of none: a signer is counted where they live, or nowhere.
            self.postal_codes
                .entry((row.organization_id, row.code))
                .and_modify(|division| *division = None)
                .or_insert(Some(row.division_id));
        }
        Ok(())
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
