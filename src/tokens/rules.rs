//! When tokens are issued, when they can be spent, and for how long.

use chrono::{Days, NaiveDate};

/// Among fewer people nobody can hide.
pub const OPENS_AFTER: i32 = 10;
/// How long tokens of an epoch can be spent, from the day on which it opens.
pub const SPENDABLE_DAYS: u64 = 365;
/// How long a voucher can be redeemed.
pub const VOUCHER_DAYS: u64 = 14;

crate::words! {
    /// Where an epoch stands.
    #[oai(rename = "TokenEpochState")]
    EpochState {
        /// Tokens are issued, and none can be spent yet.
        Issuing = "issuing",
        /// Its tokens can be spent; no more are issued.
        Open = "open",
        /// Its tokens are good for nothing any more.
        Over = "over",
    }
}

/// Until the end of the day on which the tenth was issued, others join: only then nothing says who came last.
pub fn state(opens_on: Option<NaiveDate>, today: NaiveDate) -> EpochState {
    match opens_on {
        Some(day) if today > last_day(day) => EpochState::Over,
        Some(day) if today >= day => EpochState::Open,
        _ => EpochState::Issuing,
    }
}

/// The last day on which a token can be spent.
pub fn last_day(opens_on: NaiveDate) -> NaiveDate {
    later(opens_on, SPENDABLE_DAYS - 1)
}

/// The day on which an epoch opens, once so many were issued.
pub fn opens_on(issued: i32, known: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    known.or_else(|| (issued >= OPENS_AFTER).then(|| later(today, 1)))
}

/// The last day of a voucher.
pub fn voucher_until(today: NaiveDate) -> NaiveDate {
    later(today, VOUCHER_DAYS)
}

/// A redeemed voucher answers a repeat of the same request until tomorrow.
pub fn repeatable_until(today: NaiveDate) -> NaiveDate {
    later(today, 1)
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn an_epoch_opens_the_day_after_the_tenth_was_issued() {
        let today = day("2026-10-05");
        assert_eq!(opens_on(9, None, today), None);
        assert_eq!(opens_on(10, None, today), Some(day("2026-10-06")));
        // The eleventh, on the same day, does not put it off.
        let known = Some(day("2026-10-06"));
        assert_eq!(opens_on(11, known, today), known);
    }

    #[test]
    fn an_epoch_issues_until_it_opens_and_ends_after_a_year() {
        let opens = Some(day("2026-10-06"));
        let at = |text: &str| state(opens, day(text));
        assert_eq!(state(None, day("2030-01-01")), EpochState::Issuing);
        assert_eq!(at("2026-10-05"), EpochState::Issuing);
        assert_eq!(at("2026-10-06"), EpochState::Open);
        assert_eq!(at("2027-10-05"), EpochState::Open);
        assert_eq!(at("2027-10-06"), EpochState::Over);
    }
}
