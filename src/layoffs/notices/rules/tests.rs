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
        register.add(Known {
            notice: notice(n),
            number: n as u32,
            filing: (*filing).clone(),
        });
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
    assert_eq!(current(filings.iter()).unwrap().filing.people, Some(40));
    let amendment = Filing {
        is_amendment: true,
        people: None,
        dedupe_key: Some("k2".into()),
        ..alder()
    };
    let filings = [known(1, amendment), known(2, record(7, 80))];
    assert_eq!(
        current(filings.iter()).unwrap().filing.people,
        None,
        "an amendment's silence is no number"
    );
}
