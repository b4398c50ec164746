//! What the rules of announcements decide.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn nothing_leaves_before_somebody_has_looked_at_it() {
    let now = DateTime::UNIX_EPOCH;
    let send = |from| next(from, Transition::Send, None, now);
    assert_eq!(send(State::Drafted), Err(Refused::NotPreviewed));
    assert_eq!(send(State::Previewed), Ok(State::Sending));
    let tomorrow = Some(now + Duration::days(1));
    let later = next(State::Previewed, Transition::Send, tomorrow, now);
    assert_eq!(later, Ok(State::Scheduled));
    let past = next(State::Previewed, Transition::Send, Some(now), now);
    assert_eq!(past, Ok(State::Sending));
}

#[test]
fn what_is_over_stays_over_and_all_else_can_be_cancelled() {
    let now = DateTime::UNIX_EPOCH;
    for from in State::ALL {
        let is_over = matches!(from, State::Sent | State::Cancelled);
        for by in Transition::ALL {
            let to = next(*from, *by, None, now);
            assert!(!is_over || to == Err(Refused::State), "{from:?} {by:?}");
        }
        let cancelled = next(*from, Transition::Cancel, None, now);
        assert_eq!(cancelled.is_ok(), !is_over, "{from:?}");
    }
}

#[test]
fn who_unsubscribed_is_left_alone_until_they_ask_anew() {
    let (october, november) = (day("2026-10-05"), day("2026-11-05"));
    let away = |what, since, asked| keeps_away(what, since, Category::Topic, asked);
    assert!(away(ALL, november, october));
    assert!(!away(ALL, october, november), "asked anew");
    assert!(!away(ALL, october, october), "asked anew on the same day");
    assert!(
        away("topic", october, november),
        "one category stays refused"
    );
    assert!(!away("events", november, october));
}

#[test]
fn a_mail_that_is_put_off_is_tried_for_three_days() {
    let mut waited = Duration::zero();
    let mut attempts = 0;
    loop {
        attempts += 1;
        let Some(wait) = tried_again_after(attempts) else {
            break;
        };
        assert!(wait <= Duration::hours(4));
        waited += wait;
    }
    assert_eq!(tried_again_after(1), Some(Duration::minutes(10)));
    assert!(
        waited > Duration::days(3) && waited < Duration::days(4),
        "{waited}"
    );
}

#[test]
fn a_report_tells_a_mailbox_that_is_gone_from_one_that_is_full() {
    assert_eq!(bounce("failed", "5.1.1"), Some(Bounce::Gone));
    assert_eq!(bounce(" Failed", "5.2.1 (disabled)"), Some(Bounce::Gone));
    for status in ["5.2.2", "5.7.1", "4.4.7", "", "5.10.1"] {
        assert_eq!(
            bounce("failed", status),
            Some(Bounce::NotThisOne),
            "{status}"
        );
    }
    for action in ["delayed", "delivered", "relayed", "expanded", ""] {
        assert_eq!(bounce(action, "5.1.1"), None);
    }
}

#[test]
fn one_person_more_or_less_is_not_seen() {
    let least = (None, Some(15));
    for (people, draw, told) in [
        (0, 4, least),
        (10, 4, least),
        (11, 4, (Some(15), None)),
        (14, 0, least),
        (15, 0, (Some(15), None)),
        (100_001, 3, (Some(100_000), None)),
    ] {
        assert_eq!(shown(people, Draw(draw)), told, "{people} {draw}");
    }
    for people in 0..200 {
        let differs = |draw: &i64| shown(people, Draw(*draw)) != shown(people + 1, Draw(*draw));
        assert!((0..5).filter(differs).count() <= 1, "{people}");
    }
}

#[test]
fn where_rounding_turns_is_drawn() {
    let turns = |last: u8| {
        let mut bytes = [0; 32];
        bytes[7] = last;
        let told = |people| shown(people, Draw::new(&bytes)).0.is_some();
        (0..30).find(|people| told(*people))
    };
    let all: Vec<_> = (0..5).filter_map(turns).collect();
    assert_eq!(all, [15, 14, 13, 12, 11]);
}
