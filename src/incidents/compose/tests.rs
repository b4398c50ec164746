//! A solver reads a whole release, all its tables together.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::incidents::beside::holds;
use crate::incidents::coarseness::ALL_DISTRICTS;
use crate::incidents::disclosure::{Grain, Table};
use crate::incidents::figure::Figure::{self, FewerThan};

/// Everything that could have happened, a district and a quarter at a time: how many testified, called nobody, called the
/// police, were threatened.
const SPOTS: usize = 4;
const KINDS: usize = 4;

/// Variables with a sign.
type Terms = Vec<(usize, i64)>;

struct Story {
    ranges: Vec<(i64, i64)>,
    /// And between what their sum lies.
    sums: Vec<(Terms, i64, i64)>,
}

impl Story {
    /// Whether whole numbers exist that fit everything; nothing when the search gave up.
    fn fits(&self, ranges: &[(i64, i64)], near: &[i64], tries: &mut u32) -> Option<bool> {
        *tries = tries.checked_sub(1)?;
        let mut ranges = ranges.to_vec();
        loop {
            let before = ranges.clone();
            for (terms, least, most) in &self.sums {
                let at = |(_, sign): &(usize, i64), (low, high): (i64, i64)| match sign {
                    1 => (low, high),
                    _ => (-high, -low),
                };
                let low: i64 = terms.iter().map(|t| at(t, ranges[t.0]).0).sum();
                let high: i64 = terms.iter().map(|t| at(t, ranges[t.0]).1).sum();
                for term in terms {
                    let (own_low, own_high) = at(term, ranges[term.0]);
                    let new_high = own_high.min(most - (low - own_low));
                    let new_low = own_low.max(least - (high - own_high));
                    if new_low > new_high {
                        return Some(false);
                    }
                    ranges[term.0] = match term.1 {
                        1 => (new_low, new_high),
                        _ => (-new_high, -new_low),
                    };
                }
            }
            if before == ranges {
                break;
            }
        }
        let open = (0..ranges.len()).filter(|i| ranges[*i].0 < ranges[*i].1);
        let Some(next) = open.min_by_key(|i| ranges[*i].1 - ranges[*i].0) else {
            return Some(true);
        };
        let (low, high) = ranges[next];
        let mut values: Vec<i64> = (low..=high).collect();
        values.sort_by_key(|value| (value - near[next]).abs());
        let mut gave_up = false;
        for value in values {
            ranges[next] = (value, value);
            match self.fits(&ranges, near, tries) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => gave_up = true,
            }
        }
        (!gave_up).then_some(false)
    }
}

const QUARTERS: [&str; 2] = ["2025-Q1", "2025-Q2"];

fn facts(counts: &[[u32; KINDS]], theme: Theme) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (at, [told, nobody, police, threat]) in counts.iter().enumerate() {
        for n in 0..*told {
            let kind = match theme {
                Theme::Testimonies => Some(("safety_incident", "any testimony")),
                Theme::WhoWasCalled if n < *nobody => Some(("nobody", "nobody")),
                Theme::WhoWasCalled if n < nobody + police => Some(("police", "somebody")),
                Theme::IncidentTypes if n < *threat => Some(("threat", "threat")),
                _ => None,
            };
            let grain = |fine: &str, broad: &str| Grain {
                fine: fine.to_owned(),
                broad: broad.to_owned(),
            };
            let district = format!("District {}", at / 2);
            facts.extend(kind.map(|(fine, broad)| Fact {
                testimony: Uuid::from_u128((at as u128) << 32 | u128::from(n)),
                kind: grain(fine, broad),
                period: grain(QUARTERS[at % 2], "2025"),
                place: grain(&district, &district),
                job_group: "librarians".to_owned(),
            }));
        }
    }
    facts
}

/// Which variables a printed number is the sum of.
fn counted(theme: Theme, table: &Table, place: Option<&str>) -> Terms {
    let kinds: &[usize] = match (theme, table.kind.as_str()) {
        (Theme::Testimonies, _) => &[0],
        (Theme::WhoWasCalled, "nobody") => &[1],
        (Theme::WhoWasCalled, _) => &[2],
        _ => &[3],
    };
    let place = place.filter(|place| *place != ALL_DISTRICTS);
    let within = |at: &usize| {
        let district = format!("District {}", at / 2);
        let quarter = QUARTERS[at % 2];
        place.is_none_or(|place| place == district)
            && (table.period == quarter || holds(&table.period, quarter))
    };
    let spots = (0..SPOTS).filter(within);
    spots
        .flat_map(|at| kinds.iter().map(move |kind| (at * KINDS + kind, 1)))
        .collect()
}

/// Every number of a release, what it is the sum of, and what it can stand for.
fn printed(themes: &[ThemeTables], k: u32) -> Vec<(Terms, Figure, i64, i64)> {
    let mut all = Vec::new();
    for made in themes {
        for table in &made.tables {
            let mut put = |place: Option<&str>, figure: Figure| {
                let least = match figure {
                    Figure::Withheld => k,
                    figure => figure.least(k),
                };
                let most = figure.most().map_or(1000, i64::from);
                all.push((
                    counted(made.theme, table, place),
                    figure,
                    i64::from(least),
                    most,
                ));
            };
            for (place, figure) in table.places.iter().zip(&table.place_totals) {
                put(Some(place), *figure);
            }
            put(None, table.total);
        }
    }
    all
}

fn whole_release(counts: &[[u32; KINDS]], k: u32) -> Vec<ThemeTables> {
    let headcounts: Vec<Headcount> = (0..2)
        .map(|district| {
            let place = format!("District {district}");
            Headcount {
                place: Grain {
                    fine: place.clone(),
                    broad: place,
                },
                job_group: "librarians".to_owned(),
                people: 100,
            }
        })
        .collect();
    compose(
        1,
        k,
        |theme| facts(counts, theme),
        &headcounts,
        &Memories::new(),
        &[],
    )
    .0
}

fn counts() -> impl Strategy<Value = Vec<[u32; KINDS]>> {
    let spot = (0u32..16, 0u32..4, 0u32..4, 0u32..4).prop_map(|(told, a, b, c)| {
        let nobody = told * a / 4;
        [told, nobody, (told - nobody) * b / 3, told * c / 3]
    });
    proptest::collection::vec(spot, SPOTS)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The solver knows nothing of ranges that the release was made with: it looks for a whole story.
    #[test]
    fn all_tables_of_a_release_together_leave_every_small_value_open(counts in counts()) {
        let k = 5;
        let themes = whole_release(&counts, k);
        let printed = printed(&themes, k);
        let mut sums: Vec<_> = (0..SPOTS)
            .flat_map(|at| {
                let [told, nobody, police, threat] = [0, 1, 2, 3].map(|kind| at * KINDS + kind);
                [
                    (vec![(told, 1), (nobody, -1), (police, -1)], 0, 1000),
                    (vec![(told, 1), (threat, -1)], 0, 1000),
                ]
            })
            .collect();
        sums.extend(printed.iter().map(|(terms, _, least, most)| (terms.clone(), *least, *most)));
        let near: Vec<i64> = counts.iter().flatten().map(|n| i64::from(*n)).collect();
        for (terms, figure, ..) in &printed {
            for value in (1..i64::from(k)).filter(|_| matches!(figure, FewerThan(_))) {
                let mut sums = sums.clone();
                sums.push((terms.clone(), value, value));
                let story = Story { ranges: vec![(0, 40); SPOTS * KINDS], sums };
                let found = story.fits(&story.ranges, &near, &mut 20_000);
                prop_assert_ne!(found, Some(false), "{:?} cannot be {} in {:?}", terms, value, themes);
            }
        }
    }
}

#[test]
fn the_solver_finds_what_two_tables_give_away() {
    let sums = vec![
        (vec![(0, 1), (1, -1), (2, -1)], 0, 1000),
        (vec![(0, 1)], 18, 22),
        (vec![(1, 1)], 18, 22),
    ];
    let fits = |value| {
        let mut sums = sums.clone();
        sums.push((vec![(2, 1)], value, value));
        let story = Story {
            ranges: vec![(0, 40); 3],
            sums,
        };
        story.fits(&story.ranges, &[20, 20, 0], &mut 1000)
    };
    assert_eq!([fits(4), fits(5)], [Some(true), Some(false)]);
}
