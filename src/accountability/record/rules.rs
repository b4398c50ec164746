//! Where one who was asked stands, pure.

use chrono::NaiveDate;

use crate::accountability::deliveries::rules::State;
use crate::packets::PacketId;

crate::words! {
    /// Where one who was asked stands.
    #[oai(rename = "RecordStatus")]
    Status {
        /// Nothing that answers has come, and the day for it is to come.
        Waiting = "waiting",
        /// Nothing that answers has come, and the day for it has passed.
        Silent = "silent",
        Answered = "answered",
        /// No packet is known to have gone: none has left, what left came back or was recorded in error, or it is uncertain whether
        /// it left. No silence is counted.
        NotAsked = "not_asked",
    }
}

/// Days of silence that the feed tells of.
pub const MILESTONES: [i64; 8] = [14, 30, 45, 60, 90, 120, 180, 365];

/// Whether an answer is due, late or there, where a packet went for certain. The day itself is still good.
pub fn status(
    answered_on: Option<NaiveDate>,
    arrival: Option<State>,
    due: Option<NaiveDate>,
    today: NaiveDate,
) -> Status {
    if answered_on.is_some() {
        Status::Answered
    } else if !arrival.is_some_and(went) {
        Status::NotAsked
    } else if due.is_some_and(|due| today <= due) {
        Status::Waiting
    } else {
        Status::Silent
    }
}

/// Whether it is certain that a packet left, and not known that it came back. Silence is counted from there.
pub fn went(state: State) -> bool {
    matches!(
        state,
        State::Delivered | State::Sent | State::Unconfirmed | State::Sending
    )
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

/// A packet that went.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub packet: PacketId,
    pub left_on: NaiveDate,
    /// The day that silence is counted from.
    pub from: NaiveDate,
}

/// What says something of what was asked.
#[derive(Clone, Copy, Debug)]
pub struct Reply {
    pub to: PacketId,
    pub on: NaiveDate,
}

/// When it was answered: by an answer to it, or by any that came after it had left.
pub fn answered(ask: &Ask, replies: &[Reply]) -> Option<NaiveDate> {
    let theirs = replies.iter();
    let theirs = theirs.filter(|reply| reply.to == ask.packet || reply.on > ask.left_on);
    theirs.map(|reply| reply.on).min()
}

/// From when until when nothing was answered, the oldest first, the last perhaps without an end. A second question during a
/// silence begins no other.
pub fn silences(asks: &[Ask], replies: &[Reply]) -> Vec<(NaiveDate, Option<NaiveDate>)> {
    let mut asks = asks.to_vec();
    asks.sort_by_key(|ask| ask.from);
    let mut spans: Vec<(NaiveDate, Option<NaiveDate>)> = Vec::new();
    for ask in &asks {
        let end = answered(ask, replies);
        match spans.last_mut() {
            Some((_, last)) if last.is_none_or(|last| ask.from < last) => {
                *last = last.zip(end).map(|(a, b)| a.max(b));
            }
            _ => spans.push((ask.from, end)),
        }
    }
    spans
}

/// Of several deliveries the one that is surest.
pub fn surest(states: impl Iterator<Item = State>) -> Option<State> {
    let order = [
        State::Delivered,
        State::Sent,
        State::Unconfirmed,
        State::Sending,
        State::Uncertain,
        State::Failed,
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
        let sent = Some(State::Sent);
        let due = Some(day(20));
        assert_eq!(status(None, sent, due, day(20)), Status::Waiting);
        assert_eq!(status(None, sent, due, day(21)), Status::Silent);
        assert_eq!(status(Some(day(25)), sent, due, day(26)), Status::Answered);
        assert_eq!(silent_days(None, Some(day(5)), day(21)), Some(16));
        assert_eq!(silent_days(Some(day(6)), Some(day(5)), day(21)), None);
    }

    #[test]
    fn nobody_is_silent_whom_no_packet_went_to_for_certain() {
        for arrival in [None, Some(State::Failed), Some(State::Uncertain)] {
            assert_eq!(status(None, arrival, None, day(30)), Status::NotAsked);
            assert_eq!(
                status(Some(day(25)), arrival, None, day(30)),
                Status::Answered
            );
        }
    }

    #[test]
    fn what_failed_is_the_surest_only_where_there_is_nothing_else() {
        let states = [State::Failed, State::Uncertain, State::Unconfirmed];
        assert_eq!(surest(states.into_iter()), Some(State::Unconfirmed));
        let failed = [State::Failed, State::Queued];
        assert_eq!(surest(failed.into_iter()), Some(State::Failed));
        assert_eq!(surest([State::Queued].into_iter()), None);
    }

    fn packet(n: u128) -> PacketId {
        PacketId(uuid::Uuid::from_u128(n))
    }

    fn ask(n: u128, on: u32) -> Ask {
        Ask {
            packet: packet(n),
            left_on: day(on),
            from: day(on),
        }
    }

    fn reply(to: u128, on: u32) -> Reply {
        Reply {
            to: packet(to),
            on: day(on),
        }
    }

    #[test]
    fn who_answered_the_first_question_is_not_silent_before_the_second_is_asked() {
        let (asks, replies) = ([ask(1, 1), ask(2, 20)], [reply(1, 5)]);
        let spans = [(day(1), Some(day(5))), (day(20), None)];
        assert_eq!(silences(&asks, &replies), spans);
    }

    #[test]
    fn a_second_question_during_a_silence_begins_no_other() {
        assert_eq!(silences(&[ask(2, 9), ask(1, 1)], &[]), [(day(1), None)]);
        let spans = [(day(1), Some(day(15)))];
        assert_eq!(silences(&[ask(1, 1), ask(2, 9)], &[reply(1, 15)]), spans);
    }

    #[test]
    fn a_question_that_leaves_on_the_day_of_an_answer_to_another_is_open() {
        assert_eq!(answered(&ask(2, 5), &[reply(1, 5)]), None);
        assert_eq!(answered(&ask(1, 5), &[reply(1, 5)]), Some(day(5)));
    }
}
