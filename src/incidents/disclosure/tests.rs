//! What suppression promises, against a solver.

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
