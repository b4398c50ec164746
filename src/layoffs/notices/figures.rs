//! Adds notices up by employer, place and month: current filings only, a missing number never as 0, repeats pointed at.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::row::Filing;
use super::rules::looks_like_a_repeat;
use crate::layoffs::NoticeId;

/// How many neighbours in time a filing is compared with.
const NEIGHBOURS: usize = 10;
/// Of the Census, in names of places: "Momence city".
const KINDS_OF_PLACE: [&str; 6] = [
    " city",
    " village",
    " town",
    " borough",
    " CDP",
    " township",
];

/// Notices, and whom they announce it to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    pub notices: u64,
    /// Over the notices that give a number.
    pub people: u64,
    /// Notices whose record gives no number of people; `people` is that much too small.
    pub without_number: u64,
}

impl Sum {
    pub fn add(&mut self, people: Option<u32>) {
        self.notices += 1;
        match people {
            Some(people) => self.people += u64::from(people),
            None => self.without_number += 1,
        }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            notices: self.notices + other.notices,
            people: self.people + other.people,
            without_number: self.without_number + other.without_number,
        }
    }

    /// Nothing where no notice gives a number.
    pub fn people_known(self) -> Option<u64> {
        (self.without_number < self.notices).then_some(self.people)
    }
}

pub fn sum<'a>(filings: impl Iterator<Item = &'a Filing>) -> Sum {
    let mut sum = Sum::default();
    filings.for_each(|filing| sum.add(filing.people));
    sum
}

/// Employer, place and month, with the sum.
pub type MonthRow = (String, String, Option<String>, Sum);

/// The month is that of the effective day, or else of the notice.
pub fn by_month(filings: &[Filing]) -> Vec<MonthRow> {
    let names = names(filings);
    let mut rows: BTreeMap<(String, String, Option<String>), Sum> = BTreeMap::new();
    for filing in filings {
        let month = filing.dated_on().map(|day| day.format("%Y-%m").to_string());
        let key = (name(&names, filing), place(filing), month);
        rows.entry(key).or_default().add(filing.people);
    }
    let rows = rows.into_iter();
    rows.map(|((employer, place, month), sum)| (employer, place, month, sum))
        .collect()
}

/// Employer, year and sum; the employer with most people first, then by year.
pub fn by_year(filings: &[Filing]) -> Vec<(String, Option<i32>, Sum)> {
    let names = names(filings);
    let mut rows: BTreeMap<(String, Option<i32>), Sum> = BTreeMap::new();
    let mut all: BTreeMap<String, Sum> = BTreeMap::new();
    for filing in filings {
        let employer = name(&names, filing);
        let year = filing.dated_on().map(|day| day.year());
        all.entry(employer.clone()).or_default().add(filing.people);
        rows.entry((employer, year)).or_default().add(filing.people);
    }
    let mut rows: Vec<_> = rows
        .into_iter()
        .map(|((employer, year), sum)| (employer, year, sum))
        .collect();
    rows.sort_by_key(|(employer, year, _)| {
        let whole = all.get(employer).copied().unwrap_or_default();
        (std::cmp::Reverse(whole.people), employer.clone(), *year)
    });
    rows
}

/// The spelling that most notices of an employer have; of several, one that is not all in capitals.
fn names(filings: &[Filing]) -> HashMap<String, String> {
    let mut spellings: HashMap<String, BTreeMap<&str, usize>> = HashMap::new();
    for filing in filings {
        let known = spellings.entry(filing.employer_key()).or_default();
        *known.entry(&filing.canonical).or_default() += 1;
    }
    let shouts = |name: &str| !name.chars().any(char::is_lowercase);
    let best = |known: &BTreeMap<&str, usize>| {
        let order = |(name, n): &(&&str, &usize)| (shouts(name), std::cmp::Reverse(**n));
        known
            .iter()
            .min_by_key(order)
            .map(|(name, _)| (*name).to_owned())
    };
    spellings
        .iter()
        .filter_map(|(key, known)| Some((key.clone(), best(known)?)))
        .collect()
}

fn name(names: &HashMap<String, String>, filing: &Filing) -> String {
    let name = names.get(&filing.employer_key());
    name.unwrap_or(&filing.canonical).clone()
}

/// "Momence, IL"; the county where the record names no place, and the state where it names neither.
pub fn place(filing: &Filing) -> String {
    let named = filing.place.as_deref().map(|place| {
        let kinds = KINDS_OF_PLACE.iter();
        kinds
            .filter_map(|kind| place.strip_suffix(kind))
            .next()
            .unwrap_or(place)
    });
    match named
        .or(filing.county.as_deref())
        .or(filing.site.as_deref())
    {
        Some(named) => format!("{named}, {}", filing.state),
        None => filing.state.clone(),
    }
}

/// Notices that may be one, although no record says so; nothing is taken off any sum for them.
pub fn possible_repeats(filings: &[(NoticeId, Filing, bool)]) -> BTreeSet<(NoticeId, NoticeId)> {
    type Alike<'a> = Vec<(Option<NaiveDate>, NoticeId, &'a Filing)>;
    let mut alike: HashMap<(&str, String, String), Alike<'_>> = HashMap::new();
    for (id, filing, by_hand) in filings {
        if !by_hand {
            let key = (
                filing.state.as_str(),
                filing.employer_key(),
                filing.site_key(),
            );
            alike
                .entry(key)
                .or_default()
                .push((filing.dated_on(), *id, filing));
        }
    }
    let mut pairs = BTreeSet::new();
    for group in alike.values_mut() {
        group.sort_by_key(|(day, id, _)| (*day, *id));
        for (at, (_, a, first)) in group.iter().enumerate() {
            let later = group.iter().skip(at + 1).take(NEIGHBOURS);
            let looks = later.filter(|(_, b, other)| a != b && looks_like_a_repeat(first, other));
            pairs.extend(looks.map(|(_, b, _)| (*a.min(b), *a.max(b))));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::import::read;

    fn filings(csv: &str) -> Vec<Filing> {
        let sheet = read::<Filing>(csv.as_bytes()).unwrap();
        assert_eq!(sheet.refused, []);
        sheet.rows.into_iter().map(|line| line.row).collect()
    }

    const FILE: &str = "state,employer,place,notice_date,effective_date,employees,site_address\n\
        IL,ALDER BOOKS,Momence city,2025-10-06,2025-12-05,80,1 Alder St\n\
        IL,\"Alder Books, LLC\",Momence city,2025-10-06,2025-12-06,,9 Harbor Rd\n\
        IL,Orchard Media,,2024-01-02,,7,\n";

    #[test]
    fn a_missing_number_is_told_and_is_not_0() {
        let filings = filings(FILE);
        let rows = by_month(&filings);
        let sum = Sum {
            notices: 2,
            people: 80,
            without_number: 1,
        };
        let month = |text: &str| Some(text.to_owned());
        assert_eq!(
            rows[0],
            (
                "Alder Books, LLC".into(),
                "Momence, IL".into(),
                month("2025-12"),
                sum
            )
        );
        assert_eq!((rows[1].1.as_str(), &rows[1].2), ("IL", &month("2024-01")));
        let unknown = Sum {
            notices: 1,
            people: 0,
            without_number: 1,
        };
        assert_eq!(
            (unknown.people_known(), sum.people_known()),
            (None, Some(80))
        );
        assert_eq!(by_year(&filings)[0].1, Some(2025));
    }

    #[test]
    fn what_may_be_a_repeat_is_paired_once_unless_a_member_has_parted_it() {
        let again = "state,employer,notice_date,effective_date,employees,location\n\
            NJ,Alder Books,2018-08-01,2019-05-01,244,Bridgewater\nNJ,Alder Books,2019-05-01,2019-07-03,244,Bridgewater\n\
            NJ,Alder Books,,2026-01-04,67,Bridgewater\n";
        let with = |by_hand| -> Vec<_> {
            let ids = (1..).map(|n| NoticeId(uuid::Uuid::from_u128(n)));
            ids.zip(filings(again))
                .map(|(id, filing)| (id, filing, by_hand))
                .collect()
        };
        assert_eq!(possible_repeats(&with(false)).len(), 1);
        assert_eq!(possible_repeats(&with(true)).len(), 0);
    }
}
