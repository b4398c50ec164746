//! Decides which filings are one notice, which of them it says now, and which only look like a repeat.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::row::Filing;
use crate::layoffs::NoticeId;

/// An amendment moves its dates by weeks, rarely by more than a quarter.
const NEAR_DAYS: u64 = 92;

crate::words! {
    /// Why a filing stands in its notice.
    JoinedBecause {
        /// It is the first that is known of it.
        First = "first",
        /// The register gives both the same key (`dedupe_key`): another version of one record.
        SameRecord = "same_record",
        /// The agency gives both the same number, for the same site.
        SameNumber = "same_number",
        /// One is marked as an amendment, and employer, site and time are the same: only one notice fits.
        Amendment = "amendment",
        /// It is marked as an amendment under another name of the employer; site and day of the notice are the same, and the
        /// numbers of people do not contradict each other. Look at these.
        AmendmentOtherName = "amendment_other_name",
        /// A member has joined them.
        JoinedByHand = "joined_by_hand",
        /// A member has parted it from the notice that it stood in.
        PartedByHand = "parted_by_hand",
    }
}

impl JoinedBecause {
    /// What a member has decided stays as it is.
    pub fn is_by_hand(self) -> bool {
        matches!(self, Self::JoinedByHand | Self::PartedByHand)
    }
}

/// A filing that is known, and where it stands.
#[derive(Clone, Debug)]
pub struct Known {
    pub notice: NoticeId,
    pub number: u32,
    pub filing: Filing,
}

/// Where a filing belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is there already, word for word.
    There,
    Joins(NoticeId, JoinedBecause),
    New,
}

/// How many notices a reason fits; more than one is never counted.
#[derive(Clone, Copy, Debug)]
enum Fitting {
    One(NoticeId),
    Several,
}

impl Fitting {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::One(a), Self::One(b)) if a == b => self,
            _ => Self::Several,
        }
    }
}

/// All filings of an organization, found again by what makes two of them one notice: no filing is held against every other.
#[derive(Debug, Default)]
pub struct Register {
    digests: HashSet<String>,
    /// By everything that has to be equal.
    equal: HashMap<String, Fitting>,
    /// By what has to be equal where days have to be near, and then by day.
    near: HashMap<String, BTreeMap<NaiveDate, Fitting>>,
}

impl Register {
    pub fn add(&mut self, notice: NoticeId, filing: &Filing) {
        let one = Fitting::One(notice);
        self.digests.insert(filing.digest());
        let looked = Looked::of(filing);
        let equal = [looked.record(), looked.number()].into_iter().flatten();
        for key in equal.chain(looked.stands_on_a_day()) {
            let fitting = self.equal.entry(key).or_insert(one);
            *fitting = fitting.and(one);
        }
        for (key, day) in looked.stands_near() {
            let days = self.near.entry(key).or_default();
            let fitting = days.entry(day).or_insert(one);
            *fitting = fitting.and(one);
        }
    }

    /// As `same` says of two: the strongest reason decides; where it fits several notices, none of them is taken.
    pub fn place(&self, new: &Filing) -> Place {
        if self.digests.contains(&new.digest()) {
            return Place::There;
        }
        let looked = Looked::of(new);
        let equal = |key: Option<String>| self.equal(key.into_iter());
        let found = equal(looked.record()).map(|fitting| (JoinedBecause::SameRecord, fitting));
        let found = found.or_else(|| Some((JoinedBecause::SameNumber, equal(looked.number())?)));
        let found =
            found.or_else(|| Some((JoinedBecause::Amendment, self.near(looked.asks_near())?)));
        let found = found.or_else(|| {
            let fitting = self.equal(looked.asks_on_a_day().into_iter())?;
            Some((JoinedBecause::AmendmentOtherName, fitting))
        });
        match found {
            Some((because, Fitting::One(notice))) => Place::Joins(notice, because),
            _ => Place::New,
        }
    }

    fn equal(&self, keys: impl Iterator<Item = String>) -> Option<Fitting> {
        keys.filter_map(|key| self.equal.get(&key).copied())
            .reduce(Fitting::and)
    }

    fn near(&self, keys: Vec<(String, NaiveDate)>) -> Option<Fitting> {
        let around = |(key, day): (String, NaiveDate)| {
            let days = self.near.get(&key)?;
            let near = Days::new(NEAR_DAYS);
            let first = day.checked_sub_days(near).unwrap_or(day);
            let last = day.checked_add_days(near).unwrap_or(day);
            days.range(first..=last)
                .map(|(_, fitting)| *fitting)
                .reduce(Fitting::and)
        };
        keys.into_iter().filter_map(around).reduce(Fitting::and)
    }
}

/// A filing as it is looked for. No part of a key holds a line break.
struct Looked<'a> {
    filing: &'a Filing,
    employer: String,
    site: String,
}

impl<'a> Looked<'a> {
    fn of(filing: &'a Filing) -> Self {
        Self {
            filing,
            employer: filing.employer_key(),
            site: filing.site_key(),
        }
    }

    fn key(&self, parts: &[&str]) -> String {
        format!("{}\n{}", self.filing.state, parts.join("\n"))
    }

    fn record(&self) -> Option<String> {
        let record = self.filing.dedupe_key.as_deref()?;
        Some(self.key(&["record", record]))
    }

    fn number(&self) -> Option<String> {
        let number = self.filing.source_notice_id.as_deref()?;
        (!self.site.is_empty()).then(|| self.key(&["number", &self.site, number]))
    }

    /// An amendment, or another one, of these people; `any` for all of them.
    fn on_a_day(&self, is_amendment: bool, people: &str) -> Option<String> {
        let day = self.filing.notice_on?.to_string();
        let amends = if is_amendment { "amends" } else { "" };
        (!self.site.is_empty()).then(|| self.key(&["day", &self.site, &day, amends, people]))
    }

    fn stands_on_a_day(&self) -> Vec<String> {
        let number = number(self.filing.people);
        let keys = ["any", &number].map(|people| self.on_a_day(self.filing.is_amendment, people));
        keys.into_iter().flatten().collect()
    }

    /// One of two amends, and their numbers do not contradict each other.
    fn asks_on_a_day(&self) -> Vec<String> {
        let own = number(self.filing.people);
        let agreeing = match self.filing.people {
            Some(_) => vec![own, number(None)],
            None => vec!["any".to_owned()],
        };
        let keys = agreeing.iter();
        keys.filter_map(|people| self.on_a_day(!self.filing.is_amendment, people))
            .collect()
    }

    /// Marked like this, and which of its days is compared.
    fn marked(&self, is_amendment: bool, is_amended: bool, day: &str) -> Option<String> {
        let amends = if is_amendment { "amends" } else { "" };
        let amended = if is_amended { "amended" } else { "" };
        let parts = ["employer", &self.employer, &self.site, amends, amended, day];
        (!self.site.is_empty()).then(|| self.key(&parts))
    }

    fn stands_near(&self) -> Vec<(String, NaiveDate)> {
        let filing = self.filing;
        let alone = filing.notice_on.filter(|_| filing.effective_on.is_none());
        let days = [
            ("effective", filing.effective_on),
            ("notice", filing.notice_on),
            ("notice alone", alone),
        ];
        let key = |(which, day): (&str, Option<NaiveDate>)| {
            let key = self.marked(filing.is_amendment, filing.is_amended, which)?;
            Some((key, day?))
        };
        days.into_iter().filter_map(key).collect()
    }

    /// The days of the notices are compared only where one of the two has no effective day.
    fn asks_near(&self) -> Vec<(String, NaiveDate)> {
        let filing = self.filing;
        let days = match filing.effective_on {
            Some(day) => vec![("effective", Some(day)), ("notice alone", filing.notice_on)],
            None => vec![("notice", filing.notice_on)],
        };
        let marks = [(true, true), (true, false), (false, true), (false, false)];
        let is_marked = |(amends, amended): &(bool, bool)| {
            filing.is_amendment || *amends || *amended != filing.is_amended
        };
        let mut keys = Vec::new();
        for (amends, amended) in marks.into_iter().filter(is_marked) {
            for (which, day) in &days {
                keys.extend(self.marked(amends, amended, which).zip(*day));
            }
        }
        keys
    }
}

fn number(people: Option<u32>) -> String {
    people.map_or_else(|| "none".to_owned(), |people| people.to_string())
}

/// Whether two filings are one notice, and why. It does not matter which came first.
pub fn same(a: &Filing, b: &Filing) -> Option<JoinedBecause> {
    if a.state != b.state {
        return None;
    }
    let both = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    if both(&a.dedupe_key, &b.dedupe_key) {
        return Some(JoinedBecause::SameRecord);
    }
    if !is_same_site(a, b) {
        return None;
    }
    if both(&a.source_notice_id, &b.source_notice_id) {
        return Some(JoinedBecause::SameNumber);
    }
    let is_marked = a.is_amendment || b.is_amendment || a.is_amended != b.is_amended;
    if is_marked && a.employer_key() == b.employer_key() && is_near(a, b) {
        return Some(JoinedBecause::Amendment);
    }
    let on_one_day = a.notice_on.is_some() && a.notice_on == b.notice_on;
    let agree = |a: Option<u32>, b: Option<u32>| a.is_none() || b.is_none() || a == b;
    let is_amendment = a.is_amendment != b.is_amendment;
    (is_amendment && on_one_day && agree(a.people, b.people))
        .then_some(JoinedBecause::AmendmentOtherName)
}

/// Whether a reader should look: the same employer, site and number of people at nearly the same time, and no record says that
/// one repeats the other.
pub fn looks_like_a_repeat(a: &Filing, b: &Filing) -> bool {
    let alike = a.state == b.state && a.employer_key() == b.employer_key() && is_same_site(a, b);
    let number = a.people.is_some() && a.people == b.people;
    alike && (number || same(a, b).is_some()) && is_near(a, b)
}

fn is_same_site(a: &Filing, b: &Filing) -> bool {
    let site = a.site_key();
    !site.is_empty() && site == b.site_key()
}

fn is_near(a: &Filing, b: &Filing) -> bool {
    let days =
        |a: Option<NaiveDate>, b: Option<NaiveDate>| Some((a? - b?).num_days().unsigned_abs());
    let between = days(a.effective_on, b.effective_on).or(days(a.notice_on, b.notice_on));
    between.is_some_and(|days| days <= NEAR_DAYS)
}

/// The filings of a notice, first the one that it says now, then the next older. Versions are compared within one record; of several
/// records the amendment is the later one, then the later notice, then what became known later.
pub fn newest_first<'a>(filings: impl Iterator<Item = &'a Known>) -> Vec<&'a Known> {
    let mut records: HashMap<(Option<&str>, u32), Vec<&Known>> = HashMap::new();
    for known in filings {
        let record = known.filing.dedupe_key.as_deref();
        // Without a key each is a record of its own.
        let own = record.map_or(known.number, |_| 0);
        records.entry((record, own)).or_default().push(known);
    }
    let mut records: Vec<Vec<&Known>> = records.into_values().collect();
    for versions in &mut records {
        versions.sort_by_key(|known| Reverse((known.filing.version, known.number)));
    }
    records.sort_by_key(|versions| Reverse(versions.first().map(|known| order(known))));
    records.into_iter().flatten().collect()
}

/// What a notice says only in an earlier filing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    pub day: bool,
    pub number: bool,
    pub place: bool,
}

/// What a notice says, from its filings with the newest first: where one is silent, the next older speaks.
pub fn said(newest_first: &[&Known]) -> Option<(Filing, Filled)> {
    let (now, older) = newest_first.split_first()?;
    let (mut says, mut filled) = (now.filing.clone(), Filled::default());
    for old in older.iter().map(|known| &known.filing) {
        for (day, before) in [
            (&mut says.notice_on, old.notice_on),
            (&mut says.effective_on, old.effective_on),
        ] {
            filled.day |= day.is_none() && before.is_some();
            *day = day.or(before);
        }
        filled.number |= says.people.is_none() && old.people.is_some();
        says.people = says.people.or(old.people);
        // One address, not parts of two.
        if !names_a_place(&says) && names_a_place(old) {
            filled.place = true;
            says.site.clone_from(&old.site);
            says.place.clone_from(&old.place);
            says.county.clone_from(&old.county);
            says.county_fips.clone_from(&old.county_fips);
        }
    }
    Some((says, filled))
}

fn names_a_place(filing: &Filing) -> bool {
    filing.site.is_some() || filing.place.is_some() || filing.county.is_some()
}

fn order(known: &Known) -> (bool, Option<NaiveDate>, u32, u32) {
    let filing = &known.filing;
    let (marked, day) = (filing.is_amendment, filing.notice_on);
    (marked, day, filing.version, known.number)
}

#[cfg(test)]
mod tests;
