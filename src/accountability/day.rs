//! Which day it is for those who are asked: days are written down by local clocks, and the service counts in UTC.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};

/// Nobody in the Americas is further behind UTC (Hawaii and the Aleutians: 10 hours).
const BEHIND: Duration = Duration::hours(12);

/// The day that has begun for everybody in the Americas. Nothing is called late or silent before its day is over for them all.
pub fn day_of(now: DateTime<Utc>) -> NaiveDate {
    (now - BEHIND).date_naive()
}

/// The moment at which that day began.
pub fn day_begins(now: DateTime<Utc>) -> DateTime<Utc> {
    day_of(now).and_time(NaiveTime::MIN).and_utc() + BEHIND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_when_it_is_over_everywhere_in_the_americas() {
        let day = |now: &str| day_of(now.parse().unwrap()).to_string();
        assert_eq!(day("2026-10-21T09:59:00Z"), "2026-10-20");
        assert_eq!(day("2026-10-21T12:00:00Z"), "2026-10-21");
    }
}
