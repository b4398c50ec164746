//! A reader who has kept every release.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::incidents::compose::compose;
use crate::incidents::disclosure::{Fact, Grain, Headcount};

type Three = (u32, u32, u32);

const K: u32 = 10;
const KINDS: [&str; 2] = ["nobody", "police"];

/// How many testified in a district, called nobody, called the police.
type Spot = [u32; 3];

fn grain(label: &str) -> Grain {
    Grain {
        fine: label.to_owned(),
        broad: label.to_owned(),
    }
}

fn facts(spots: &[Spot], theme: Theme) -> Vec<Fact> {
    let mut facts = Vec::new();
    for (at, [told, nobody, police]) in spots.iter().enumerate() {
        for n in 0..*told {
            let kind = match theme {
                Theme::Testimonies => "safety_incident",
                Theme::WhoWasCalled if n < *nobody => KINDS[0],
                Theme::WhoWasCalled if n < nobody + police => KINDS[1],
                _ => continue,
            };
            facts.push(Fact {
                testimony: Uuid::from_u128((at as u128) << 32 | u128::from(n)),
                kind: grain(kind),
                period: grain("2025"),
                place: grain(&format!("District {at}")),
                job_group: "librarians".to_owned(),
            });
        }
    }
    facts
}

/// All releases of a campaign whose counts go from one of these to the next.
fn released(k: u32, counts: &[Vec<Spot>]) -> Vec<Printed> {
    let (mut published, mut memories) = (Vec::<Printed>::new(), Memories::new());
    for (number, spots) in (1..).zip(counts) {
        let people = |at: usize| Headcount {
            place: grain(&format!("District {at}")),
            job_group: "librarians".to_owned(),
            people: 200,
        };
        let people: Vec<_> = (0..spots.len()).map(people).collect();
        let told = |theme| facts(spots, theme);
        let (themes, kept) = compose(number, k, told, &people, &memories, &published);
        memories = kept;
        published.push(Printed { k, themes });
    }
    published
}

fn figure(printed: &Printed, theme: Theme, kind: &str, district: usize) -> Option<Figure> {
    let table = find(printed, theme, &(kind.to_owned(), "2025".to_owned()))?;
    let name = format!("District {district}");
    let row = table.places.iter().position(|place| *place == name)?;
    Some(table.place_totals[row])
}

/// About 10 that became about 20 is at least 20 by now, since nothing moves by less than ten: of about 25 testimonies, that is
/// 27 at most, it would leave 7 at most for those who called the police.
#[test]
fn an_answer_waits_whose_move_would_narrow_down_a_small_number_beside_it() {
    let other = [60, 30, 25];
    let counts = [vec![[25, 10, 4], other], vec![[26, 20, 5], other]];
    let releases = released(K, &counts);
    let called = |n: usize, kind| figure(&releases[n], Theme::WhoWasCalled, kind, 0);
    let told = |n: usize| figure(&releases[n], Theme::Testimonies, "safety_incident", 0);
    assert_eq!([told(0), told(1)], [Some(Figure::About(25)); 2]);
    assert_eq!(called(0, "police"), Some(Figure::FewerThan(K)));
    assert_eq!(called(0, "nobody"), Some(Figure::About(10)));
    assert_eq!(called(1, "nobody"), Some(Figure::About(10)));
    // With room above it may move.
    let counts = [vec![[35, 10, 4], other], vec![[36, 20, 5], other]];
    let releases = released(K, &counts);
    let moved = figure(&releases[1], Theme::WhoWasCalled, "nobody", 0);
    assert_eq!(moved, Some(Figure::About(20)));
}

/// What waited is published once it tells nothing.
#[test]
fn what_waited_comes_when_there_is_room() {
    let other = [60, 30, 25];
    let counts = [
        vec![[25, 10, 4], other],
        vec![[26, 20, 5], other],
        vec![[45, 25, 5], other],
    ];
    let releases = released(K, &counts);
    let called = |n: usize| figure(&releases[n], Theme::WhoWasCalled, "nobody", 0);
    assert_eq!(called(1), Some(Figure::About(10)));
    assert_eq!(called(2), Some(Figure::About(25)));
}

fn growing() -> impl Strategy<Value = Vec<Vec<Spot>>> {
    let first = (10u32..40, 0u32..=4, 0u32..=4);
    let more = (0u32..3, 0u32..16, 0u32..=4);
    let spot = (first, proptest::collection::vec(more, 2));
    proptest::collection::vec(spot, 2).prop_map(|spots| {
        let story = |((told, a, b), more): (Three, Vec<Three>)| {
            let nobody = told * a / 4;
            let mut at = [told, nobody, (told - nobody) * b / 4];
            let mut story: Vec<Spot> = vec![at];
            for (which, by, lost) in more {
                at[0] += by;
                at[1] += if which == 1 { by } else { 0 };
                at[2] += if which == 2 { by } else { 0 };
                // Some take theirs back.
                let lost = lost.saturating_sub(2).min(at[0] - at[1] - at[2]);
                at[0] -= lost;
                story.push(at);
            }
            story
        };
        let stories: Vec<Vec<Spot>> = spots.into_iter().map(story).collect();
        (0..3)
            .map(|n| stories.iter().map(|story| story[n]).collect())
            .collect()
    })
}

/// What one district's numbers can have been in all releases, by trying every story of the three numbers that fits what is printed,
/// the answers together never more than the testimonies, and no number moving by less than k.
fn can_be(k: u32, printed: &[[Option<Figure>; 3]]) -> Vec<[BTreeSet<i64>; 3]> {
    let fits = |figure: Option<Figure>, n: i64| match figure {
        None => true,
        Some(figure) => {
            let most = figure.most().map_or(i64::MAX, i64::from);
            (i64::from(figure.least(k))..=most).contains(&n)
        }
    };
    let k = i64::from(k);
    let follows = |before: i64, after: i64| {
        let crosses = (before < k) != (after < k);
        before == after
            || ((before - after).abs() >= k && !(crosses && before.max(after) < 2 * k - 1))
    };
    let most = 80;
    let spots_of = |figures: &[Option<Figure>; 3]| {
        let mut spots = Vec::new();
        let of = |i: usize| (0..most).filter(move |n| fits(figures[i], *n));
        for told in of(0) {
            for nobody in of(1).filter(|n| *n <= told) {
                spots.extend(
                    of(2)
                        .filter(|n| nobody + n <= told)
                        .map(|police| [told, nobody, police]),
                );
            }
        }
        spots
    };
    let goes = |a: &[i64; 3], b: &[i64; 3]| (0..3).all(|i| follows(a[i], b[i]));
    let mut all: Vec<Vec<[i64; 3]>> = printed.iter().map(spots_of).collect();
    for at in 1..all.len() {
        let (before, after) = all.split_at_mut(at);
        after[0].retain(|b| before[at - 1].iter().any(|a| goes(a, b)));
    }
    for at in (1..all.len()).rev() {
        let (before, after) = all.split_at_mut(at);
        before[at - 1].retain(|a| after[0].iter().any(|b| goes(a, b)));
    }
    let seen =
        |spots: &Vec<[i64; 3]>| [0, 1, 2].map(|i| spots.iter().map(|spot| spot[i]).collect());
    all.iter().map(seen).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever no reader could tell from the first release alone, none can from three.
    #[test]
    fn three_releases_side_by_side_leave_every_small_value_open(counts in growing()) {
        let k = 7;
        let releases = released(k, &counts);
        for district in 0..2 {
            let printed: Vec<[Option<Figure>; 3]> = releases
                .iter()
                .map(|release| {
                    let told = figure(release, Theme::Testimonies, "safety_incident", district);
                    let [a, b] = KINDS.map(|kind| figure(release, Theme::WhoWasCalled, kind, district));
                    [told, a, b]
                })
                .collect();
            let is_open = |figure: &Option<Figure>| matches!(figure, None | Some(Figure::Withheld));
            if printed.iter().flatten().any(is_open) {
                continue;
            }
            // Numbers that were carried can contradict each other; such a release is put back as far as it can be.
            let alone: Vec<bool> = printed.iter().map(|p| {
                let seen = &can_be(k, &[*p])[0];
                (0..3).all(|i| !matches!(p[i], Some(Figure::FewerThan(_))) || (1..i64::from(k)).all(|n| seen[i].contains(&n)))
            }).collect();
            if !alone.into_iter().all(|is_open| is_open) {
                continue;
            }
            for (at, seen) in can_be(k, &printed).iter().enumerate() {
                for i in (0..3).filter(|i| matches!(printed[at][*i], Some(Figure::FewerThan(_)))) {
                    for value in 1..i64::from(k) {
                        prop_assert!(seen[i].contains(&value), "{i} of release {at} cannot be {value} in {printed:?} of {counts:?}");
                    }
                }
            }
        }
    }
}
