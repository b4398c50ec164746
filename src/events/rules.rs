//! What decides about events: when they are, what may become of them, and when people are reminded.

use chrono::{
    DateTime, Datelike, Days, Duration, LocalResult, NaiveDateTime, NaiveTime, TimeZone, Utc,
};
use chrono_tz::Tz;

crate::words! {
    /// What kind of event it is.
    #[oai(rename = "EventKind")]
    Kind {
        StrategySession = "strategy_session",
        Rally = "rally",
        /// A meeting of those who decide, where people speak.
        Hearing = "hearing",
        Training = "training",
    }
}

crate::words! {
    /// `draft` is seen by members alone; what was `cancelled` stays readable as such.
    #[oai(rename = "EventState")]
    State { Draft = "draft", Published = "published", Cancelled = "cancelled" }
}

crate::words! {
    /// How a training is given.
    TrainingMode { InPerson = "in_person", Live = "live_online", SelfPaced = "self_paced", Mixed = "mixed" }
}

crate::words! {
    /// `confirmed` comes; `waiting` gets the next place; `struck_out` was taken off the list by the organizers.
    #[oai(rename = "RsvpState")]
    Standing { Pending = "pending", Confirmed = "confirmed", Waiting = "waiting", StruckOut = "struck_out" }
}

crate::words! {
    /// Which one, where clocks are set back and a local time exists twice.
    Fold { First = "first", Second = "second" }
}

/// Answers are erased so many days after the event: long enough to note who came and to thank them.
pub const KEPT_DAYS: i64 = 30;
/// So long an answer can be confirmed, but never past the end of the event.
pub const CONFIRM_HOURS: i64 = 48;
/// The last possible end: longer than any training.
pub const LONGEST_DAYS: i64 = 14;

/// Why a moment cannot be named so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error("must be a local time such as 2026-10-05T18:00")]
    NoTime,
    #[error("must be in the years 1970 to 9999")]
    OutOfRange,
    #[error("does not exist in this zone: clocks are set forward over it")]
    DoesNotExist,
    #[error("exists twice in this zone: say which one with a fold of `first` or `second`")]
    ExistsTwice,
}

/// A name of the IANA time zone database.
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// The moment that a local time means.
pub fn moment(local: &str, zone: Tz, fold: Option<Fold>) -> Result<DateTime<Utc>, TimeError> {
    let parse = |form| NaiveDateTime::parse_from_str(local, form).ok();
    let local = parse("%Y-%m-%dT%H:%M").or_else(|| parse("%Y-%m-%dT%H:%M:%S"));
    let local = local.ok_or(TimeError::NoTime)?;
    // Asked before any arithmetic: the calendar of the library ends, and so do the columns of the database.
    if !YEARS.contains(&local.year()) {
        return Err(TimeError::OutOfRange);
    }
    let at = in_zone(local, zone, fold)?;
    if is_in_range(at) {
        Ok(at)
    } else {
        Err(TimeError::OutOfRange)
    }
}

const YEARS: std::ops::RangeInclusive<i32> = 1970..=9999;

/// Whether every zone has a wall clock for it.
pub fn is_in_range(at: DateTime<Utc>) -> bool {
    YEARS.contains(&at.year())
}

fn in_zone(local: NaiveDateTime, zone: Tz, fold: Option<Fold>) -> Result<DateTime<Utc>, TimeError> {
    match (zone.from_local_datetime(&local), fold) {
        (LocalResult::Single(at), _)
        | (LocalResult::Ambiguous(at, _), Some(Fold::First))
        | (LocalResult::Ambiguous(_, at), Some(Fold::Second)) => Ok(at.to_utc()),
        (LocalResult::Ambiguous(..), None) => Err(TimeError::ExistsTwice),
        (LocalResult::None, _) => Err(TimeError::DoesNotExist),
    }
}

/// The wall clock of a zone, to be written without an offset.
pub fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

/// What may become of an event; a cancelled one stays so.
pub fn may_become(from: State, to: State) -> bool {
    matches!(
        (from, to),
        (State::Draft, State::Published) | (State::Published, State::Cancelled)
    )
}

/// Reminders in their order: a week, a day, the same day, an hour before. A later one makes an earlier one needless.
pub const WEEK: i32 = 1;
pub const DAY: i32 = 2;
pub const TODAY: i32 = 3;
pub const HOUR: i32 = 4;

/// When each reminder is due. A week and a day are counted on the wall clock of the event's zone, so that a clock set
/// forward or back between moves none of them; "today" is at eight in the morning, where that is two hours before or more.
pub fn reminders(starts_at: DateTime<Utc>, zone: Tz) -> Vec<(i32, DateTime<Utc>)> {
    let local = starts_at.with_timezone(&zone).naive_local();
    let before = |days| Some(wall(local.checked_sub_days(Days::new(days))?, zone));
    let morning =
        NaiveTime::from_hms_opt(8, 0, 0).map(|eight| wall(local.date().and_time(eight), zone));
    let morning = morning.filter(|at| *at <= starts_at - Duration::hours(2));
    let all = [
        (WEEK, before(7)),
        (DAY, before(1)),
        (TODAY, morning),
        (HOUR, Some(starts_at - Duration::hours(1))),
    ];
    let known = all.into_iter().filter_map(|(which, at)| Some((which, at?)));
    known.collect()
}

/// A time that is skipped is the first after it; of one that exists twice it is the first.
fn wall(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let found = zone.from_local_datetime(&local).earliest();
    let found = found.or_else(|| {
        zone.from_local_datetime(&(local + Duration::hours(1)))
            .earliest()
    });
    found.map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// The last reminder whose time has come; 0 before the first.
pub fn due(starts_at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> i32 {
    let passed = reminders(starts_at, zone)
        .into_iter()
        .filter(|(_, at)| *at <= now);
    passed.map(|(which, _)| which).max().unwrap_or(0)
}

/// Whether details for joining are shown to whoever comes.
pub fn may_join(
    state: State,
    standing: Standing,
    from: Option<DateTime<Utc>>,
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> bool {
    state == State::Published
        && standing == Standing::Confirmed
        && from.is_some_and(|from| from <= now)
        && now <= ends_at
}

/// A place of one's own, or the end of the waiting list.
pub fn admit(capacity: Option<i32>, coming: u64) -> Standing {
    let has_room = capacity.is_none_or(|most| coming < u64::try_from(most).unwrap_or(0));
    if has_room {
        Standing::Confirmed
    } else {
        Standing::Waiting
    }
}

/// Fewer than these are not told in public: a small meeting's number says who was there.
const SHOWN_FROM: u64 = 5;

pub fn shown_number(hides_numbers: bool, coming: u64) -> Option<u64> {
    (!hides_numbers && coming >= SHOWN_FROM).then_some(coming)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LA: Tz = chrono_tz::America::Los_Angeles;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_that_no_calendar_has_is_refused() {
        for local in [
            "+262142-12-31T22:00",
            "-262143-01-01T00:00",
            "1969-12-31T23:59",
            "9999-12-31T23:00",
            "+10000-01-01T00:00",
        ] {
            assert_eq!(
                moment(local, LA, None),
                Err(TimeError::OutOfRange),
                "{local}"
            );
        }
        assert!(moment("9999-12-31T12:00", LA, None).is_ok());
        assert!(moment("1970-01-01T00:00", LA, None).is_ok());
    }

    #[test]
    fn a_time_that_is_skipped_or_repeated_is_refused_unless_it_is_said_which() {
        assert_eq!(
            moment("2027-03-14T02:30", LA, None),
            Err(TimeError::DoesNotExist)
        );
        assert_eq!(
            moment("2027-03-14T02:30", LA, Some(Fold::First)),
            Err(TimeError::DoesNotExist)
        );
        assert_eq!(
            moment("2026-11-01T01:30", LA, None),
            Err(TimeError::ExistsTwice)
        );
        let first = moment("2026-11-01T01:30", LA, Some(Fold::First));
        let second = moment("2026-11-01T01:30", LA, Some(Fold::Second));
        assert_eq!(first, Ok(utc("2026-11-01T08:30:00Z")));
        assert_eq!(second, Ok(utc("2026-11-01T09:30:00Z")));
        for wrong in ["", "6 PM", "2026-02-30T10:00", "2026-10-05T18:00Z"] {
            assert_eq!(moment(wrong, LA, None), Err(TimeError::NoTime), "{wrong}");
        }
        assert_eq!(zone("America/Los_Angeles"), Some(LA));
        assert_eq!((zone("Mars/Olympus"), zone("")), (None, None));
    }

    #[test]
    fn reminders_keep_to_the_wall_clock_when_clocks_are_set_back() {
        // Monday at six in the evening; clocks were set back on Sunday.
        let starts = moment("2026-11-02T18:00", LA, None).unwrap();
        assert_eq!(starts, utc("2026-11-03T02:00:00Z"));
        assert_eq!(
            reminders(starts, LA),
            [
                (WEEK, utc("2026-10-27T01:00:00Z")),
                (DAY, utc("2026-11-02T02:00:00Z")),
                (TODAY, utc("2026-11-02T16:00:00Z")),
                (HOUR, utc("2026-11-03T01:00:00Z")),
            ]
        );
    }

    #[test]
    fn a_reminder_whose_hour_is_skipped_comes_an_hour_later_by_the_clock() {
        let starts = moment("2027-03-15T02:30", LA, None).unwrap();
        let day = reminders(starts, LA)[1];
        assert_eq!(day, (DAY, utc("2027-03-14T10:30:00Z")));
    }

    #[test]
    fn the_later_reminder_stands_in_for_those_before_it() {
        let starts = moment("2026-10-05T18:00", LA, None).unwrap();
        let due = |text| due(starts, LA, utc(text));
        assert_eq!(due("2026-09-28T00:00:00Z"), 0);
        assert_eq!(due("2026-09-29T01:00:00Z"), WEEK);
        assert_eq!(due("2026-10-05T15:00:00Z"), TODAY);
        assert_eq!(due("2026-10-06T00:00:00Z"), HOUR);
    }

    #[test]
    fn a_meeting_at_nine_has_no_reminder_of_the_morning() {
        let starts = moment("2026-10-05T09:00", LA, None).unwrap();
        assert!(
            reminders(starts, LA)
                .iter()
                .all(|(which, _)| *which != TODAY)
        );
    }

    #[test]
    fn a_full_event_has_a_waiting_list() {
        assert_eq!(admit(Some(2), 1), Standing::Confirmed);
        assert_eq!(admit(Some(2), 2), Standing::Waiting);
        assert_eq!(admit(None, 10_000), Standing::Confirmed);
    }

    #[test]
    fn numbers_are_shown_where_asked_for_and_not_small() {
        assert_eq!(shown_number(false, 5), Some(5));
        assert_eq!(
            (shown_number(true, 50), shown_number(false, 4)),
            (None, None)
        );
    }
}
