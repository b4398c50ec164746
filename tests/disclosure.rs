//! A reader with every release in hand, the headcounts and the rules: what is held back stays open, whatever they try.
//!
//! The solver knows nothing of flows and leeways: it looks for a whole story of true counts, cell by cell and release by
//! release, that fits all that was printed and has the value that is tried.

use broadside::incidents::disclosure::{
    Fact, Figure, Grain, Headcount, Release, RollUp, Table, release,
};
use proptest::prelude::*;
use uuid::Uuid;

const K: i64 = 5;
const PEOPLE: u32 = 24;
/// Where the search gives up; a story that fits is nearly always found among the first.
const TRIES: u32 = 60_000;

/// Counts of one release, row by row, in a table of so many columns.
type Counts = Vec<u32>;

fn grain(fine: &str, broad: &str) -> Grain {
    Grain {
        fine: fine.to_owned(),
        broad: broad.to_owned(),
    }
}

fn only(label: &str) -> Grain {
    grain(label, label)
}

fn facts(columns: usize, counts: &[u32]) -> Vec<Fact> {
    let of_cell = |(cell, count): (usize, &u32)| {
        (0..*count).map(move |n| Fact {
            testimony: Uuid::from_u128((cell as u128) << 32 | u128::from(n)),
            kind: only("threat"),
            period: only("2026-Q1"),
            place: only(&format!("District {}", cell / columns)),
            job_group: format!("group {}", cell % columns),
        })
    };
    counts.iter().enumerate().flat_map(of_cell).collect()
}

fn headcounts(columns: usize, people: &[u32]) -> Vec<Headcount> {
    let of_cell = |(cell, people): (usize, &u32)| Headcount {
        place: only(&format!("District {}", cell / columns)),
        job_group: format!("group {}", cell % columns),
        people: *people,
    };
    people.iter().enumerate().map(of_cell).collect()
}

/// Cells row by row, then the totals of rows, those of columns, and that of all.
fn figures(table: &Table) -> Vec<Figure> {
    let cells = table.cells.iter().flatten();
    let totals = table.place_totals.iter().chain(&table.job_group_totals);
    cells.chain(totals).copied().chain([table.total]).collect()
}

fn with_totals(columns: usize, cells: &[i64]) -> Vec<i64> {
    let rows = cells.chunks(columns).map(|row| row.iter().sum());
    let columns = (0..columns).map(|c| cells.iter().skip(c).step_by(columns).sum());
    let all = [cells.iter().sum()];
    cells
        .iter()
        .copied()
        .chain(rows)
        .chain(columns)
        .chain(all)
        .collect()
}

/// What one printed figure can stand for.
fn fits(figure: Figure, people: i64, n: i64) -> bool {
    let rounded = |n: i64| ((n + 2) / 5 * 5).max((K + 4) / 5 * 5);
    match figure {
        Figure::About(about) => n >= K && rounded(n) == i64::from(about),
        Figure::FewerThan(k) => (0..i64::from(k)).contains(&n),
        Figure::Withheld if people < K => n >= 0,
        Figure::Withheld => (K..=people).contains(&n),
        Figure::Nobody => n == 0,
    }
}

/// A cell changes by k or not at all, and crosses k only from or to 2k-1 and more.
fn can_follow(before: i64, after: i64) -> bool {
    let moves = before == after || (before - after).abs() >= K;
    let crosses = (before < K) != (after < K);
    moves && !(crosses && before.max(after) < 2 * K - 1)
}

fn is_small_move(before: i64, after: i64) -> bool {
    before != after && (before - after).abs() < K
}

struct Reader<'a> {
    columns: usize,
    /// For each release the figures, in the order of `figures`.
    printed: &'a [Vec<Figure>],
    people: &'a [i64],
}

impl Reader<'_> {
    fn cells(&self) -> usize {
        (self.people.len() / (self.columns + 1) - 1) * self.columns
    }

    /// Whether number `i` of release `at` can be `value`; nothing when the search gave up.
    fn can_be(&self, i: usize, at: usize, value: i64, near: &[Counts]) -> Option<bool> {
        let stories: Vec<Vec<Vec<i64>>> = (0..near[0].len())
            .map(|cell| {
                let mut all = self.stories_of(cell);
                all.retain(|story| cell != i || story[at] == value);
                let far = |story: &Vec<i64>| -> i64 {
                    let pairs = story.iter().zip(near);
                    pairs
                        .map(|(n, real)| (n - i64::from(real[cell])).abs())
                        .sum()
                };
                all.sort_by_key(far);
                all
            })
            .collect();
        let mut left = TRIES;
        let mut told = vec![Vec::new(); self.printed.len()];
        self.tell(&stories, &mut told, (i, at, value), &mut left)
    }

    fn stories_of(&self, cell: usize) -> Vec<Vec<i64>> {
        let mut stories: Vec<Vec<i64>> = vec![Vec::new()];
        for printed in self.printed {
            let mut longer = Vec::new();
            for story in &stories {
                for n in 0..=i64::from(PEOPLE) {
                    let follows = story.last().is_none_or(|last| can_follow(*last, n));
                    if follows && fits(printed[cell], self.people[cell], n) {
                        longer.push([&story[..], &[n]].concat());
                    }
                }
            }
            stories = longer;
        }
        stories
    }

    fn tell(
        &self,
        stories: &[Vec<Vec<i64>>],
        told: &mut [Vec<i64>],
        wanted: (usize, usize, i64),
        left: &mut u32,
    ) -> Option<bool> {
        let cell = told[0].len();
        if cell == stories.len() {
            return Some(self.is_whole(told, wanted));
        }
        let mut gave_up = false;
        for story in &stories[cell] {
            *left = left.checked_sub(1)?;
            told.iter_mut()
                .zip(story)
                .for_each(|(cells, n)| cells.push(*n));
            let found = match self.is_hopeless(told) {
                true => Some(false),
                false => self.tell(stories, told, wanted, left),
            };
            told.iter_mut().for_each(|cells| cells.truncate(cell));
            match found {
                Some(true) => return Some(true),
                Some(false) => {}
                None => gave_up = true,
            }
        }
        (!gave_up).then_some(false)
    }

    /// A row that is full has its total.
    fn is_hopeless(&self, told: &[Vec<i64>]) -> bool {
        let (cells, columns) = (self.cells(), self.columns);
        told.iter().zip(self.printed).any(|(told, printed)| {
            let full = told.len() % columns == 0;
            let row = told.len() / columns - usize::from(full);
            full && {
                let total: i64 = told[told.len() - columns..].iter().sum();
                !fits(printed[cells + row], self.people[cells + row], total)
            }
        })
    }

    fn is_whole(&self, told: &[Vec<i64>], (i, at, value): (usize, usize, i64)) -> bool {
        let whole: Vec<Vec<i64>> = told.iter().map(|t| with_totals(self.columns, t)).collect();
        let fit = whole.iter().zip(self.printed).all(|(numbers, printed)| {
            let mut numbers = numbers.iter().zip(printed).zip(self.people);
            numbers.all(|((n, figure), people)| fits(*figure, *people, *n))
        });
        let calm = whole.windows(2).all(|pair| {
            let mut pairs = pair[0].iter().zip(&pair[1]);
            !pairs.any(|(before, after)| is_small_move(*before, *after))
        });
        fit && calm && whole[at][i] == value
    }
}

/// All that is published of a campaign whose counts go from one of these to the next.
fn published(columns: usize, people: &[u32], counts: &[Counts]) -> Vec<Release> {
    let (mut releases, mut memory) = (Vec::new(), None);
    for (number, counts) in (1..).zip(counts) {
        let facts = facts(columns, counts);
        let people = headcounts(columns, people);
        let (made, kept) = release(number, K as u32, &facts, &people, memory.as_ref());
        memory = kept.or(memory);
        releases.push(made);
    }
    releases
}

fn small_table() -> impl Strategy<Value = (usize, Vec<u32>, Vec<Counts>)> {
    let shapes = prop_oneof![Just((1usize, 2usize)), Just((1, 3)), Just((2, 2))];
    shapes.prop_flat_map(|(rows, columns)| {
        let cells = rows * columns;
        let people = prop_oneof![1 => 2u32..5, 6 => Just(PEOPLE)];
        let first = prop_oneof![1 => 0u32..5, 2 => 5u32..13];
        let moves = prop_oneof![2 => Just(0i64), 1 => -12i64..12];
        (
            Just(columns),
            proptest::collection::vec(people, cells),
            proptest::collection::vec(first, cells),
            proptest::collection::vec(proptest::collection::vec(moves, cells), 2),
        )
            .prop_map(|(columns, people, first, moves)| {
                // Nobody testifies of a place where nobody works.
                let told = |n: u32, people: u32| if people < PEOPLE { n.min(people) } else { n };
                let first = first.into_iter().zip(&people).map(|(n, p)| told(n, *p));
                let mut counts: Vec<Counts> = vec![first.collect()];
                for moves in moves {
                    let last = counts[counts.len() - 1].iter().zip(moves);
                    let next = |(n, by): (&u32, i64)| (i64::from(*n) + by).clamp(0, 14) as u32;
                    let next = last.map(next).zip(&people).map(|(n, p)| told(n, *p));
                    counts.push(next.collect());
                }
                (columns, people, counts)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn three_releases_together_leave_every_small_value_open((columns, people, counts) in small_table()) {
        let releases = published(columns, &people, &counts);
        let tables: Vec<&Table> = releases.iter().filter_map(|r| r.tables.first()).collect();
        // Rolled up, or nothing to read: looked at elsewhere.
        let as_they_are = releases.iter().all(|r| r.rolled_up.is_empty());
        if tables.len() < releases.len() || !as_they_are {
            return Ok(());
        }
        let printed: Vec<Vec<Figure>> = tables.into_iter().map(figures).collect();
        let cells: Vec<i64> = people.iter().map(|n| i64::from(*n)).collect();
        let people = with_totals(columns, &cells);
        let reader = Reader { columns, printed: &printed, people: &people };
        for (at, numbers) in printed.iter().enumerate() {
            for (i, figure) in numbers.iter().enumerate() {
                let small = match figure {
                    Figure::FewerThan(_) => true,
                    Figure::Withheld => people[i] < K,
                    _ => false,
                };
                for value in (1..K).filter(|_| small) {
                    let found = reader.can_be(i, at, value, &counts);
                    prop_assert_ne!(found, Some(false), "number {} of release {} cannot be {} in {:?}", i, at + 1, value, printed);
                }
            }
        }
    }

    /// A table says something, or there is so little that nothing can be said.
    #[test]
    fn a_table_is_never_mostly_blank_and_gives_way_until_it_speaks((columns, people, counts) in small_table()) {
        let made = published(columns, &people, &counts[..1]).remove(0);
        for table in &made.tables {
            let shown: Vec<_> = table.cells.iter().flatten().filter(|f| **f != Figure::Nobody).collect();
            let blank = shown.iter().filter(|f| f.is_suppressed()).count();
            prop_assert!(blank * 2 <= shown.len(), "{table:?}");
        }
        let told: u32 = counts[0].iter().sum();
        let staffed = people.iter().sum::<u32>() >= K as u32;
        if made.tables.is_empty() && columns == counts[0].len() {
            // One district: its total is the coarsest that there is, with the job groups put together.
            prop_assert!(i64::from(told) < K || !staffed, "{counts:?} among {people:?}");
        }
    }
}

#[test]
fn the_solver_finds_what_a_careless_table_gives_away() {
    let (people, printed) = (
        with_totals(3, &[24, 24, 24]),
        vec![vec![
            Figure::FewerThan(5),
            Figure::About(10),
            Figure::About(10),
            Figure::About(20),
            Figure::FewerThan(5),
            Figure::About(10),
            Figure::About(10),
            Figure::About(20),
        ]],
    );
    let reader = Reader {
        columns: 3,
        printed: &printed,
        people: &people,
    };
    let near = [vec![0, 10, 10]];
    // 8 to 12 twice, and together 18 to 22: nothing is left over for more than 4, and all four still fit.
    assert!((1..5).all(|n| reader.can_be(0, 0, n, &near) == Some(true)));
    let mut exact = printed.clone();
    exact[0][3] = Figure::About(30);
    exact[0][7] = Figure::About(30);
    let reader = Reader {
        printed: &exact,
        ..reader
    };
    // 28 and more, of which the two others make 24 at most: it is 4.
    assert_eq!(reader.can_be(0, 0, 1, &near), Some(false));
    assert_eq!(reader.can_be(0, 0, 4, &near), Some(true));
}

#[test]
fn a_sparse_table_of_two_districts_speaks_of_both_together() {
    let counts = vec![vec![2, 3, 1, 4]];
    let made = published(2, &[24; 4], &counts).remove(0);
    assert_eq!(made.rolled_up.last(), Some(&RollUp::JobGroups));
    let figures: Vec<_> = made.tables.iter().map(|table| table.total).collect();
    assert_eq!(figures, [Figure::About(10)]);
}
