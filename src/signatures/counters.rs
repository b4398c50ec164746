//! Moves the exact counts in the transaction of what is counted, in the order of their keys so that nobody waits in a circle.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, DbBackend, DbErr, EntityTrait, ExprTrait, Statement};
use uuid::Uuid;

use super::entity::{petition_tally, signature, signature_count};
use super::rules::State;
use crate::db::{Tx, many};
use crate::petitions::PetitionId;

type CountKey = (PetitionId, Uuid, Uuid, String, String);

/// What one transaction changes, summed up.
#[derive(Debug, Default)]
pub struct Counters {
    tally: BTreeMap<(PetitionId, &'static str), i64>,
    counts: BTreeMap<CountKey, i64>,
}

impl Counters {
    pub fn moved(&mut self, row: &signature::Model, from: State, to: State) {
        *self
            .tally
            .entry((row.petition_id, from.as_str()))
            .or_default() -= 1;
        *self
            .tally
            .entry((row.petition_id, to.as_str()))
            .or_default() += 1;
        let change = super::rules::count_change(from, to);
        if change != 0 {
            *self.counts.entry(key(row)).or_default() += i64::from(change);
        }
    }

    pub async fn write(self, tx: &Tx) -> Result<(), DbErr> {
        let tally = self.tally.into_iter().filter(|(_, by)| *by != 0);
        let tally: Vec<_> = tally
            .map(|((petition, state), by)| petition_tally::ActiveModel {
                petition_id: Set(petition),
                state: Set(state.to_owned()),
                number: Set(by),
            })
            .collect();
        if !tally.is_empty() {
            use petition_tally::Column as C;
            let mut there = OnConflict::columns([C::PetitionId, C::State]);
            there.value(
                C::Number,
                added((petition_tally::Entity, C::Number), "number"),
            );
            petition_tally::Entity::insert_many(tally)
                .on_conflict(there)
                .exec_without_returning(tx)
                .await?;
        }
        let counts = self.counts.into_iter().filter(|(_, by)| *by != 0);
        let counts: Vec<_> = counts.map(|(key, by)| count_row(key, by)).collect();
        for chunk in counts.chunks(500) {
            use signature_count::Column as C;
            let mut there = OnConflict::columns([
                C::PetitionId,
                C::DivisionKey,
                C::WorkplaceKey,
                C::Standing,
                C::Visibility,
            ]);
            there.value(
                C::Confirmed,
                added((signature_count::Entity, C::Confirmed), "confirmed"),
            );
            signature_count::Entity::insert_many(chunk.to_vec())
                .on_conflict(there)
                .exec_without_returning(tx)
                .await?;
        }
        Ok(())
    }
}

/// Counts the signatures of one petition that were just made (`many::chain`).
pub fn arrivals(backend: DbBackend, petition: PetitionId) -> Statement {
    let made = match backend {
        DbBackend::Postgres => "count(*) FROM made",
        _ => "changes() WHERE true",
    };
    let (first, second) = (many::parameter(backend, 1), many::parameter(backend, 2));
    let sql = format!(
        "INSERT INTO petition_tally (petition_id, state, number) SELECT {first}, {second}, {made} \
         ON CONFLICT (petition_id, state) DO UPDATE SET number = petition_tally.number + excluded.number"
    );
    let values = [petition.0.into(), State::Pending.as_str().into()];
    Statement::from_sql_and_values(backend, sql, values)
}

/// Where a signature without division or workplace is counted.
pub const NOWHERE: Uuid = Uuid::nil();

fn key(row: &signature::Model) -> CountKey {
    let division = row.division_id.map_or(NOWHERE, |id| id.0);
    let workplace = row.workplace_id.map_or(NOWHERE, |id| id.0);
    (
        row.petition_id,
        division,
        workplace,
        row.standing.clone(),
        row.visibility.clone(),
    )
}

fn count_row(
    (petition, division, workplace, standing, visibility): CountKey,
    by: i64,
) -> signature_count::ActiveModel {
    signature_count::ActiveModel {
        petition_id: Set(petition),
        division_key: Set(division),
        workplace_key: Set(workplace),
        standing: Set(standing),
        visibility: Set(visibility),
        confirmed: Set(by),
    }
}

fn added(column: impl sea_orm::sea_query::IntoColumnRef, name: &str) -> SimpleExpr {
    Expr::col(column).add(Expr::cust(format!("excluded.{name}")))
}
