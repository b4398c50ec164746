//! Writes the rows of new signatures, with their tally and their mails.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryFilter, QuerySelect, Statement};

use super::door::Admitted;
use super::entity::signature;
use super::rules::State;
use super::sign::{Ballot, comment_state, confirmation, expires_at, hour};
use super::{SignatureId, counters};
use crate::app::App;
use crate::db::Tx;
use crate::db::many::{self, Cell};
use crate::jobs;
use crate::petitions::PetitionId;

const COLUMNS: &[(&str, Cell)] = &[
    ("id", Cell::Uuid),
    ("organization_id", Cell::Uuid),
    ("petition_id", Cell::Uuid),
    ("version_number", Cell::Integer),
    ("dedupe_key", Cell::Bytes),
    ("address_sealed", Cell::Bytes),
    ("name_sealed", Cell::Bytes),
    ("comment_sealed", Cell::Bytes),
    ("comment_state", Cell::Text),
    ("visibility", Cell::Text),
    ("standing", Cell::Text),
    ("workplace_id", Cell::Uuid),
    ("division_id", Cell::Uuid),
    ("language", Cell::Text),
    ("wants_updates", Cell::Boolean),
    ("nonce", Cell::Bytes),
];

/// A ballot, and where it goes.
pub type LetIn<'a> = (&'a Ballot, Admitted);

/// Writes signatures and gives the ids of those that were new: the unique key of petition and signer decides.
pub async fn arrive(
    app: &App,
    tx: &Tx,
    let_in: &[LetIn<'_>],
    now: DateTime<Utc>,
) -> Result<HashSet<SignatureId>, DbErr> {
    let mut by_petition: BTreeMap<PetitionId, Vec<&LetIn>> = BTreeMap::new();
    for one in let_in {
        by_petition.entry(one.0.petition).or_default().push(one);
    }
    let mut new = HashSet::with_capacity(let_in.len());
    for (petition, let_in) in by_petition {
        new.extend(arrive_at(app, tx, petition, let_in, now).await?);
    }
    app.wake_worker();
    Ok(new)
}

/// The signatures of one petition with their tally and their mails, in one way to the database.
async fn arrive_at(
    app: &App,
    tx: &Tx,
    petition: PetitionId,
    let_in: Vec<&LetIn<'_>>,
    now: DateTime<Utc>,
) -> Result<Vec<SignatureId>, DbErr> {
    let backend = tx.get_database_backend();
    let ids: Vec<SignatureId> = let_in.iter().map(|(ballot, _)| ballot.id).collect();
    let mails = let_in
        .iter()
        .map(|(ballot, _)| confirmation(ballot.id, &ballot.language, now))
        .collect();
    let mut then = vec![counters::arrivals(backend, petition)];
    then.extend(jobs::about_what_was_made("signature", app, backend, mails));
    let insert = insert(backend, let_in, now);
    let written = tx.execute_raw(many::chain(backend, insert, then)).await?;
    // PostgreSQL counts the mails; SQLite the rows, the tally and the mails.
    let all = match backend {
        DbBackend::Postgres => ids.len(),
        _ => ids.len() + 1 + ids.len(),
    };
    if written.rows_affected() == all as u64 {
        return Ok(ids);
    }
    let there = many::among(backend, signature::Column::Id, ids.iter().map(|id| id.0));
    let there = signature::for_jobs().filter(there).select_only();
    let there = there.column(signature::Column::Id);
    there.into_tuple().all(tx).await
}

/// In the order of their keys, so that two writers never wait in a circle and neighbours go to one page.
fn insert(backend: DbBackend, mut let_in: Vec<&LetIn<'_>>, now: DateTime<Utc>) -> Statement {
    let_in.sort_by_key(|(ballot, _)| &ballot.dedupe_key);
    let rows = let_in.into_iter().map(row).collect();
    let shared = vec![
        ("network_kind", "ordinary".into()),
        ("state", State::Pending.as_str().into()),
        ("signed_at", hour(now).into()),
        ("expires_at", expires_at(now).into()),
    ];
    let tail = "ON CONFLICT (petition_id, dedupe_key) DO NOTHING";
    many::insert(backend, "signature", COLUMNS, shared, rows, ("true", tail))
}

fn row((ballot, admitted): &LetIn<'_>) -> many::Row {
    let sealed = &ballot.sealed;
    vec![
        ballot.id.0.into(),
        admitted.organization.0.into(),
        ballot.petition.0.into(),
        admitted.version.into(),
        ballot.dedupe_key.clone().into(),
        sealed.address.clone().into(),
        sealed.name.clone().into(),
        sealed.comment.clone().into(),
        comment_state(ballot.comment.as_ref()).into(),
        ballot.visibility.as_str().into(),
        ballot.standing.as_str().into(),
        admitted.workplace.map(|id| id.0).into(),
        admitted.division.map(|id| id.0).into(),
        ballot.language.clone().into(),
        ballot.wants_updates.into(),
        ballot.nonce.to_vec().into(),
    ]
}
