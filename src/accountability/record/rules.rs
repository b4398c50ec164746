//! Where one who was asked stands, pure.

use chrono::NaiveDate;

use crate::accountability::deliveries::rules::State;

crate::words! {
    /// Where one who was asked stands.
    #[oai(rename = "RecordStatus")]
    Status {
        /// Nothing that answers has come, and the day for it is to come.
        Waiting = "waiting",
        /// Nothing that answers has come, and the day for it has passed.
        Silent = "silent",
        Answered = "answered",
    }
}

/// Days of silence that the feed tells of.
pub const MILESTONES: [i64; 8] = [14, 30, 45, 60, 90, 120, 180, 365];

/// Whether an answer is due, late or there. The day itself is still good.
pub fn status(answered_on: Option<NaiveDate>, due: Option<NaiveDate>, today: NaiveDate) -> Status {
    match (answered_on, due) {
        (Some(_), _) => Status::Answered,
        (None, Some(due)) if today <= due => Status::Waiting,
        (None, _) => Status::Silent,
    }
}

/// Days without an answer, counted from the day that it reached them, or else from the day that it left.
pub fn silent_days(
    answered_on: Option<NaiveDate>,
    since: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<i64> {
    match (answered_on, since) {
        (None, Some(since)) => Some((today - since).num_days().max(0)),
        _ => None,
    }
}

/// Of several deliveries the one that is surest.
pub fn surest(states: impl Iterator<Item = State>) -> Option<State> {
    let order = [
        State::Delivered,
        State::Sent,
        State::Unconfirmed,
        State::Sending,
        State::Uncertain,
    ];
    let place = |state: &State| order.iter().position(|one| one == state);
    states
        .filter(|state| place(state).is_some())
        .min_by_key(|state| place(state))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, day).unwrap_or_default()
    }

    #[test]
    fn silence_begins_when_the_day_for_an_answer_has_passed_and_counts_from_the_delivery() {
        assert_eq!(status(None, Some(day(20)), day(20)), Status::Waiting);
        assert_eq!(status(None, Some(day(20)), day(21)), Status::Silent);
        assert_eq!(
            status(Some(day(25)), Some(day(20)), day(26)),
            Status::Answered
        );
        assert_eq!(silent_days(None, Some(day(5)), day(21)), Some(16));
        assert_eq!(silent_days(Some(day(6)), Some(day(5)), day(21)), None);
    }

    #[test]
    fn what_failed_is_never_the_surest() {
        let states = [State::Failed, State::Uncertain, State::Unconfirmed];
        assert_eq!(surest(states.into_iter()), Some(State::Unconfirmed));
        assert_eq!(surest([State::Failed, State::Queued].into_iter()), None);
    }
}
