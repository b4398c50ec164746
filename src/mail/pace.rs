//! How many bulk mails leave in a minute, at most: a provider that is flooded turns a sender away, confirmations included.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};

/// A minute's share would leave in one burst; that of five seconds hardly shows.
const STEP_SECONDS: i64 = 5;

/// Kept in memory: each node has a pace of its own, and a restart begins a step anew.
#[derive(Debug, Default)]
pub struct Pace(Mutex<Option<(DateTime<Utc>, u32)>>);

impl Pace {
    /// Counts one mail. `Err` says when the next may leave; 0 a minute is no limit.
    pub fn take(&self, now: DateTime<Utc>, a_minute: u32) -> Result<(), DateTime<Utc>> {
        if a_minute == 0 {
            return Ok(());
        }
        let (step, most) = steps(a_minute);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, used) = state
            .filter(|(since, _)| *since <= now && now < *since + step)
            .unwrap_or((now, 0));
        if used >= most {
            return Err(since + step);
        }
        *state = Some((since, used + 1));
        Ok(())
    }
}

fn steps(a_minute: u32) -> (Duration, u32) {
    let whole = i64::from(a_minute) * STEP_SECONDS / 60;
    match u32::try_from(whole) {
        Ok(most) if most > 0 => (Duration::seconds(STEP_SECONDS), most),
        _ => (Duration::milliseconds(60_000 / i64::from(a_minute)), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_in(seconds: i64, a_minute: u32) -> usize {
        let (pace, start) = (Pace::default(), DateTime::UNIX_EPOCH);
        let moments = (0..seconds * 10).map(|tenth| start + Duration::milliseconds(tenth * 100));
        let tries = moments.flat_map(|now| std::iter::repeat_n(now, 200));
        tries
            .filter(|now| pace.take(*now, a_minute).is_ok())
            .count()
    }

    #[test]
    fn a_minute_brings_no_more_than_was_asked_for() {
        for a_minute in [1, 7, 12, 59, 60, 600, 1200] {
            let left = left_in(60, a_minute);
            let most = a_minute as usize;
            assert!(left <= most, "{left} of {most}");
            assert!(left * 10 >= most * 7, "{left} of {most}");
        }
        assert_eq!(left_in(1, 0), 2000);
    }

    #[test]
    fn whoever_is_too_early_learns_when_to_come_back() {
        let (pace, now) = (Pace::default(), DateTime::UNIX_EPOCH);
        pace.take(now, 12).unwrap();
        let next = pace.take(now, 12).unwrap_err();
        assert_eq!(next, now + Duration::seconds(5));
        pace.take(next, 12).unwrap();
    }
}
