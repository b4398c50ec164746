//! Moves the exact counts in the transaction of what is counted, in the order of their keys so that nobody waits in a circle.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, DbBackend, DbErr, EntityTrait, ExprTrait, Statement};
use uuid::Uuid;

use super::entity::{paper_signature, petition_tally, signature, signature_count};
use super::rules::State;
use crate::db::{Tx, many};
use crate::petitions::PetitionId;

type CountKey = (PetitionId, Uuid, Uuid, String, String);

/// By how much a number changes, and how much of that is on paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct By {
    all: i64,
    on_paper: i64,
}

impl By {
    fn add(&mut self, number: i64, came: Came) {
        self.all += number;
        if came == Came::OnPaper {
            self.on_paper += number;
        }
    }

    fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// How a signature reached us: both are counted by the same function, and paper is told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Came {
    Online,
    OnPaper,
}

/// What one transaction changes, summed up.
#[derive(Debug, Default)]
pub struct Counters {
    tally: BTreeMap<(PetitionId, &'static str), By>,
    counts: BTreeMap<CountKey, By>,
}

impl Counters {
    pub fn moved(&mut self, row: &signature::Model, from: State, to: State) {
        self.count(key(row), Some(from), to, Came::Online);
    }

    /// The same for a line of a sheet; one that is new comes from nowhere.
    pub fn moved_on_paper(&mut self, row: &paper_signature::Model, from: Option<State>, to: State) {
        self.count(key_on_paper(row), from, to, Came::OnPaper);
    }

    fn count(&mut self, key: CountKey, from: Option<State>, to: State, came: Came) {
        let petition = key.0;
        if let Some(from) = from {
            let left = self.tally.entry((petition, from.as_str())).or_default();
            left.add(-1, came);
        }
        let entered = self.tally.entry((petition, to.as_str())).or_default();
        entered.add(1, came);
        let change = super::rules::count_change(from.unwrap_or(State::Pending), to);
        if change != 0 {
            let counted = self.counts.entry(key).or_default();
            counted.add(i64::from(change), came);
        }
    }

    pub async fn write(self, tx: &Tx) -> Result<(), DbErr> {
        let tally = self.tally.into_iter().filter(|(_, by)| !by.is_nothing());
        let tally: Vec<_> = tally
            .map(|((petition, state), by)| petition_tally::ActiveModel {
                petition_id: Set(petition),
                state: Set(state.to_owned()),
                number: Set(by.all),
                on_paper: Set(by.on_paper),
            })
            .collect();
        if !tally.is_empty() {
            use petition_tally::Column as C;
            let mut there = OnConflict::columns([C::PetitionId, C::State]);
            there.value(
                C::Number,
                added((petition_tally::Entity, C::Number), "number"),
            );
            there.value(
                C::OnPaper,
                added((petition_tally::Entity, C::OnPaper), "on_paper"),
            );
            petition_tally::Entity::insert_many(tally)
                .on_conflict(there)
                .exec_without_returning(tx)
                .await?;
        }
        let counts = self.counts.into_iter().filter(|(_, by)| !by.is_nothing());
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
            there.value(
                C::OnPaper,
                added((signature_count::Entity, C::OnPaper), "on_paper"),
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
        DbBackend::Postgres => "count(*), 0 FROM made",
        _ => "changes(), 0 WHERE true",
    };
    let (first, second) = (many::parameter(backend, 1), many::parameter(backend, 2));
    let sql = format!(
        "INSERT INTO petition_tally (petition_id, state, number, on_paper) SELECT {first}, {second}, {made} \
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

fn key_on_paper(row: &paper_signature::Model) -> CountKey {
    (
        row.petition_id,
        row.division_id.map_or(NOWHERE, |id| id.0),
        row.workplace_id.map_or(NOWHERE, |id| id.0),
        row.standing.clone(),
        row.visibility.clone(),
    )
}

fn count_row(
    (petition, division, workplace, standing, visibility): CountKey,
    by: By,
) -> signature_count::ActiveModel {
    signature_count::ActiveModel {
        petition_id: Set(petition),
        division_key: Set(division),
        workplace_key: Set(workplace),
        standing: Set(standing),
        visibility: Set(visibility),
        confirmed: Set(by.all),
        on_paper: Set(by.on_paper),
    }
}

fn added(column: impl sea_orm::sea_query::IntoColumnRef, name: &str) -> SimpleExpr {
    Expr::col(column).add(Expr::cust(format!("excluded.{name}")))
}
