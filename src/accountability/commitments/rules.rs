//! Where a promise stands, pure.

use chrono::NaiveDate;

crate::words! {
    /// Where a promise stands.
    #[oai(rename = "CommitmentState")]
    State {
        /// Its day is to come.
        Open = "open",
        /// Its day has passed everywhere in the Americas, and nobody has written down that it was kept.
        Overdue = "overdue",
        Kept = "kept",
        Broken = "broken",
    }
}

crate::words! {
    /// How a promise ended.
    #[oai(rename = "CommitmentOutcome")]
    Outcome { Kept = "kept", Broken = "broken" }
}

/// The state that holds today; the promised day itself is still good.
pub fn effective(stored: State, due_on: NaiveDate, today: NaiveDate) -> State {
    match stored {
        State::Open | State::Overdue if due_on < today => State::Overdue,
        State::Open | State::Overdue => State::Open,
        settled => settled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_is_overdue_from_the_day_after_unless_it_was_settled() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
        assert_eq!(effective(State::Open, day(10), day(10)), State::Open);
        assert_eq!(effective(State::Open, day(10), day(11)), State::Overdue);
        assert_eq!(effective(State::Kept, day(10), day(30)), State::Kept);
        assert_eq!(effective(State::Broken, day(10), day(1)), State::Broken);
    }
}
