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
    /// Whether a table was published.
    pub(super) fn holds(&self, (kind, period): &Named) -> bool {
        let mut tables = self.tables.iter();
        tables.any(|table| table.kind == *kind && table.period == *period)
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
mod tests {
    use super::*;
    use uuid::Uuid;

    fn grain(fine: &str, broad: &str) -> Grain {
        Grain {
            fine: fine.into(),
            broad: broad.into(),
        }
    }

    const BRANCHES: [(&str, &str); 4] = [
        ("Harbor", "District 1"),
        ("Mesa", "District 1"),
        ("Palms", "District 2"),
        ("Vista", "District 2"),
    ];

    fn headcounts() -> Vec<Headcount> {
        let at = |(branch, district)| {
            ["librarians", "pages"].map(|g| Headcount {
                place: grain(branch, district),
                job_group: g.into(),
                people: 40,
            })
        };
        BRANCHES.into_iter().flat_map(at).collect()
    }

    /// So many testimonies at each branch, by job group.
    fn facts(counts: [[u32; 2]; 4]) -> Vec<Fact> {
        let mut facts = Vec::new();
        for ((branch, district), counts) in BRANCHES.into_iter().zip(counts) {
            for (job_group, n) in ["librarians", "pages"].into_iter().zip(counts) {
                for _ in 0..n {
                    let testimony = Uuid::from_u128(facts.len() as u128);
                    facts.push(Fact {
                        testimony,
                        kind: grain("threat", "any incident"),
                        period: grain("2026-Q1", "2026"),
                        place: grain(branch, district),
                        job_group: job_group.into(),
                    });
                }
            }
        }
        facts
    }

    #[test]
    fn a_full_table_is_published_as_fine_as_it_is() {
        let (release, memory) = release(
            1,
            10,
            &facts([[20, 31], [22, 40], [18, 27], [25, 33]]),
            &headcounts(),
            None,
        );
        assert_eq!((release.rolled_up.len(), release.tables.len()), (0, 1));
        assert_eq!(
            release.tables[0].cells[0],
            [Figure::About(20), Figure::About(30)]
        );
        assert_eq!(release.tables[0].total, Figure::About(215));
        assert!(memory.is_some());
    }

    #[test]
    fn a_sparse_table_is_rolled_up_until_it_says_something_and_says_so() {
        let (release, _) = release(
            1,
            10,
            &facts([[6, 7], [8, 9], [7, 6], [9, 8]]),
            &headcounts(),
            None,
        );
        assert_eq!(
            release.rolled_up,
            [RollUp::Kinds, RollUp::Periods, RollUp::Places]
        );
        assert_eq!(
            (
                release.tables[0].kind.as_str(),
                release.tables[0].period.as_str()
            ),
            ("any incident", "2026")
        );
        assert_eq!(release.tables[0].places, ["District 1", "District 2"]);
        assert!(
            release.tables[0]
                .cells
                .iter()
                .flatten()
                .all(|figure| !figure.is_suppressed())
        );
    }

    #[test]
    fn a_handful_of_testimonies_publishes_nothing() {
        let (release, memory) = release(
            1,
            10,
            &facts([[1, 0], [2, 0], [0, 1], [1, 1]]),
            &headcounts(),
            None,
        );
        assert!(release.tables.is_empty() && memory.is_none());
    }

    #[test]
    fn k_is_never_below_five() {
        assert_eq!(release(1, 2, &[], &[], None).0.k, 5);
    }

    #[test]
    fn one_more_testimony_changes_nothing_that_is_published() {
        let (first, memory) = release(
            1,
            10,
            &facts([[20, 31], [22, 40], [18, 27], [25, 33]]),
            &headcounts(),
            None,
        );
        let (second, memory) = release(
            2,
            10,
            &facts([[21, 31], [22, 40], [18, 29], [25, 33]]),
            &headcounts(),
            memory.as_ref(),
        );
        assert_eq!(second.tables, first.tables);
        let (third, _) = release(
            3,
            10,
            &facts([[30, 31], [22, 40], [18, 27], [25, 33]]),
            &headcounts(),
            memory.as_ref(),
        );
        assert_eq!(third.tables[0].cells[0][0], Figure::About(30));
    }

    #[test]
    fn a_small_cell_takes_others_with_it() {
        let (release, _) = release(
            1,
            10,
            &facts([[3, 33], [22, 40], [18, 27], [25, 33]]),
            &headcounts(),
            None,
        );
        let figures: Vec<_> = release.tables[0].cells.iter().flatten().collect();
        assert_eq!(figures[0], &Figure::FewerThan(10));
        let numbers = figures
            .into_iter()
            .chain(&release.tables[0].place_totals)
            .chain(&release.tables[0].job_group_totals);
        assert!(
            numbers
                .filter(|figure| **figure == Figure::Withheld)
                .count()
                >= 1
        );
    }

    #[test]
    fn a_testimony_that_names_two_places_counts_once_in_a_total() {
        let mut facts = facts([[20, 31], [22, 40], [18, 27], [25, 33]]);
        facts[0].place = grain("Vista", "District 2");
        facts.push(Fact {
            place: grain("Harbor", "District 1"),
            ..facts[0].clone()
        });
        let grid = Grid::new(&facts, &headcounts(), &[]);
        assert_eq!(
            grid.counts("threat", "2026-Q1")
                .iter()
                .map(|count| count.testimonies)
                .sum::<u32>(),
            216
        );
    }

    #[test]
    fn a_table_once_published_stays_as_fine_as_it_was_and_a_sparse_new_one_waits() {
        let (_, memory) = release(
            1,
            10,
            &facts([[20, 31], [22, 40], [18, 27], [25, 33]]),
            &headcounts(),
            None,
        );
        let mut more = facts([[20, 31], [22, 40], [18, 27], [25, 33]]);
        more.push(Fact {
            testimony: Uuid::from_u128(999),
            period: grain("2026-Q2", "2026"),
            ..more[0].clone()
        });
        let (release, _) = release(2, 10, &more, &headcounts(), memory.as_ref());
        assert!(release.rolled_up.is_empty());
        assert_eq!(
            release.held_back,
            [HeldBack {
                kind: "threat".into(),
                period: "2026-Q2".into()
            }]
        );
    }

    #[test]
    fn no_percentage_is_made_of_a_suppressed_number() {
        assert_eq!(percent(Figure::About(25), Figure::About(75)), Some(33));
        for suppressed in [Figure::FewerThan(10), Figure::Withheld, Figure::Nobody] {
            assert_eq!(percent(suppressed, Figure::About(75)), None);
            assert_eq!(percent(Figure::About(25), suppressed), None);
        }
    }
}
