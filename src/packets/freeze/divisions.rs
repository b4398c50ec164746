//! Which numbers of districts a packet prints, so that none is told of the few who signed somewhere, and all of them add up.

use std::collections::BTreeMap;

use crate::directory::DivisionId;

/// What is printed of the signatures by district: the same in every packet of one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByDivision {
    shown: BTreeMap<DivisionId, Number>,
    /// Everybody whom no printed number counts: of no known district, or of one whose number is held back.
    pub elsewhere: u64,
    pub some_are_hidden: bool,
}

/// What is printed of one district.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    Exact(u64),
    /// From one up to the threshold.
    TooFew,
    /// Held back so that another one cannot be worked out.
    Hidden,
}

impl ByDivision {
    /// A number below the threshold is held back, and goes into the row of those whose district is not known. Where
    /// that row would give it away, the smallest other number goes there too.
    pub fn new(counts: &BTreeMap<DivisionId, u64>, not_known: u64, threshold: u32) -> Self {
        let threshold = u64::from(threshold);
        let mut hidden: Vec<DivisionId> = counts
            .iter()
            .filter(|(_, n)| (1..threshold).contains(n))
            .map(|(id, _)| *id)
            .collect();
        let few = hidden.len();
        let elsewhere = |hidden: &[DivisionId]| {
            let of_hidden: u64 = hidden.iter().filter_map(|id| counts.get(id)).sum();
            not_known + of_hidden
        };
        while !hidden.is_empty() && elsewhere(&hidden) < threshold {
            let others = counts
                .iter()
                .filter(|(id, n)| **n > 0 && !hidden.contains(id));
            match others.min_by_key(|(id, n)| (**n, **id)) {
                Some((smallest, _)) => hidden.push(*smallest),
                None => break,
            }
        }
        let number = |(id, n): (&DivisionId, &u64)| {
            let number = match (hidden.contains(id), hidden.len() == few) {
                (false, _) => Number::Exact(*n),
                (true, true) => Number::TooFew,
                // "Fewer than" beside a blank would tell which of the two is small.
                (true, false) => Number::Hidden,
            };
            (*id, number)
        };
        Self {
            shown: counts.iter().map(number).collect(),
            elsewhere: elsewhere(&hidden),
            some_are_hidden: !hidden.is_empty(),
        }
    }

    pub fn of(&self, id: DivisionId) -> Number {
        self.shown.get(&id).copied().unwrap_or(Number::Exact(0))
    }

    pub fn exact(&self, id: DivisionId) -> Option<u64> {
        match self.of(id) {
            Number::Exact(n) => Some(n),
            Number::TooFew | Number::Hidden => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn told(counts: &[u64], not_known: u64) -> (Vec<Number>, u64) {
        let id = |at: usize| DivisionId(Uuid::from_u128(at as u128 + 1));
        let rows = counts.iter().enumerate().map(|(at, n)| (id(at), *n));
        let told = ByDivision::new(&rows.collect(), not_known, 5);
        let shown = (0..counts.len()).map(|at| told.of(id(at))).collect();
        (shown, told.elsewhere)
    }

    #[test]
    fn numbers_from_the_threshold_on_are_printed_as_they_are() {
        use Number::Exact as E;
        assert_eq!(told(&[5, 0, 40], 3), (vec![E(5), E(0), E(40)], 3));
    }

    #[test]
    fn a_small_number_hides_among_those_whose_district_is_not_known() {
        let shown = vec![Number::TooFew, Number::Exact(40)];
        assert_eq!(told(&[3, 40], 30), (shown, 33));
    }

    #[test]
    fn a_small_number_alone_takes_the_smallest_other_with_it() {
        let shown = vec![Number::Hidden, Number::Exact(40), Number::Hidden];
        assert_eq!(told(&[3, 40, 9], 0), (shown, 12));
    }

    proptest! {
        #[test]
        fn what_is_printed_adds_up_and_no_small_number_is_left_over(counts in proptest::collection::vec(0u64..12, 0..7), not_known in 0u64..9) {
            let (shown, elsewhere) = told(&counts, not_known);
            let printed: u64 = shown.iter().map(|n| if let Number::Exact(n) = n { *n } else { 0 }).sum();
            let all = counts.iter().sum::<u64>() + not_known;
            prop_assert_eq!(printed + elsewhere, all);
            prop_assert!(shown.iter().all(|n| !matches!(n, Number::Exact(1..5))));
            let hides = shown.iter().any(|n| !matches!(n, Number::Exact(_)));
            prop_assert!(!hides || elsewhere >= 5 || printed == 0);
        }
    }
}
