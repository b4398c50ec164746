//! The numbered statistics release of a campaign: tables of testimonies that nobody can be found in (k-anonymity).
//!
//! One table for each kind and period, places by job groups with totals; nothing is summed over kinds (a testimony may
//! name several) or over periods (a new period would then tell about the old ones). How fine the tables are is decided
//! once, at the first release of the campaign, and a published table keeps its rows and columns: anything else could be
//! subtracted from what was published before.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::beside::Named;
use super::leeway::Shape;
use super::names::PutRight;
use super::protect::{Kept, blank_share, protect};
use super::tally::Grid;

pub use super::protect::Figure;
pub use super::tally::{ALL_JOB_GROUPS, Fact, Grain, Headcount, RollUp};

/// One published table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub kind: String,
    pub period: String,
    pub places: Vec<String>,
    pub job_groups: Vec<String>,
    /// A row for each place, in each a figure for each job group.
    pub cells: Vec<Vec<Figure>>,
    pub place_totals: Vec<Figure>,
    pub job_group_totals: Vec<Figure>,
    pub total: Figure,
}

/// A table that is not published yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldBack {
    pub kind: String,
    pub period: String,
}

/// One statistics release; all packets quote the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Release {
    pub number: u32,
    pub k: u32,
    pub rolled_up: Vec<RollUp>,
    pub tables: Vec<Table>,
    pub held_back: Vec<HeldBack>,
}

/// What the next release must know of this one. It holds true counts: never published, sealed at rest.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    missing_debug_implementations,
    reason = "true small counts do not belong in a log"
)]
pub struct Memory {
    rolled_up: Vec<RollUp>,
    tables: Vec<Remembered>,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    kind: String,
    period: String,
    places: Vec<String>,
    job_groups: Vec<String>,
    numbers: Vec<Kept>,
}

impl Memory {
    /// Under the names of today.
    pub(super) fn put_right(&mut self, names: &PutRight, is_of_employers: bool) {
        for table in &mut self.tables {
            names.places.words(&mut table.places);
            if is_of_employers {
                names.employers.word(&mut table.kind);
            }
        }
    }

    /// Whether a table was published.
    pub(super) fn holds(&self, (kind, period): &Named) -> bool {
        let mut tables = self.tables.iter();
        tables.any(|table| table.kind == *kind && table.period == *period)
    }

    /// With these tables as they were before, or as if they had never been made.
    pub(super) fn put_back(mut self, back: &BTreeSet<Named>, before: Option<&Self>) -> Self {
        let named = |table: &Remembered| (table.kind.clone(), table.period.clone());
        let old = |name: &Named| {
            let mut tables = before?.tables.iter();
            tables.find(|table| named(table) == *name).cloned()
        };
        let tables = self.tables.into_iter();
        let kept = tables.filter_map(|table| match back.contains(&named(&table)) {
            true => old(&named(&table)),
            false => Some(table),
        });
        self.tables = kept.collect();
        self
    }

    /// As if these tables had never been made.
    pub(super) fn without(mut self, left_out: &BTreeSet<Named>) -> Self {
        let named = |table: &Remembered| (table.kind.clone(), table.period.clone());
        self.tables
            .retain(|table| !left_out.contains(&named(table)));
        self
    }
}

/// Makes a release. Periods that are not over yet do not belong in `facts`: a table changes by k or not at all.
/// There is no memory to keep while nothing could be published.
pub fn release(
    number: u32,
    k: u32,
    facts: &[Fact],
    headcounts: &[Headcount],
    before: Option<&Memory>,
) -> (Release, Option<Memory>) {
    let k = k.max(crate::campaigns::rules::K_MIN);
    let rolled_up = match before {
        Some(memory) => Some(memory.rolled_up.clone()),
        None => (0..=RollUp::LADDER.len())
            .map(|steps| RollUp::LADDER[..steps].to_vec())
            .find(|r| is_worth_showing(facts, headcounts, r, k)),
    };
    let Some(rolled_up) = rolled_up else {
        let release = Release {
            number,
            k,
            rolled_up: RollUp::LADDER.to_vec(),
            tables: Vec::new(),
            held_back: Vec::new(),
        };
        return (release, None);
    };
    let (tables, held_back) = tables(facts, headcounts, &rolled_up, k, before);
    let published = tables.iter().map(published).collect();
    let release = Release {
        number,
        k,
        rolled_up: rolled_up.clone(),
        tables: published,
        held_back,
    };
    (
        release,
        (!tables.is_empty()).then_some(Memory { rolled_up, tables }),
    )
}

/// A share in per cent, from published figures only; nothing for a suppressed part or whole.
pub fn percent(part: Figure, whole: Figure) -> Option<u32> {
    match (part, whole) {
        (Figure::About(part), Figure::About(whole)) if part <= whole => {
            Some((part * 100 + whole / 2) / whole)
        }
        _ => None,
    }
}

fn is_worth_showing(
    facts: &[Fact],
    headcounts: &[Headcount],
    rolled_up: &[RollUp],
    k: u32,
) -> bool {
    let grid = Grid::new(facts, headcounts, rolled_up);
    let shares = grid
        .slices()
        .map(|(kind, period)| blank_share(&grid.counts(&kind, &period), k));
    let (blank, all) = shares.fold((0, 0), |(blank, all), (b, a)| (blank + b, all + a));
    let publishes_something = || !tables(facts, headcounts, rolled_up, k, None).0.is_empty();
    all > 0 && blank * 2 <= all && publishes_something()
}

fn tables(
    facts: &[Fact],
    headcounts: &[Headcount],
    rolled_up: &[RollUp],
    k: u32,
    before: Option<&Memory>,
) -> (Vec<Remembered>, Vec<HeldBack>) {
    let mut grid = Grid::new(facts, headcounts, rolled_up);
    let mut known: BTreeMap<(String, String), &Remembered> = BTreeMap::new();
    for table in before.iter().flat_map(|memory| &memory.tables) {
        known.insert((table.kind.clone(), table.period.clone()), table);
        grid.kinds.insert(table.kind.clone());
        grid.periods.insert(table.period.clone());
    }
    let (mut tables, mut held_back) = (Vec::new(), Vec::new());
    for (kind, period) in grid.slices().collect::<Vec<_>>() {
        match known.get(&(kind.clone(), period.clone())) {
            Some(old) => tables.push(followed(&grid, old, k)),
            None => match first(&grid, &kind, &period, k) {
                Some(table) => tables.push(table),
                None => held_back.push(HeldBack { kind, period }),
            },
        }
    }
    (tables, held_back)
}

fn first(grid: &Grid, kind: &str, period: &str, k: u32) -> Option<Remembered> {
    let shape = Shape {
        rows: grid.places.len(),
        columns: grid.job_groups.len(),
    };
    let numbers = protect(shape, &grid.counts(kind, period), k, None).ok()?;
    let (places, job_groups) = (
        grid.places.iter().cloned().collect(),
        grid.job_groups.iter().cloned().collect(),
    );
    Some(Remembered {
        kind: kind.into(),
        period: period.into(),
        places,
        job_groups,
        numbers,
    })
}

/// A table that was published goes on with the rows and columns it had; where it cannot change safely it stays as it was.
fn followed(grid: &Grid, old: &Remembered, k: u32) -> Remembered {
    let shape = Shape {
        rows: old.places.len(),
        columns: old.job_groups.len(),
    };
    let counts = grid.counts_of(&old.kind, &old.period, &old.places, &old.job_groups);
    match protect(shape, &counts, k, Some(&old.numbers)) {
        Ok(numbers) => Remembered {
            numbers,
            ..old.clone()
        },
        Err(_) => old.clone(),
    }
}

fn published(table: &Remembered) -> Table {
    let shape = Shape {
        rows: table.places.len(),
        columns: table.job_groups.len(),
    };
    let figure = |i: usize| table.numbers[i].figure;
    let row = |row| {
        (0..shape.columns)
            .map(|column| figure(shape.cell(row, column)))
            .collect()
    };
    Table {
        kind: table.kind.clone(),
        period: table.period.clone(),
        places: table.places.clone(),
        job_groups: table.job_groups.clone(),
        cells: (0..shape.rows).map(row).collect(),
        place_totals: (0..shape.rows)
            .map(|row| figure(shape.row_total(row)))
            .collect(),
        job_group_totals: (0..shape.columns)
            .map(|column| figure(shape.column_total(column)))
            .collect(),
        total: figure(shape.total()),
    }
}

#[cfg(test)]
mod tests;
