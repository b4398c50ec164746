//! Testimonies and headcounts counted for the cells of a table, as fine or as coarse as it is to be.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::protect::Count;

/// One label of a dimension and the broader one that takes its place when a table is rolled up.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Grain {
    pub fine: String,
    pub broad: String,
}

/// What one testimony adds: its generalised facts under the fresh id that approval gave it. Several kinds are several facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub testimony: Uuid,
    pub kind: Grain,
    pub period: Grain,
    pub place: Grain,
    pub job_group: String,
}

/// How many people work in a job group at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headcount {
    pub place: Grain,
    pub job_group: String,
    pub people: u32,
}

/// How a release was made coarser, in the order in which it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollUp {
    Kinds,
    Periods,
    Places,
    JobGroups,
}

impl RollUp {
    pub const LADDER: [Self; 4] = [Self::Kinds, Self::Periods, Self::Places, Self::JobGroups];

    /// What the release says of it.
    pub fn said(self) -> &'static str {
        match self {
            Self::Kinds => {
                "Types of incident are shown in broader groups, so that no table is mostly blank."
            }
            Self::Periods => "Periods are shown in longer spans, so that no table is mostly blank.",
            Self::Places => {
                "Places are shown by the larger area, so that no table is mostly blank."
            }
            Self::JobGroups => "Job groups are shown together, so that no table is mostly blank.",
        }
    }
}

/// Every job group together, once these are rolled up.
pub const ALL_JOB_GROUPS: &str = "all staff";

/// Facts and headcounts at one degree of coarseness.
pub(super) struct Grid {
    pub kinds: BTreeSet<String>,
    pub periods: BTreeSet<String>,
    pub places: BTreeSet<String>,
    pub job_groups: BTreeSet<String>,
    testimonies: BTreeMap<[String; 4], u32>,
    headcounts: BTreeMap<[String; 2], u32>,
}

impl Grid {
    pub fn new(facts: &[Fact], headcounts: &[Headcount], rolled_up: &[RollUp]) -> Self {
        let label = |grain: &Grain, by| {
            if rolled_up.contains(&by) {
                grain.broad.clone()
            } else {
                grain.fine.clone()
            }
        };
        let group = |name: &str| {
            if rolled_up.contains(&RollUp::JobGroups) {
                ALL_JOB_GROUPS.to_owned()
            } else {
                name.to_owned()
            }
        };
        let mut found: BTreeMap<[String; 2], BTreeMap<Uuid, [String; 2]>> = BTreeMap::new();
        for fact in facts {
            let slice = [
                label(&fact.kind, RollUp::Kinds),
                label(&fact.period, RollUp::Periods),
            ];
            let spot = [label(&fact.place, RollUp::Places), group(&fact.job_group)];
            // A testimony stands at one spot of a table, or totals would count it twice and k would not hold.
            let first = found
                .entry(slice)
                .or_default()
                .entry(fact.testimony)
                .or_insert_with(|| spot.clone());
            *first = spot.min(first.clone());
        }
        let mut grid = Self {
            kinds: BTreeSet::new(),
            periods: BTreeSet::new(),
            places: BTreeSet::new(),
            job_groups: BTreeSet::new(),
            testimonies: BTreeMap::new(),
            headcounts: BTreeMap::new(),
        };
        for headcount in headcounts {
            let spot = [
                label(&headcount.place, RollUp::Places),
                group(&headcount.job_group),
            ];
            let people = grid.headcounts.entry(spot.clone()).or_default();
            *people = people.saturating_add(headcount.people);
            grid.add_spot(spot);
        }
        for ([kind, period], spots) in found {
            grid.kinds.insert(kind.clone());
            grid.periods.insert(period.clone());
            for [place, job_group] in spots.into_values() {
                grid.add_spot([place.clone(), job_group.clone()]);
                *grid
                    .testimonies
                    .entry([kind.clone(), period.clone(), place, job_group])
                    .or_default() += 1;
            }
        }
        grid
    }

    fn add_spot(&mut self, [place, job_group]: [String; 2]) {
        self.places.insert(place);
        self.job_groups.insert(job_group);
    }

    pub fn slices(&self) -> impl Iterator<Item = (String, String)> {
        self.kinds.iter().flat_map(|kind| {
            self.periods
                .iter()
                .map(|period| (kind.clone(), period.clone()))
        })
    }

    pub fn counts(&self, kind: &str, period: &str) -> Vec<Count> {
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>();
        self.counts_of(kind, period, &list(&self.places), &list(&self.job_groups))
    }

    pub fn counts_of(
        &self,
        kind: &str,
        period: &str,
        places: &[String],
        job_groups: &[String],
    ) -> Vec<Count> {
        let count = |place: &String, job_group: &String| Count {
            testimonies: self
                .testimonies
                .get(&[kind.into(), period.into(), place.clone(), job_group.clone()])
                .copied()
                .unwrap_or_default(),
            headcount: self
                .headcounts
                .get(&[place.clone(), job_group.clone()])
                .copied()
                .unwrap_or_default(),
        };
        places
            .iter()
            .flat_map(|place| {
                job_groups
                    .iter()
                    .map(move |job_group| count(place, job_group))
            })
            .collect()
    }
}
