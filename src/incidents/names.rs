//! The names that stand for places and employers in a release: whoever's name is put right stays the same one.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::disclosure::Table;

/// One name for each id, and no name twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Names(BTreeMap<Uuid, String>);

impl Names {
    /// Where two are called alike, or like a word of our own (`taken`), the one that was made later gets a number.
    pub fn of(rows: impl IntoIterator<Item = (Uuid, String)>, taken: &[&str]) -> Self {
        let mut used: BTreeSet<String> = taken.iter().map(|&word| word.to_owned()).collect();
        let mut names = BTreeMap::new();
        for (id, name) in rows.into_iter().collect::<BTreeMap<_, _>>() {
            let numbered = (2..).map(|n| format!("{name} ({n})"));
            let mut free = std::iter::once(name.clone()).chain(numbered);
            if let Some(name) = free.find(|name| used.insert(name.clone())) {
                names.insert(id, name);
            }
        }
        Self(names)
    }

    /// Nothing is known of which names stand for what.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn get(&self, id: Uuid) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }

    pub fn rows(&self) -> impl Iterator<Item = (Uuid, String)> + '_ {
        self.0.iter().map(|(id, name)| (*id, name.clone()))
    }

    /// What was told under these names, under those of today.
    pub fn put_right(&self, today: &Self) -> Renamed {
        let pairs = self.0.iter();
        let changed = pairs.filter_map(|(id, told)| {
            let now = today.get(*id).filter(|now| *now != told)?;
            Some((told.clone(), now.to_owned()))
        });
        Renamed(changed.collect())
    }
}

/// Names that are called otherwise now.
#[derive(Debug)]
pub struct Renamed(BTreeMap<String, String>);

impl Renamed {
    pub fn word(&self, word: &mut String) {
        if let Some(now) = self.0.get(word) {
            now.clone_into(word);
        }
    }

    pub fn words(&self, words: &mut [String]) {
        words.iter_mut().for_each(|word| self.word(word));
    }
}

/// What was renamed since a release: places stand in every table, employers as kinds of one theme.
#[derive(Debug)]
pub struct PutRight {
    pub places: Renamed,
    pub employers: Renamed,
}

impl PutRight {
    pub fn table(&self, table: &mut Table, is_of_employers: bool) {
        self.places.words(&mut table.places);
        if is_of_employers {
            self.employers.word(&mut table.kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(rows: &[(u128, &str)]) -> Names {
        let rows = rows.iter();
        let rows = rows.map(|(id, name)| (Uuid::from_u128(*id), (*name).to_owned()));
        Names::of(rows, &["all districts"])
    }

    fn renamed(told: &Names, today: &Names, word: &str) -> String {
        let mut word = word.to_owned();
        told.put_right(today).word(&mut word);
        word
    }

    #[test]
    fn two_that_are_called_alike_stay_two() {
        let names = names(&[(3, "North"), (1, "North"), (2, "all districts")]);
        let got = [1, 2, 3].map(|id| names.get(Uuid::from_u128(id)).unwrap());
        assert_eq!(got, ["North", "all districts (2)", "North (2)"]);
    }

    #[test]
    fn a_name_that_was_put_right_is_followed_and_two_may_change_places() {
        let told = names(&[(1, "Distrct 1"), (2, "East"), (3, "West")]);
        let today = names(&[(1, "District 1"), (2, "West"), (3, "East")]);
        assert_eq!(renamed(&told, &today, "Distrct 1"), "District 1");
        assert_eq!(renamed(&told, &today, "East"), "West");
        assert_eq!(renamed(&told, &today, "West"), "East");
        assert_eq!(renamed(&told, &today, "elsewhere"), "elsewhere");
    }
}
