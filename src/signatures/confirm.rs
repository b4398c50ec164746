//! Confirms signatures, many in one transaction: from here on they count.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use sea_orm::sea_query::{CaseStatement, Expr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::address::Address;
use super::codes::{self, Purpose, Slip};
use super::counters::Counters;
use super::door;
use super::entity::signature::{Column, Entity, Model};
use super::proven::proven;
use super::rules::{self, State, Visibility};
use super::sign::hour;
use super::subscribe::{Wish, subscribe};
use super::wire::{ConfirmedSignature, NewConfirmation};
use super::{SignatureId, SigningQueues, seal};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::db::intake::{Intake, IntakeError};
use crate::db::many::among;
use crate::http::{Problem, Violation, catalogue as known};
use crate::jobs::{self, Kind, NewJob};
use crate::petitions::PetitionId;
use crate::petitions::rules::State as PetitionState;

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
    queues: &SigningQueues,
    new: &NewConfirmation,
) -> Result<ConfirmedSignature, ConfirmError> {
    let slip = match (&new.token, &new.code) {
        (Some(token), None) => codes::read_token(token, Purpose::Confirm),
        (None, Some(code)) => codes::read_code(code),
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
        let proven = proven(app, tx, slips, now).await?;
        // Two slips may prove one signature.
        let rows: BTreeMap<SignatureId, Model> = proven
            .iter()
            .flatten()
            .map(|row| (row.id, row.clone()))
            .collect();
        let rows: Vec<Model> = rows.into_values().collect();
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
        let set_aside = rows.iter().filter(|row| {
            row.confirmed_at.is_none() && judged.get(&row.id) == Some(&Ok(State::Quarantined))
        });
        note_confirmed(tx, set_aside.map(|row| row.id).collect(), now).await?;
        if !fresh.is_empty() {
            let campaigns = petitions
                .iter()
                .map(|(id, petition)| (*id, petition.campaign_id))
                .collect();
            subscribe(app, tx, wishes(app, &fresh, &campaigns)).await?;
            mark(tx, &fresh, now).await?;
            let mut counters = Counters::default();
            for row in &fresh {
                counters.moved(row, State::Pending, State::Confirmed);
            }
            counters.write(tx).await?;
            jobs::enqueue_many(app, tx, releases(&fresh, now)).await?;
        }
        let answer = |row: &Option<Model>| {
            let row = row.as_ref().ok_or(ConfirmRefused::NotValid)?;
            let state = judged
                .get(&row.id)
                .copied()
                .unwrap_or(Err(ConfirmRefused::NotValid))?;
            shown(row, state)
        };
        Ok(proven.iter().map(answer).collect())
    }
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
            // Whoever signed in time has the days that the mail promised.
            Some(PetitionState::Open | PetitionState::Paused | PetitionState::Closed) => {
                Ok(State::Pending)
            }
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

/// What was set aside stays so; lifted, it counts, since its signer has done their part.
async fn note_confirmed(tx: &Tx, ids: Vec<SignatureId>, now: DateTime<Utc>) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(Column::ConfirmedAt, hour(now).into())
        .filter(Column::Id.is_in(ids))
        .exec(tx)
        .await
        .map(drop)
}

/// Whoever asked for updates becomes a subscriber.
fn wishes(app: &App, fresh: &[&Model], campaigns: &HashMap<PetitionId, CampaignId>) -> Vec<Wish> {
    let asked = fresh.iter().filter(|row| row.wants_updates);
    let wish = |row: &&Model| {
        let address = seal::address(app, row).and_then(|text| Address::parse(&text).ok())?;
        Some(Wish {
            organization: row.organization_id,
            campaign: *campaigns.get(&row.petition_id)?,
            address,
            language: row.language.clone(),
        })
    };
    asked.filter_map(wish).collect()
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
