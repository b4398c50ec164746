//! When a sealed original dies. The mailbox, the reviewers' desk and the nightly round all ask here.

use chrono::{Days, NaiveDate};

use super::wire::State;
use crate::campaigns::rules::{RETENTION_DAYS_DEFAULT, UNDECIDED_DAYS};

/// What the day of its end depends on.
#[derive(Clone, Copy, Debug)]
pub struct Life {
    pub state: State,
    pub received_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    /// The organization's setting on the day of the decision.
    pub keep_days: Option<i32>,
}

/// The first day on which the original is destroyed, unless a hold stops it. A longer setting counts only for what
/// is decided after it was made, so that nobody alone can put off what a witness was told; a shorter one counts at once.
pub fn dies_on(life: Life, setting: i32) -> NaiveDate {
    let decided_on = life.decided_on.unwrap_or(life.received_on);
    let kept = life.keep_days.map_or(setting, |days| days.min(setting));
    let (from, days) = match life.state {
        State::Received => (life.received_on, u64::from(UNDECIDED_DAYS)),
        State::Withdrawn => (decided_on, 0),
        State::Published | State::Rejected => {
            let days = u64::try_from(kept).unwrap_or_else(|_| u64::from(RETENTION_DAYS_DEFAULT));
            (decided_on, days)
        }
    };
    from.checked_add_days(Days::new(days)).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn decided(keep_days: i32) -> Life {
        Life {
            state: State::Published,
            received_on: day("2026-10-05"),
            decided_on: Some(day("2026-10-10")),
            keep_days: Some(keep_days),
        }
    }

    #[test]
    fn an_undecided_original_dies_after_180_days_whatever_the_setting() {
        let life = Life {
            state: State::Received,
            decided_on: None,
            keep_days: None,
            ..decided(90)
        };
        assert_eq!(dies_on(life, 1), day("2027-04-03"));
        assert_eq!(dies_on(life, 365), day("2027-04-03"));
    }

    #[test]
    fn a_shorter_setting_counts_at_once_and_a_longer_one_for_later_decisions() {
        assert_eq!(dies_on(decided(90), 90), day("2027-01-08"));
        assert_eq!(dies_on(decided(90), 1), day("2026-10-11"));
        assert_eq!(dies_on(decided(90), 365), day("2027-01-08"));
    }

    #[test]
    fn what_was_withdrawn_dies_at_once() {
        let life = Life {
            state: State::Withdrawn,
            ..decided(90)
        };
        assert_eq!(dies_on(life, 90), day("2026-10-10"));
    }
}
