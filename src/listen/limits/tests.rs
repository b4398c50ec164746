//! The allowances under a clock that is moved by hand.

use std::{net::Ipv6Addr, time::Duration};

use governor::clock::FakeRelativeClock;
use poem::http::HeaderMap;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn house(quotas: Quotas) -> (RateLimits<FakeRelativeClock>, FakeRelativeClock) {
    let clock = FakeRelativeClock::default();
    (
        RateLimits::with_clock(quotas, [7; 32], clock.clone()),
        clock,
    )
}

fn three_in_thirty_seconds() -> Quotas {
    let three = Allowance::new(3, 30 * SECOND);
    Quotas {
        general: three,
        sign: three,
        sign_in: three,
    }
}

fn at(address: &str) -> ClientAddress {
    ClientAddress::new(address.parse().unwrap())
}

#[test]
fn who_has_used_up_the_allowance_is_told_when_to_come_back() {
    let (limits, clock) = house(three_in_thirty_seconds());
    let ada = at("203.0.113.9");
    let remaining: Vec<_> = (0..3)
        .map(|_| limits.check(Class::Sign, ada).remaining)
        .collect();
    assert_eq!(remaining, [2, 1, 0]);
    let refusal = limits.check(Class::Sign, ada);
    assert_eq!(
        (refusal.is_allowed(), refusal.retry_after),
        (false, Some(10 * SECOND))
    );
    clock.advance(10 * SECOND);
    assert!(limits.check(Class::Sign, ada).is_allowed());
    assert!(!limits.check(Class::Sign, ada).is_allowed());
}

#[test]
fn classes_and_clients_do_not_use_up_each_others_allowance() {
    let (limits, _) = house(three_in_thirty_seconds());
    let ada = at("203.0.113.9");
    while limits.check(Class::Sign, ada).is_allowed() {}
    assert_eq!(limits.check(Class::General, ada).remaining, 2);
    assert_eq!(limits.check(Class::Sign, at("203.0.113.10")).remaining, 2);
}

#[test]
fn an_ipv6_block_is_one_client() {
    let (limits, _) = house(three_in_thirty_seconds());
    limits.check(Class::Sign, at("2001:db8:1:2::1"));
    assert_eq!(
        limits
            .check(Class::Sign, at("2001:db8:1:2:ffff::1"))
            .remaining,
        1
    );
    assert_eq!(
        limits.check(Class::Sign, at("2001:db8:1:3::1")).remaining,
        2
    );
}

#[test]
fn headers_follow_the_ietf_draft() {
    let (limits, _) = house(three_in_thirty_seconds());
    let mut headers = HeaderMap::new();
    limits
        .check(Class::SignIn, at("203.0.113.9"))
        .write_to(&mut headers);
    assert_eq!(headers["ratelimit-policy"], "\"sign-in\";q=3;w=30");
    assert_eq!(headers["ratelimit"], "\"sign-in\";r=2;t=10");
    assert!(!headers.contains_key("retry-after"));
    (0..3).for_each(|_| {
        limits
            .check(Class::SignIn, at("203.0.113.9"))
            .write_to(&mut headers)
    });
    assert_eq!(headers["ratelimit"], "\"sign-in\";r=0;t=30");
    assert_eq!(headers["retry-after"], "10");
}

#[test]
fn a_union_hall_of_300_signs_and_confirms_in_15_minutes() {
    let (limits, clock) = house(Quotas::default());
    let hall = at("203.0.113.9");
    for _ in 0..300 {
        clock.advance(3 * SECOND);
        assert!((0..2).all(|_| limits.check(Class::Sign, hall).is_allowed()));
        assert!((0..10).all(|_| limits.check(Class::General, hall).is_allowed()));
    }
}

#[test]
fn even_all_at_once_the_hall_is_not_refused() {
    let (limits, _) = house(Quotas::default());
    assert!((0..600).all(|_| limits.check(Class::Sign, at("203.0.113.9")).is_allowed()));
}

#[test]
fn a_new_day_has_new_names() {
    let (limits, _) = house(three_in_thirty_seconds());
    let ada = at("203.0.113.9");
    let yesterday = limits.name(ada);
    limits.forget_the_day([8; 32]);
    assert_ne!(limits.name(ada), yesterday);
    assert!(
        !yesterday
            .windows(4)
            .any(|window| window == [203, 0, 113, 9])
    );
}

#[test]
fn names_are_forgotten_with_use_and_never_outgrow_the_house() {
    let (limits, clock) = house(three_in_thirty_seconds());
    let [general, ..] = &limits.buckets;
    for subscriber in 0..2 * MOST_NAMES as u128 {
        let address = Ipv6Addr::from_bits(0x2001_0db8 << 96 | subscriber << 64);
        limits.check(Class::General, ClientAddress::new(address.into()));
    }
    let most = MOST_NAMES + CHECKS_BETWEEN_SWEEPS as usize + 65_536;
    assert!((MOST_NAMES..=most).contains(&general.limiter.len()));
    clock.advance(120 * SECOND);
    limits.sweep();
    assert_eq!(general.limiter.len(), 0);
    assert_eq!(limits.check(Class::General, at("203.0.113.9")).remaining, 2);
}
