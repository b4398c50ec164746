//! Decides which filings are one notice, which of them it says now, and which only look like a repeat.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::row::Filing;
use crate::layoffs::NoticeId;

/// An amendment moves its dates by weeks, rarely by more than a quarter.
const NEAR_DAYS: i64 = 92;

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

/// All filings of an organization, found again by what could make two of them one notice.
#[derive(Debug, Default)]
pub struct Register {
    digests: HashMap<String, usize>,
    by_key: HashMap<String, Vec<usize>>,
    pub known: Vec<Known>,
}

impl Register {
    pub fn add(&mut self, known: Known) {
        let at = self.known.len();
        self.digests.insert(known.filing.digest(), at);
        for key in keys(&known.filing) {
            self.by_key.entry(key).or_default().push(at);
        }
        self.known.push(known);
    }

    /// The strongest reason decides; where a reason fits several notices, none of them is taken.
    pub fn place(&self, new: &Filing) -> Place {
        if self.digests.contains_key(&new.digest()) {
            return Place::There;
        }
        let candidates: BTreeSet<usize> = keys(new)
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .flatten()
            .copied()
            .collect();
        let related: Vec<(JoinedBecause, NoticeId)> = candidates
            .iter()
            .map(|at| &self.known[*at])
            .filter_map(|known| Some((same(&known.filing, new)?, known.notice)))
            .collect();
        let Some(strongest) = related.iter().map(|(because, _)| *because).min() else {
            return Place::New;
        };
        let fitting = related
            .iter()
            .filter(|(because, _)| *because == strongest)
            .map(|(_, notice)| *notice);
        let fitting: BTreeSet<NoticeId> = fitting.collect();
        match fitting.first() {
            Some(notice) if fitting.len() == 1 => Place::Joins(*notice, strongest),
            _ => Place::New,
        }
    }
}

/// Under which a filing is looked for; two that could be one share at least one of them.
fn keys(filing: &Filing) -> Vec<String> {
    let state = &filing.state;
    let named = |kind: &str, name: &str| format!("{kind}\n{state}\n{name}");
    let mut keys = vec![named("employer", &filing.employer_key())];
    keys.extend(filing.dedupe_key.as_deref().map(|key| named("record", key)));
    keys.extend(
        filing
            .source_notice_id
            .as_deref()
            .map(|id| named("number", id)),
    );
    let site = filing.site_key();
    if let (false, Some(day)) = (site.is_empty(), filing.notice_on) {
        keys.push(named("site", &format!("{site}\n{day}")));
    }
    keys
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
    let days = |a: Option<NaiveDate>, b: Option<NaiveDate>| Some((a? - b?).num_days().abs());
    let between = days(a.effective_on, b.effective_on).or(days(a.notice_on, b.notice_on));
    between.is_some_and(|days| days <= NEAR_DAYS)
}

/// Which filing a notice says now. Versions are compared within one record; of several records the amendment is the later one, then
/// the later notice, then what became known later.
pub fn current<'a>(filings: impl Iterator<Item = &'a Known>) -> Option<&'a Known> {
    let mut latest: HashMap<Option<&str>, &Known> = HashMap::new();
    for known in filings {
        let record = known.filing.dedupe_key.as_deref();
        let best = latest.entry(record).or_insert(known);
        let age = |known: &Known| (known.filing.version, known.number);
        let is_later = match record {
            Some(_) => age(known) > age(best),
            None => order(known) > order(best),
        };
        if is_later {
            *best = known;
        }
    }
    latest.into_values().max_by_key(|known| order(known))
}

fn order(known: &Known) -> (bool, Option<NaiveDate>, u32, u32) {
    let filing = &known.filing;
    let (marked, day) = (filing.is_amendment, filing.notice_on);
    (marked, day, filing.version, known.number)
}

#[cfg(test)]
mod tests;
