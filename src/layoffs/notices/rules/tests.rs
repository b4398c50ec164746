//! Which filings are one notice: each rule with the pair that it is about.

use uuid::Uuid;

use super::*;
use crate::layoffs::notices::row::NoticeKind;

fn notice(n: u128) -> NoticeId {
    NoticeId(Uuid::from_u128(n))
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

fn filed(employer: &str, site: &str, effective: &str, people: Option<u32>) -> Filing {
    Filing {
        state: "IL".into(),
        employer: employer.into(),
        canonical: employer.into(),
        place: None,
        county: None,
        county_fips: None,
        site: Some(site.into()),
        notice_on: day("2025-10-06"),
        effective_on: day(effective),
        people,
        kind: NoticeKind::Closure,
        temporary: None,
        is_amendment: false,
        is_amended: false,
        version: 1,
        source_url: None,
        source_notice_id: None,
        dedupe_key: None,
    }
}

fn alder() -> Filing {
    filed("Alder Books, LLC", "1 Alder St", "2025-12-05", Some(80))
}

fn register(filings: &[&Filing]) -> Register {
    let mut register = Register::default();
    for (n, filing) in (1..).zip(filings) {
        register.add(notice(n), filing);
    }
    register
}

#[test]
fn the_same_line_again_is_there_already() {
    assert_eq!(register(&[&alder()]).place(&alder()), Place::There);
}

#[test]
fn two_places_are_two_notices_although_everything_else_is_the_same() {
    let other = filed("Alder Books, LLC", "9 Harbor Rd", "2025-12-05", Some(80));
    let marked = Filing {
        is_amendment: true,
        ..other.clone()
    };
    for other in [other, marked] {
        assert_eq!(register(&[&alder()]).place(&other), Place::New);
    }
}

#[test]
fn a_later_version_of_one_record_joins_whatever_it_says() {
    let old = Filing {
        dedupe_key: Some("k1".into()),
        ..alder()
    };
    let new = Filing {
        people: Some(40),
        version: 2,
        site: None,
        ..old.clone()
    };
    let joins = Place::Joins(notice(1), JoinedBecause::SameRecord);
    assert_eq!(register(&[&old]).place(&new), joins);
    let elsewhere = Filing {
        state: "WI".into(),
        ..new
    };
    assert_eq!(register(&[&old]).place(&elsewhere), Place::New);
}

#[test]
fn one_number_of_an_agency_may_stand_for_several_sites() {
    let old = Filing {
        source_notice_id: Some("2025-17".into()),
        ..alder()
    };
    let again = Filing {
        people: Some(75),
        ..old.clone()
    };
    let joins = Place::Joins(notice(1), JoinedBecause::SameNumber);
    assert_eq!(register(&[&old]).place(&again), joins);
    let other = Filing {
        site: Some("9 Harbor Rd".into()),
        ..again
    };
    assert_eq!(register(&[&old]).place(&other), Place::New);
}

#[test]
fn a_marked_amendment_joins_the_one_notice_that_fits_whichever_came_first() {
    let amendment = Filing {
        is_amendment: true,
        effective_on: day("2026-01-30"),
        people: Some(95),
        ..alder()
    };
    let joins = Place::Joins(notice(1), JoinedBecause::Amendment);
    assert_eq!(register(&[&alder()]).place(&amendment), joins);
    assert_eq!(register(&[&amendment]).place(&alder()), joins);
    let years_later = Filing {
        notice_on: day("2028-01-02"),
        effective_on: day("2028-03-01"),
        ..amendment.clone()
    };
    assert_eq!(register(&[&alder()]).place(&years_later), Place::New);
    let second = Filing {
        effective_on: day("2025-12-20"),
        people: Some(12),
        ..alder()
    };
    assert_eq!(
        register(&[&alder(), &second]).place(&amendment),
        Place::New,
        "two fit"
    );
}

#[test]
fn an_amendment_under_another_name_joins_by_site_and_day_and_says_so() {
    let amendment = Filing {
        is_amendment: true,
        effective_on: None,
        ..filed(
            "Alder Services, Inc.",
            "1 Alder St.",
            "2025-12-05",
            Some(80),
        )
    };
    let joins = Place::Joins(notice(1), JoinedBecause::AmendmentOtherName);
    assert_eq!(register(&[&alder()]).place(&amendment), joins);
    let contradicts = Filing {
        people: Some(81),
        ..amendment
    };
    assert_eq!(register(&[&alder()]).place(&contradicts), Place::New);
}

#[test]
fn an_unmarked_repeat_is_only_pointed_at() {
    let postponed = Filing {
        effective_on: day("2026-02-06"),
        ..alder()
    };
    assert_eq!(register(&[&alder()]).place(&postponed), Place::New);
    assert!(looks_like_a_repeat(&alder(), &postponed));
    let no_number = Filing {
        people: None,
        ..postponed.clone()
    };
    assert!(!looks_like_a_repeat(
        &no_number,
        &Filing {
            people: None,
            ..alder()
        }
    ));
    let other_number = Filing {
        people: Some(81),
        ..postponed
    };
    assert!(!looks_like_a_repeat(&alder(), &other_number));
}

#[test]
fn a_notice_says_its_highest_version_although_an_older_file_comes_later() {
    let known = |number, filing: Filing| Known {
        notice: notice(1),
        number,
        filing,
    };
    let record = |version, people| Filing {
        dedupe_key: Some("k1".into()),
        version,
        people: Some(people),
        ..alder()
    };
    let filings = [known(1, record(2, 40)), known(2, record(1, 80))];
    let now = |filings: &[Known]| newest_first(filings.iter())[0].filing.people;
    assert_eq!(now(&filings), Some(40));
    let amendment = Filing {
        is_amendment: true,
        people: None,
        dedupe_key: Some("k2".into()),
        ..alder()
    };
    let filings = [known(1, amendment), known(2, record(7, 80))];
    assert_eq!(now(&filings), None, "an amendment is the later record");
}

#[test]
fn where_an_amendment_is_silent_the_next_older_filing_speaks_and_the_notice_says_so() {
    let known = |number, filing: Filing| Known {
        notice: notice(1),
        number,
        filing,
    };
    let first = Filing {
        county: Some("Alder County".into()),
        ..alder()
    };
    let second = Filing {
        effective_on: day("2025-12-19"),
        people: None,
        notice_on: day("2025-10-20"),
        ..alder()
    };
    let amendment = Filing {
        is_amendment: true,
        effective_on: None,
        people: None,
        site: None,
        place: None,
        ..second.clone()
    };
    let filings = [known(1, first), known(2, amendment), known(3, second)];
    let (says, filled) = said(&newest_first(filings.iter())).unwrap();
    assert_eq!(
        (says.effective_on, says.people, says.site.as_deref()),
        (day("2025-12-19"), Some(80), Some("1 Alder St"))
    );
    assert_eq!(says.county, None, "one address, not parts of two");
    let all = Filled {
        day: true,
        number: true,
        place: true,
    };
    assert_eq!(filled, all);
    let alone = said(&newest_first(filings[..1].iter())).unwrap();
    assert_eq!(alone, (filings[0].filing.clone(), Filled::default()));
}

/// Held against every other filing, one by one.
fn place_by_pairs(known: &[(NoticeId, Filing)], new: &Filing) -> Place {
    if known
        .iter()
        .any(|(_, filing)| filing.digest() == new.digest())
    {
        return Place::There;
    }
    let related = known.iter();
    let related = related.filter_map(|(notice, filing)| Some((same(filing, new)?, *notice)));
    let related: std::collections::BTreeSet<_> = related.collect();
    let Some((strongest, notice)) = related.first().copied() else {
        return Place::New;
    };
    let fitting = related.iter().filter(|(because, _)| *because == strongest);
    match fitting.count() {
        1 => Place::Joins(notice, strongest),
        _ => Place::New,
    }
}

#[test]
fn what_is_looked_up_is_what_comparing_every_pair_would_find() {
    // Every few steps each field takes another value, so that all of them meet.
    let mut step: u64 = 7;
    let mut pick = |choices: u64| {
        step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (step >> 33) % choices
    };
    let days = [
        None,
        day("2025-01-10"),
        day("2025-04-12"),
        day("2025-04-13"),
        day("2025-09-01"),
    ];
    let text = |kind: &str, n: u64| (n > 0).then(|| format!("{kind}{n}"));
    let mut filings = Vec::new();
    for _ in 0..600 {
        let employer = format!("Alder {}", pick(3));
        filings.push(Filing {
            canonical: employer.clone(),
            employer,
            state: ["IL", "WI"][pick(2) as usize].into(),
            site: text("Site ", pick(4)),
            notice_on: days[pick(5) as usize],
            effective_on: days[pick(5) as usize],
            people: [None, Some(10), Some(11)][pick(3) as usize],
            is_amendment: pick(3) == 0,
            is_amended: pick(3) == 0,
            source_notice_id: text("n", pick(20).saturating_sub(14)),
            dedupe_key: text("k", pick(60).saturating_sub(40)),
            ..alder()
        });
    }
    let (mut register, mut known) = (Register::default(), Vec::new());
    let mut reasons = std::collections::BTreeSet::new();
    for (n, filing) in (1..).zip(&filings) {
        let place = register.place(filing);
        assert_eq!(place, place_by_pairs(&known, filing), "{filing:?}");
        let stands = match place {
            Place::There => continue,
            Place::New => notice(n),
            Place::Joins(stands, because) => {
                reasons.insert(because);
                stands
            }
        };
        register.add(stands, filing);
        known.push((stands, filing.clone()));
    }
    assert_eq!(reasons.len(), 4, "{reasons:?}");
}

#[test]
fn sixty_thousand_sites_of_one_employer_are_not_held_against_each_other() {
    let mut register = Register::default();
    for n in 0..60_000 {
        let filing = filed(
            "Alder Books",
            &format!("{n} Alder St"),
            "2025-12-05",
            Some(9),
        );
        assert_eq!(register.place(&filing), Place::New);
        register.add(notice(n), &filing);
    }
    let keys = register.equal.len() + register.near.len();
    assert_eq!(keys, 4 * 60_000, "each site by keys of its own");
}
