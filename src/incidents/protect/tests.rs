//! What protecting a table promises.

use super::*;
use proptest::prelude::*;

fn staffed(counts: &[u32]) -> Vec<Count> {
    counts
        .iter()
        .map(|n| Count {
            testimonies: *n,
            headcount: 200,
        })
        .collect()
}

#[test]
fn counts_from_k_on_are_rounded_to_five_and_never_below_k() {
    assert_eq!(
        [10, 12, 13, 17, 18].map(|n| rounded(n, 10)),
        [10, 10, 15, 15, 20]
    );
    assert_eq!([7, 8, 12].map(|n| rounded(n, 7)), [10, 10, 10]);
}

#[test]
fn a_small_headcount_hides_a_large_count() {
    assert_eq!(
        figure(
            Count {
                testimonies: 12,
                headcount: 9
            },
            10
        ),
        Figure::Withheld
    );
    assert_eq!(
        figure(
            Count {
                testimonies: 3,
                headcount: 9
            },
            10
        ),
        Figure::FewerThan(10)
    );
    assert_eq!(
        figure(
            Count {
                testimonies: 0,
                headcount: 0
            },
            10
        ),
        Figure::Nobody
    );
}

#[test]
fn a_table_that_would_be_mostly_blank_is_not_published() {
    let shape = Shape {
        rows: 2,
        columns: 2,
    };
    assert_eq!(
        protect(shape, &staffed(&[1, 2, 3, 40]), 10, None).err(),
        Some(Unpublishable::MostlyBlank)
    );
}

#[test]
fn a_small_move_carries_the_old_value() {
    assert_eq!(
        [12, 19, 20, 29, 30].map(|now| carried_cell(20, now, 10)),
        [20, 20, 20, 20, 30]
    );
    assert_eq!(carried_cell(0, 9, 10), 0);
    assert_eq!([18, 19].map(|old| carried_cell(old, 2, 10)), [18, 2]);
    assert_eq!([18, 19].map(|now| carried_cell(2, now, 10)), [2, 19]);
}

#[test]
fn moves_that_nearly_cancel_in_a_total_are_put_off() {
    let shape = Shape {
        rows: 1,
        columns: 3,
    };
    let before = protect(shape, &staffed(&[40, 40, 40]), 10, None).unwrap_or_default();
    let values = carried(shape, &[52, 29, 40], &before, 10);
    assert_eq!(values[..3], [52, 40, 40]);
}

/// What a reader may take each number for, from the figure, the headcount and the rules: the published system, written down anew.
fn reading(figure: Figure, headcount: u32, truth: u32, k: u32) -> (i64, i64) {
    match figure {
        Figure::About(about) => {
            let fits: Vec<u32> = (k..=about + 5)
                .filter(|n| rounded(*n, k) == about)
                .collect();
            (i64::from(fits[0]), i64::from(fits[fits.len() - 1]))
        }
        Figure::FewerThan(k) => (0, i64::from(k) - 1),
        Figure::Withheld => (
            if headcount < k { 0 } else { i64::from(k) },
            i64::from(headcount.max(rounded(truth, k) + 2)),
        ),
        Figure::Nobody => (0, 0),
    }
}

/// Hoffman's theorem: a circulation exists exactly when no set of nodes must take in more than can leave it.
/// A solver of another kind than the one under test, by trying every set.
fn is_feasible(shape: Shape, bounds: &[(i64, i64)]) -> bool {
    let nodes = shape.rows + shape.columns + 2;
    let end = |i: usize| -> (usize, usize) {
        let cells = shape.rows * shape.columns;
        match i {
            i if i < cells => (1 + i / shape.columns, 1 + shape.rows + i % shape.columns),
            i if i < cells + shape.rows => (0, 1 + i - cells),
            i if i < cells + shape.rows + shape.columns => (1 + i - cells, nodes - 1),
            _ => (nodes - 1, 0),
        }
    };
    bounds.iter().all(|(least, most)| least <= most)
        && (0u32..1 << nodes).all(|set| {
            let within = |node: usize| set >> node & 1 == 1;
            let (mut enters, mut leaves) = (0, 0);
            for (i, (least, most)) in bounds.iter().enumerate() {
                let (from, to) = end(i);
                enters += if !within(from) && within(to) {
                    *least
                } else {
                    0
                };
                leaves += if within(from) && !within(to) {
                    *most
                } else {
                    0
                };
            }
            enters <= leaves
        })
}

fn assert_every_small_value_is_feasible(shape: Shape, cells: &[Count], kept: &[Kept], k: u32) {
    let headcounts =
        shape.with_totals(&cells.iter().map(|cell| cell.headcount).collect::<Vec<_>>());
    let bounds: Vec<_> = kept
        .iter()
        .zip(&headcounts)
        .map(|(kept, h)| reading(kept.figure, *h, kept.testimonies, k))
        .collect();
    for (i, kept) in kept.iter().enumerate() {
        let small = kept.testimonies < k || headcounts[i] < k;
        for value in (1..i64::from(k)).filter(|_| small && kept.figure.is_suppressed()) {
            let mut tried = bounds.clone();
            tried[i] = (value, value);
            assert!(
                is_feasible(shape, &tried),
                "number {i}, {:?}, cannot be {value} among {bounds:?}",
                kept.figure
            );
        }
    }
}

type Bounds = (i64, i64);

/// Both releases at once: an unchanged number is the same number in each, a changed cell moved by k or more.
/// Tried by search over a small table, knowing nothing of leeways.
fn is_feasible_over_two(
    shape: Shape,
    first: &[(i64, i64)],
    second: &[(i64, i64)],
    same: &[bool],
    k: i64,
) -> bool {
    fn fill(
        shape: Shape,
        at: usize,
        cells: &mut Vec<(i64, i64)>,
        sys: (&[Bounds], &[Bounds], &[bool], i64),
    ) -> bool {
        let (first, second, same, k) = sys;
        if at == shape.cells() {
            let sums = |pick: fn(&(i64, i64)) -> i64| {
                shape.with_totals(
                    &cells
                        .iter()
                        .map(|c| u32::try_from(pick(c)).unwrap())
                        .collect::<Vec<_>>(),
                )
            };
            let fits = |all: &[u32], bounds: &[(i64, i64)]| {
                all.iter()
                    .zip(bounds)
                    .all(|(n, (lo, hi))| (*lo..=*hi).contains(&i64::from(*n)))
            };
            return fits(&sums(|c| c.0), first) && fits(&sums(|c| c.1), second);
        }
        for a in first[at].0..=first[at].1 {
            for b in second[at].0..=second[at].1 {
                if (same[at] && a != b) || (!same[at] && (a - b).abs() < k) {
                    continue;
                }
                cells.push((a, b));
                if fill(shape, at + 1, cells, sys) {
                    return true;
                }
                cells.pop();
            }
        }
        false
    }
    fill(shape, 0, &mut Vec::new(), (first, second, same, k))
}

fn table() -> impl Strategy<Value = (Shape, Vec<Count>, u32)> {
    (1usize..5, 1usize..4, 5u32..12).prop_flat_map(|(rows, columns, k)| {
        let count = (
            prop_oneof![0u32..12, 10u32..40],
            prop_oneof![Just(0u32), 4u32..15, 30u32..90],
        );
        let cell = count.prop_map(|(testimonies, headcount)| Count {
            testimonies,
            headcount,
        });
        (
            Just(Shape { rows, columns }),
            proptest::collection::vec(cell, rows * columns),
            Just(k),
        )
    })
}

fn full_table() -> impl Strategy<Value = (Shape, Vec<Count>, u32)> {
    (1usize..5, 2usize..4, 5u32..12).prop_flat_map(|(rows, columns, k)| {
        let cell = prop_oneof![1 => 0u32..12, 2 => 12u32..40].prop_map(|testimonies| Count {
            testimonies,
            headcount: 150,
        });
        (
            Just(Shape { rows, columns }),
            proptest::collection::vec(cell, rows * columns),
            Just(k),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_small_value_of_a_suppressed_number_stays_feasible((shape, cells, k) in prop_oneof![table(), full_table()]) {
        if let Ok(kept) = protect(shape, &cells, k, None) {
            assert_every_small_value_is_feasible(shape, &cells, &kept, k);
        }
    }

    #[test]
    fn and_in_every_release_that_follows((shape, cells, k) in full_table(), moves in proptest::collection::vec(-30i64..40, 36)) {
        let Ok(mut kept) = protect(shape, &cells, k, None) else { return Ok(()) };
        let mut cells = cells;
        for round in moves.chunks(12) {
            for (cell, by) in cells.iter_mut().zip(round) {
                cell.testimonies = u32::try_from((i64::from(cell.testimonies) + by).max(0)).unwrap();
            }
            if let Ok(next) = protect(shape, &cells, k, Some(&kept)) {
                for (old, new) in kept.iter().zip(&next) {
                    prop_assert!(!(1..k).contains(&old.testimonies.abs_diff(new.testimonies)));
                }
                assert_every_small_value_is_feasible(shape, &cells, &next, k);
                kept = next;
            }
        }
    }

    #[test]
    fn two_releases_together_do_not_tell_what_each_hides(first in proptest::collection::vec(0u32..25, 3), moves in proptest::collection::vec(-20i64..20, 3)) {
        let (shape, k) = (Shape { rows: 1, columns: 3 }, 5);
        let count = |testimonies| Count { testimonies, headcount: 30 };
        let cells: Vec<_> = first.into_iter().map(count).collect();
        let Ok(before) = protect(shape, &cells, k, None) else { return Ok(()) };
        let moved = |(cell, by): (&Count, &i64)| count(u32::try_from((i64::from(cell.testimonies) + by).max(0)).unwrap());
        let cells: Vec<_> = cells.iter().zip(&moves).map(moved).collect();
        let Ok(after) = protect(shape, &cells, k, Some(&before)) else { return Ok(()) };
        let headcounts = shape.with_totals(&[30; 3]);
        let read = |kept: &[Kept]| kept.iter().zip(&headcounts).map(|(n, h)| reading(n.figure, *h, n.testimonies, k)).collect::<Vec<_>>();
        let same: Vec<_> = before.iter().zip(&after).map(|(a, b)| a.testimonies == b.testimonies).collect();
        for i in (0..shape.cells()).filter(|i| after[*i].testimonies < k) {
            for value in 1..i64::from(k) {
                let mut tried = read(&after);
                tried[i] = (value, value);
                prop_assert!(is_feasible_over_two(shape, &read(&before), &tried, &same, i64::from(k)), "cell {i} cannot be {value}");
            }
        }
    }
}
