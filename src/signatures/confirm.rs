//! Confirms signatures, many in one transaction: from here on they count.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{CaseStatement, Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, DbErr, EntityTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::address::Address;
use super::counters::Counters;
use super::door;
use super::entity::signature::{Column, Entity, Model, for_jobs};
use super::entity::subscription;
use super::rules::{self, State, Visibility};
use super::sign::hour;
use super::wire::{ConfirmedSignature, NewConfirmation};
use super::{SignatureId, SigningQueues, SubscriptionId, codes, seal};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::db::intake::{Intake, IntakeError};
use crate::db::many::{among, among_bytes};
use crate::http::{Problem, Violation, catalogue as known};
use crate::ids;
use crate::jobs::{self, Kind, NewJob};
use crate::petitions::PetitionId;
use crate::petitions::rules::State as PetitionState;

/// What a mail's link or code points at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Slip {
    Id(SignatureId),
    CodeHash(Vec<u8>),
}

/// Why nothing was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmRefused {
    #[error("the token or code is not one of ours, or was taken back")]
    NotValid,
    #[error("the time for confirming has passed")]
    Expired,
    #[error("the petition has closed")]
    NotOpen,
}

/// Why confirming failed.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    #[error("give a token or a code")]
    NeitherOrBoth,
    #[error(transparent)]
    Refused(#[from] ConfirmRefused),
    #[error(transparent)]
    Intake(#[from] IntakeError),
}

pub async fn confirm(
    app: &App,
    queues: &SigningQueues,
    new: &NewConfirmation,
) -> Result<ConfirmedSignature, ConfirmError> {
    let slip = match (&new.token, &new.code) {
        (Some(token), None) => codes::read_token(app, token, codes::Purpose::Confirm).map(Slip::Id),
        (None, Some(code)) => codes::read_code(app, code).map(Slip::CodeHash),
        _ => return Err(ConfirmError::NeitherOrBoth),
    };
    let slip = slip.ok_or(ConfirmRefused::NotValid)?;
    Ok(queues.confirm.ask(slip).await??)
}

/// The intake verb.
#[derive(Debug)]
pub struct Confirm;

impl Intake for Confirm {
    const NAME: &'static str = "confirm";
    type Item = Slip;
    type Done = Result<ConfirmedSignature, ConfirmRefused>;

    async fn take(app: &App, tx: &Tx, slips: &[Slip]) -> Result<Vec<Self::Done>, DbErr> {
        let now = app.clock.now();
        let rows = load(tx, slips).await?;
        let petitions =
            door::petitions(tx, rows.iter().map(|row| row.petition_id).collect()).await?;
        let judged: HashMap<SignatureId, _> = rows
            .iter()
            .map(|row| {
                let petition = petitions
                    .get(&row.petition_id)
                    .and_then(|petition| door::state_now(petition, now));
                (row.id, judge(row, petition, now))
            })
            .collect();
        let fresh: Vec<&Model> = rows
            .iter()
            .filter(|row| judged.get(&row.id) == Some(&Ok(State::Pending)))
            .collect();
        if !fresh.is_empty() {
            let campaigns = petitions
                .iter()
                .map(|(id, petition)| (*id, petition.campaign_id))
                .collect();
            subscribe(app, tx, &fresh, &campaigns).await?;
            mark(tx, &fresh, now).await?;
            let mut counters = Counters::default();
            for row in &fresh {
                counters.moved(row, State::Pending, State::Confirmed);
            }
            counters.write(tx).await?;
            jobs::enqueue_many(app, tx, releases(&fresh, now)).await?;
        }
        let by_code: HashMap<&[u8], &Model> = rows
            .iter()
            .map(|row| (row.code_hash.as_slice(), row))
            .collect();
        let by_id: HashMap<SignatureId, &Model> = rows.iter().map(|row| (row.id, row)).collect();
        let answer = |slip: &Slip| {
            let row = match slip {
                Slip::Id(id) => by_id.get(id),
                Slip::CodeHash(hash) => by_code.get(hash.as_slice()),
            };
            let row = row.ok_or(ConfirmRefused::NotValid)?;
            let state = judged
                .get(&row.id)
                .copied()
                .unwrap_or(Err(ConfirmRefused::NotValid))?;
            shown(row, state)
        };
        Ok(slips.iter().map(answer).collect())
    }
}

async fn load(tx: &Tx, slips: &[Slip]) -> Result<Vec<Model>, DbErr> {
    let backend = tx.get_database_backend();
    let ids = slips.iter().filter_map(|slip| {
        if let Slip::Id(id) = slip {
            Some(id.0)
        } else {
            None
        }
    });
    let hashes: Vec<&[u8]> = slips
        .iter()
        .filter_map(|slip| {
            if let Slip::CodeHash(hash) = slip {
                Some(hash.as_slice())
            } else {
                None
            }
        })
        .collect();
    let mut wanted = Condition::any().add(among(backend, Column::Id, ids));
    if !hashes.is_empty() {
        wanted = wanted.add(among_bytes(backend, Column::CodeHash, hashes));
    }
    let mut found = for_jobs().filter(wanted).order_by_asc(Column::Id);
    if backend == DbBackend::Postgres {
        found = found.lock_exclusive();
    }
    found.all(tx).await
}

/// `Pending` says that it is to be confirmed now; another state stays, and is told.
fn judge(
    row: &Model,
    petition: Option<PetitionState>,
    now: DateTime<Utc>,
) -> Result<State, ConfirmRefused> {
    let stored = row.state.parse().map_err(|_| ConfirmRefused::NotValid)?;
    match rules::effective(stored, row.expires_at, now) {
        State::Pending => match petition {
            Some(PetitionState::Open | PetitionState::Paused) => Ok(State::Pending),
            _ => Err(ConfirmRefused::NotOpen),
        },
        state @ (State::Confirmed | State::Quarantined) => Ok(state),
        State::Expired => Err(ConfirmRefused::Expired),
        State::Withdrawn | State::Invalidated | State::Erased => Err(ConfirmRefused::NotValid),
    }
}

fn shown(row: &Model, state: State) -> Result<ConfirmedSignature, ConfirmRefused> {
    let state = if state == State::Pending {
        State::Confirmed
    } else {
        state
    };
    Ok(ConfirmedSignature {
        petition_id: row.petition_id,
        state,
        visibility: row
            .visibility
            .parse()
            .map_err(|_| ConfirmRefused::NotValid)?,
        standing: row.standing.parse().map_err(|_| ConfirmRefused::NotValid)?,
    })
}

/// The address of somebody who is only counted goes here.
async fn mark(tx: &Tx, fresh: &[&Model], now: DateTime<Utc>) -> Result<(), DbErr> {
    let counted = Column::Visibility.eq(Visibility::Counted.as_str());
    let address = CaseStatement::new()
        .case(counted, Expr::value(None::<Vec<u8>>))
        .finally(Expr::col(Column::AddressSealed));
    Entity::update_many()
        .col_expr(Column::State, State::Confirmed.as_str().into())
        .col_expr(Column::ConfirmedAt, hour(now).into())
        .col_expr(Column::WantsUpdates, false.into())
        .col_expr(Column::AddressSealed, address.into())
        .filter(among(
            tx.get_database_backend(),
            Column::Id,
            fresh.iter().map(|row| row.id.0),
        ))
        .exec(tx)
        .await
        .map(drop)
}

/// Whoever asked for updates becomes a subscriber, in a row that no key links to the signature.
async fn subscribe(
    app: &App,
    tx: &Tx,
    fresh: &[&Model],
    campaigns: &HashMap<PetitionId, CampaignId>,
) -> Result<(), DbErr> {
    let mut rows = BTreeMap::new();
    for row in fresh.iter().filter(|row| row.wants_updates) {
        let address = seal::address(app, row).and_then(|text| Address::parse(&text).ok());
        let (Some(address), Some(campaign)) = (address, campaigns.get(&row.petition_id)) else {
            continue;
        };
        let id = SubscriptionId(ids::timeless(&app.entropy));
        let key = seal::subscriber_key(app, *campaign, &address);
        rows.insert(
            key.clone(),
            subscription::ActiveModel {
                id: Set(id),
                organization_id: Set(row.organization_id),
                campaign_id: Set(*campaign),
                address_key: Set(key),
                address_sealed: Set(seal::subscription(app, id, &address)),
                language: Set(row.language.clone()),
                created_on: Set(app.clock.today()),
            },
        );
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut there = OnConflict::columns([
        subscription::Column::CampaignId,
        subscription::Column::AddressKey,
    ]);
    subscription::Entity::insert_many(rows.into_values())
        .on_conflict(there.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// The first day need not wait for the nightly release; later ones find that it is not due.
fn releases(fresh: &[&Model], now: DateTime<Utc>) -> Vec<NewJob> {
    let petitions: HashSet<_> = fresh.iter().map(|row| row.petition_id).collect();
    let later = now + Duration::hours(1);
    let job = |petition: PetitionId| {
        NewJob::new(Kind::ReleaseWorkplaceCounts, petition.0, later)
            .only_once(format!("release:{petition}"))
    };
    petitions.into_iter().map(job).collect()
}

impl From<ConfirmRefused> for Problem {
    fn from(refused: ConfirmRefused) -> Self {
        match refused {
            ConfirmRefused::NotValid => Self::new(known::CONFIRMATION_NOT_VALID),
            ConfirmRefused::Expired => Self::new(known::CONFIRMATION_EXPIRED),
            ConfirmRefused::NotOpen => Self::new(known::PETITION_NOT_OPEN),
        }
    }
}

impl From<ConfirmError> for Problem {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::NeitherOrBoth => Self::invalid(vec![Violation::new(
                "",
                "must have a `token` or a `code`, and not both",
            )]),
            ConfirmError::Refused(refused) => refused.into(),
            ConfirmError::Intake(error) => error.into(),
        }
    }
}
