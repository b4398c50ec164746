//! How fine the tables of a theme are: tried from the finest, by what a reader can best do without.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::beside::Named;
use super::disclosure::{ALL_JOB_GROUPS, Fact, Grain, Headcount, Memory, Release, release};
use super::names::PutRight;

/// One degree of coarseness. Once a campaign has a release, its theme keeps the one it began with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coarseness {
    all_job_groups: bool,
    period: Period,
    broad_kinds: bool,
    all_districts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Period {
    Quarters,
    Years,
    All,
}

/// What stands for every period and every district together.
pub(super) const ALL_PERIODS: &str = "all periods";
pub(super) const ALL_DISTRICTS: &str = "all districts";

/// Job groups go first, then the period; the district, which is what an official asks about, goes last.
const LADDER: [Coarseness; 7] = [
    step(false, Period::Quarters, false, false),
    step(true, Period::Quarters, false, false),
    step(true, Period::Years, false, false),
    step(true, Period::All, false, false),
    step(true, Period::All, true, false),
    step(true, Period::All, false, true),
    step(true, Period::All, true, true),
];

const fn step(
    all_job_groups: bool,
    period: Period,
    broad_kinds: bool,
    all_districts: bool,
) -> Coarseness {
    Coarseness {
        all_job_groups,
        period,
        broad_kinds,
        all_districts,
    }
}

/// What the next release of a theme must know; true counts, sealed at rest.
#[derive(Serialize, Deserialize)]
pub struct Remembered {
    coarseness: Coarseness,
    memory: Memory,
}

impl Remembered {
    /// Under the names of today.
    pub(super) fn put_right(&mut self, names: &PutRight, is_of_employers: bool) {
        self.memory.put_right(names, is_of_employers);
    }

    /// Whether a table was published before.
    pub(super) fn holds(&self, table: &Named) -> bool {
        self.memory.holds(table)
    }

    /// With these tables as they were before, or as if they had never been made.
    pub(super) fn put_back(self, back: &BTreeSet<Named>, before: Option<&Self>) -> Self {
        let before = before.map(|before| &before.memory);
        Self {
            memory: self.memory.put_back(back, before),
            ..self
        }
    }

    /// As if these tables had never been made.
    pub(super) fn without(self, left_out: &BTreeSet<Named>) -> Self {
        Self {
            memory: self.memory.without(left_out),
            ..self
        }
    }
}

/// The finest release of a theme that says something; none while every one would be mostly blank.
pub fn finest(
    number: u32,
    k: u32,
    facts: &[Fact],
    headcounts: &[Headcount],
    before: Option<&Remembered>,
) -> Option<(Release, Coarseness, Remembered)> {
    let steps = match before {
        Some(before) => vec![before.coarseness],
        None => LADDER.to_vec(),
    };
    steps.into_iter().find_map(|coarseness| {
        let mut facts: Vec<Fact> = facts.iter().map(|fact| coarseness.fact(fact)).collect();
        if before.is_none() {
            drop_rare_kinds(&mut facts, k);
        }
        let headcounts: Vec<Headcount> = headcounts
            .iter()
            .map(|headcount| coarseness.headcount(headcount))
            .collect();
        let memory = before.map(|before| &before.memory);
        let (release, memory) = release(number, k, &facts, &headcounts, memory);
        let memory = memory?;
        Some((release, coarseness, Remembered { coarseness, memory }))
    })
}

/// A kind that could fill no table at all does not make the others coarser; it waits for a later release.
fn drop_rare_kinds(facts: &mut Vec<Fact>, k: u32) {
    let mut testimonies: HashMap<String, HashSet<Uuid>> = HashMap::new();
    for fact in facts.iter() {
        let of_kind = testimonies.entry(fact.kind.fine.clone()).or_default();
        of_kind.insert(fact.testimony);
    }
    let is_rare = |kind: &str| {
        testimonies
            .get(kind)
            .is_none_or(|all| all.len() < k as usize)
    };
    facts.retain(|fact| !is_rare(&fact.kind.fine));
}

impl Coarseness {
    /// What the release says of it.
    pub fn said(self) -> Vec<&'static str> {
        let mut said = Vec::new();
        if self.all_job_groups {
            said.push("Job groups are shown together, so that no table is mostly blank.");
        }
        match self.period {
            Period::Quarters => {}
            Period::Years => {
                said.push("Quarters are shown by the year, so that no table is mostly blank.")
            }
            Period::All => {
                said.push("All periods are shown together, so that no table is mostly blank.")
            }
        }
        if self.broad_kinds {
            said.push("Kinds are shown in broader groups, so that no table is mostly blank.");
        }
        if self.all_districts {
            said.push("Districts are shown together, so that no table is mostly blank.");
        }
        said
    }

    fn fact(self, fact: &Fact) -> Fact {
        let kind = if self.broad_kinds {
            &fact.kind.broad
        } else {
            &fact.kind.fine
        };
        let period = match self.period {
            Period::Quarters => &fact.period.fine,
            Period::Years => &fact.period.broad,
            Period::All => ALL_PERIODS,
        };
        Fact {
            testimony: fact.testimony,
            kind: only(kind),
            period: only(period),
            place: self.place(&fact.place),
            job_group: self.job_group(&fact.job_group),
        }
    }

    fn headcount(self, headcount: &Headcount) -> Headcount {
        Headcount {
            place: self.place(&headcount.place),
            job_group: self.job_group(&headcount.job_group),
            people: headcount.people,
        }
    }

    fn place(self, place: &Grain) -> Grain {
        only(if self.all_districts {
            ALL_DISTRICTS
        } else {
            &place.fine
        })
    }

    fn job_group(self, group: &str) -> String {
        let group = if self.all_job_groups {
            ALL_JOB_GROUPS
        } else {
            group
        };
        group.to_owned()
    }
}

/// A label that is as coarse as it will be.
fn only(label: &str) -> Grain {
    Grain {
        fine: label.to_owned(),
        broad: label.to_owned(),
    }
}
