//! Which counts of signatures are shown per workplace, so that no number points at the few who have or have not signed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A workplace is counted from this many signers on; a petition may ask for more, never for fewer.
pub const THRESHOLD_MIN: u32 = 5;
/// When fewer than this many have not signed, a number would point at them.
pub const STILL_TO_SIGN_MIN: u32 = 3;

/// What is known of one workplace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workplace {
    pub signed: u32,
    /// People employed there, where the directory knows it.
    pub staff: Option<u32>,
}

/// What is shown of one workplace, to organizers too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    Exact(u32),
    FewerThan(u32),
    NearlyAll,
    /// Left blank: below the threshold itself, or so that another one cannot be worked out.
    Hidden,
}

/// What is shown of one division.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    /// In the order of the workplaces that were passed in.
    pub workplaces: Vec<Shown>,
    /// The sum over its workplaces; where it is missing, no table by standing may be shown for the division either.
    pub signed_at_workplaces: Option<u32>,
}

/// What is shown of every division of one petition. A single missing sum could be worked out from the petition's, so there are none or two.
pub fn of_petition(divisions: &[Vec<Workplace>], threshold: u32) -> Vec<Division> {
    let mut shown: Vec<Division> = divisions
        .iter()
        .map(|workplaces| of_division(workplaces, threshold))
        .collect();
    if shown
        .iter()
        .filter(|division| division.signed_at_workplaces.is_none())
        .count()
        == 1
    {
        let smallest = shown
            .iter_mut()
            .filter(|division| division.signed_at_workplaces.is_some());
        if let Some(division) = smallest.min_by_key(|division| division.signed_at_workplaces) {
            division.signed_at_workplaces = None;
        }
    }
    shown
}

/// What is shown of the workplaces of one division.
pub fn of_division(workplaces: &[Workplace], threshold: u32) -> Division {
    let threshold = threshold.max(THRESHOLD_MIN);
    let mut marks: Vec<Mark> = workplaces
        .iter()
        .map(|workplace| own_mark(workplace, threshold))
        .collect();
    while !is_protected(workplaces, &marks, threshold) {
        let shown = (0..marks.len()).filter(|i| marks[*i] == Mark::Exact);
        match shown.min_by_key(|i| workplaces[*i].signed) {
            Some(smallest) => marks[smallest] = Mark::Complement,
            None => {
                return Division {
                    workplaces: shown_as(workplaces, &marks, threshold),
                    signed_at_workplaces: None,
                };
            }
        }
    }
    let sum = workplaces
        .iter()
        .map(|workplace| workplace.signed)
        .fold(0, u32::saturating_add);
    Division {
        workplaces: shown_as(workplaces, &marks, threshold),
        signed_at_workplaces: Some(sum),
    }
}

/// Whether the counts per workplace are refreshed now: once a day, so that no single signature can be watched arriving.
pub fn is_due(released_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    released_on.is_none_or(|day| day < today)
}

/// How many of the staff, in words; nothing where there is nothing to say. Spanish for `es` and its regions, English otherwise.
pub fn density(shown: Shown, staff: Option<u32>, language: &str) -> Option<String> {
    let spanish = language == "es" || language.starts_with("es-");
    let staff = staff.filter(|staff| *staff > 0)?;
    match shown {
        Shown::Exact(signed) if spanish => Some(format!("{signed} de {staff} empleados")),
        Shown::Exact(signed) => Some(format!("{signed} of {staff} staff")),
        Shown::NearlyAll if spanish => Some(format!("casi todos los {staff} empleados")),
        Shown::NearlyAll => Some(format!("nearly all of {staff} staff")),
        Shown::FewerThan(_) | Shown::Hidden => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Exact,
    TooFew,
    NearlyAll,
    Complement,
}

fn own_mark(workplace: &Workplace, threshold: u32) -> Mark {
    let still_to_sign = workplace
        .staff
        .map(|staff| staff.saturating_sub(workplace.signed));
    if workplace.signed < threshold {
        Mark::TooFew
    } else if still_to_sign.is_some_and(|people| people < STILL_TO_SIGN_MIN) {
        Mark::NearlyAll
    } else {
        Mark::Exact
    }
}

/// "Fewer than" beside a blank would tell which of the two was below the threshold: with a complement all are blank.
fn shown_as(workplaces: &[Workplace], marks: &[Mark], threshold: u32) -> Vec<Shown> {
    let has_complement = marks.contains(&Mark::Complement);
    let shown = |(workplace, mark): (&Workplace, &Mark)| match mark {
        Mark::Exact => Shown::Exact(workplace.signed),
        Mark::NearlyAll => Shown::NearlyAll,
        Mark::TooFew if !has_complement => Shown::FewerThan(threshold),
        Mark::TooFew | Mark::Complement => Shown::Hidden,
    };
    workplaces.iter().zip(marks).map(shown).collect()
}

/// Whether somebody who knows the sum, the staff and what is shown still cannot tell any blank: none is alone,
/// and each could be another number. A zero may come out: nobody stands behind it.
fn is_protected(workplaces: &[Workplace], marks: &[Mark], threshold: u32) -> bool {
    let blank: Vec<usize> = (0..marks.len())
        .filter(|i| marks[*i] != Mark::Exact)
        .collect();
    let hidden = blank
        .iter()
        .filter(|i| marks[**i] != Mark::NearlyAll)
        .count();
    if hidden == 1 || blank.len() == 1 {
        return false;
    }
    let has_complement = marks.contains(&Mark::Complement);
    let bounds: Vec<(u64, u64)> = blank
        .iter()
        .map(|i| bounds(&workplaces[*i], marks[*i], has_complement, threshold))
        .collect();
    let sum: u64 = blank.iter().map(|i| u64::from(workplaces[*i].signed)).sum();
    let (least, most) = bounds
        .iter()
        .fold((0, 0), |(least, most), (lo, hi)| (least + lo, most + hi));
    blank.iter().zip(&bounds).all(|(i, (lo, hi))| {
        let lowest = (*lo).max(sum.saturating_sub(most - hi));
        let highest = (*hi).min(sum - (least - lo));
        lowest < highest || workplaces[*i].signed == 0
    })
}

/// What a reader can tell of one blank by itself. The truth is always within, stale headcounts or not.
fn bounds(workplace: &Workplace, mark: Mark, has_complement: bool, threshold: u32) -> (u64, u64) {
    let signed = u64::from(workplace.signed);
    let staff = workplace.staff.map(|staff| u64::from(staff).max(signed));
    match mark {
        Mark::Exact => (signed, signed),
        Mark::NearlyAll => {
            let least = staff
                .unwrap_or(signed)
                .saturating_sub(u64::from(STILL_TO_SIGN_MIN - 1))
                .max(u64::from(threshold));
            (least.min(signed), staff.unwrap_or(signed))
        }
        Mark::TooFew if !has_complement => {
            (0, u64::from(threshold - 1).min(staff.unwrap_or(u64::MAX)))
        }
        Mark::TooFew | Mark::Complement => (0, staff.unwrap_or(u64::from(u32::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn workplaces(counts: &[(u32, u32)]) -> Vec<Workplace> {
        counts
            .iter()
            .map(|(signed, staff)| Workplace {
                signed: *signed,
                staff: Some(*staff),
            })
            .collect()
    }

    fn shown(counts: &[(u32, u32)]) -> Vec<Shown> {
        of_division(&workplaces(counts), 5).workplaces
    }

    #[test]
    fn a_workplace_is_counted_from_five_signers_on() {
        assert_eq!(
            shown(&[(5, 20), (4, 20), (3, 20)]),
            [Shown::Exact(5), Shown::FewerThan(5), Shown::FewerThan(5)]
        );
    }

    #[test]
    fn the_threshold_is_never_lowered() {
        assert_eq!(
            of_division(&workplaces(&[(4, 20), (3, 20)]), 1).workplaces,
            [Shown::FewerThan(5); 2]
        );
        assert_eq!(
            of_division(&workplaces(&[(9, 20), (8, 20)]), 10).workplaces,
            [Shown::FewerThan(10); 2]
        );
    }

    #[test]
    fn when_fewer_than_three_have_not_signed_no_number_points_at_them() {
        assert_eq!(shown(&[(18, 20), (28, 30)]), [Shown::NearlyAll; 2]);
        assert_eq!(
            shown(&[(17, 20), (27, 30)]),
            [Shown::Exact(17), Shown::Exact(27)]
        );
        assert_eq!(shown(&[(21, 20), (28, 30)]), [Shown::NearlyAll; 2]);
    }

    #[test]
    fn a_single_hidden_workplace_takes_the_smallest_other_with_it() {
        assert_eq!(
            shown(&[(2, 20), (12, 40), (9, 40)]),
            [Shown::Hidden, Shown::Exact(12), Shown::Hidden]
        );
    }

    #[test]
    fn a_division_of_one_small_workplace_shows_no_sum() {
        let division = of_division(&workplaces(&[(3, 20)]), 5);
        assert_eq!(
            (division.workplaces, division.signed_at_workplaces),
            (vec![Shown::FewerThan(5)], None)
        );
    }

    #[test]
    fn two_sums_are_missing_or_none() {
        let petition = [
            workplaces(&[(3, 20)]),
            workplaces(&[(8, 20), (9, 20)]),
            workplaces(&[(30, 90)]),
        ];
        let sums: Vec<_> = of_petition(&petition, 5)
            .iter()
            .map(|division| division.signed_at_workplaces)
            .collect();
        assert_eq!(sums, [None, None, Some(30)]);
    }

    #[test]
    fn density_is_said_only_of_what_is_shown() {
        assert_eq!(
            density(Shown::Exact(12), Some(40), "en").as_deref(),
            Some("12 of 40 staff")
        );
        assert_eq!(
            density(Shown::NearlyAll, Some(40), "es-US").as_deref(),
            Some("casi todos los 40 empleados")
        );
        assert_eq!(density(Shown::FewerThan(5), Some(40), "en"), None);
        assert_eq!(density(Shown::Exact(12), None, "en"), None);
    }

    #[test]
    fn counts_per_workplace_are_refreshed_once_a_day() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).unwrap();
        assert!(
            is_due(None, day(23))
                && is_due(Some(day(22)), day(23))
                && !is_due(Some(day(23)), day(23))
        );
    }

    /// Every count that a reader could take workplace `i` to have, found by trying all combinations.
    fn readings(
        division: &Division,
        workplaces: &[Workplace],
        i: usize,
    ) -> std::collections::BTreeSet<u32> {
        let fits = |count: u32, shown: Shown, staff: u32| match shown {
            Shown::Exact(n) => count == n,
            Shown::FewerThan(n) => count < n && count <= staff,
            Shown::NearlyAll => count + 2 >= staff && count >= 5 && count <= staff,
            Shown::Hidden => count <= staff,
        };
        let mut found = std::collections::BTreeSet::new();
        let mut tried: Vec<Vec<u32>> = vec![vec![]];
        for (workplace, shown) in workplaces.iter().zip(&division.workplaces) {
            let staff = workplace.staff.unwrap();
            tried = tried
                .iter()
                .flat_map(|t| {
                    (0..=staff)
                        .filter(|c| fits(*c, *shown, staff))
                        .map(|c| [t.clone(), vec![c]].concat())
                })
                .collect();
        }
        for counts in tried.iter().filter(|counts| {
            division
                .signed_at_workplaces
                .is_none_or(|sum| counts.iter().sum::<u32>() == sum)
        }) {
            found.insert(counts[i]);
        }
        found
    }

    proptest! {
        #[test]
        fn a_single_hidden_workplace_never_occurs(counts in proptest::collection::vec((0u32..40, 0u32..50), 0..12), threshold in 0u32..12) {
            let division = of_division(&workplaces(&counts), threshold);
            let hidden = division.workplaces.iter().filter(|s| matches!(s, Shown::Hidden | Shown::FewerThan(_))).count();
            let blank = division.workplaces.iter().filter(|s| !matches!(s, Shown::Exact(_))).count();
            prop_assert!((hidden != 1 && blank != 1) || division.signed_at_workplaces.is_none());
            prop_assert!(hidden != 1 || division.workplaces.iter().all(|s| !matches!(s, Shown::Exact(_))));
            for (shown, (signed, staff)) in division.workplaces.iter().zip(&counts) {
                if let Shown::Exact(n) = shown {
                    prop_assert!(n == signed && *n >= threshold.max(5) && n + 3 <= *staff);
                }
            }
        }

        #[test]
        fn no_blank_can_be_worked_out_from_the_sum(counts in proptest::collection::vec((0u32..12, 0u32..12), 1..5)) {
            let workplaces: Vec<_> = counts.iter().map(|(signed, more)| Workplace { signed: *signed, staff: Some((signed + more).min(14)).map(|s| s.max(*signed)) }).collect();
            let division = of_division(&workplaces, 5);
            for (i, workplace) in workplaces.iter().enumerate() {
                if !matches!(division.workplaces[i], Shown::Exact(_)) && workplace.signed > 0 && division.signed_at_workplaces.is_some() {
                    prop_assert!(readings(&division, &workplaces, i).len() > 1);
                }
            }
        }

        #[test]
        fn sums_of_divisions_are_never_missing_singly(divisions in proptest::collection::vec(proptest::collection::vec((0u32..30, 0u32..40), 0..4), 2..6)) {
            let divisions: Vec<_> = divisions.iter().map(|counts| workplaces(counts)).collect();
            let missing = of_petition(&divisions, 5).iter().filter(|d| d.signed_at_workplaces.is_none()).count();
            prop_assert!(missing != 1);
        }
    }
}
