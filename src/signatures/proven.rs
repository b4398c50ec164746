//! Finds the signatures that tokens and codes prove, many at once, and holds them until the transaction ends.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use sea_orm::{
    Condition, ConnectionTrait, DbBackend, DbErr, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::SignatureId;
use super::codes::{self, Slip};
use super::entity::signature::{Column, Entity, Model, for_jobs};
use crate::app::App;
use crate::db::Tx;
use crate::db::many::among;

/// A typed code asks for a few ranges of ids: so many codes fit into one statement.
const CODES_AT_ONCE: usize = 40;

/// For each slip the signature that it proves, if there is one.
pub async fn proven(
    app: &App,
    tx: &Tx,
    slips: &[Slip],
    now: DateTime<Utc>,
) -> Result<Vec<Option<Model>>, DbErr> {
    let mut rows: BTreeMap<SignatureId, Model> = BTreeMap::new();
    let mut codes = HashMap::new();
    let ids: HashSet<_> = slips.iter().filter_map(Slip::id).collect();
    if !ids.is_empty() {
        let ids = among(
            tx.get_database_backend(),
            Column::Id,
            ids.into_iter().map(|id| id.0),
        );
        let found = held(tx, for_jobs().filter(ids).order_by_asc(Column::Id));
        rows.extend(found.all(tx).await?.into_iter().map(|row| (row.id, row)));
    }
    let typed: Vec<_> = slips.iter().filter(|slip| slip.id().is_none()).collect();
    for some in typed.chunks(CODES_AT_ONCE) {
        let wanted = some
            .iter()
            .fold(Condition::any(), |any, slip| any.add(slip.wanted(now)));
        let found = held(tx, for_jobs().filter(wanted).order_by_asc(Column::Id));
        for row in found.all(tx).await? {
            codes.insert(codes::symbols(app, &row), row.id);
            rows.insert(row.id, row);
        }
    }
    let find = |slip: &Slip| match slip {
        Slip::Token(id, ..) => rows.get(id).filter(|row| slip.proves(app, row)),
        Slip::Code(typed) => codes.get(typed).and_then(|id| rows.get(id)),
    };
    Ok(slips.iter().map(|slip| find(slip).cloned()).collect())
}

/// The signature that the link or the code of a mail proves, whatever became of it since.
pub async fn proven_by(
    app: &App,
    token: Option<&str>,
    code: Option<&str>,
) -> Result<Option<SignatureId>, DbErr> {
    let slip = match (token, code) {
        (Some(token), None) => codes::read_token(token, codes::Purpose::Withdraw),
        (None, Some(code)) => codes::read_code(code),
        _ => None,
    };
    let Some(slip) = slip else { return Ok(None) };
    let slip = &slip;
    let found = app.db.read_from_one_moment(|tx| async move {
        let wanted = for_jobs().filter(slip.wanted(app.clock.now()));
        wanted.all(&*tx).await
    });
    let found: Vec<Model> = found.await?;
    let row = found.into_iter().find(|row| slip.proves(app, row));
    Ok(row.map(|row| row.id))
}

/// Rows that nobody else changes until the transaction ends.
pub fn held(tx: &Tx, found: Select<Entity>) -> Select<Entity> {
    if tx.get_database_backend() == DbBackend::Postgres {
        found.lock_exclusive()
    } else {
        found
    }
}
