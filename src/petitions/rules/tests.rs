//! Which transitions there are, and which there are not.

use super::*;
use chrono::{Duration, TimeZone};
use proptest::prelude::*;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
}

fn hour(n: i64) -> Option<DateTime<Utc>> {
    Some(noon() + Duration::hours(n))
}

fn step(from: State, by: Transition) -> Result<State, TransitionError> {
    next(from, &Dates::default(), by, from == State::InReview, noon())
}

#[test]
fn a_petition_goes_from_draft_to_resolved() {
    use Transition::{Answer, Close, Deliver, Open, Resolve};
    let road = [Open, Close, Deliver, Answer, Resolve];
    let end = road.into_iter().try_fold(State::Draft, step);
    assert_eq!(end, Ok(State::Resolved));
}

#[test]
fn where_petitions_are_moderated_none_opens_unread() {
    let dates = Dates::default();
    assert_eq!(
        next(State::Draft, &dates, Transition::Open, true, noon()),
        Err(TransitionError::ReviewedFirst)
    );
    assert_eq!(
        next(State::Draft, &dates, Transition::Submit, true, noon()),
        Ok(State::InReview)
    );
    assert_eq!(
        next(State::InReview, &dates, Transition::Open, true, noon()),
        Ok(State::Open)
    );
    assert_eq!(
        next(State::Draft, &dates, Transition::Submit, false, noon()),
        Err(TransitionError::NotReviewedHere)
    );
}

#[test]
fn whatever_is_not_listed_is_refused() {
    for from in State::ALL {
        for by in Transition::ALL
            .iter()
            .filter(|by| **by != Transition::Remove)
        {
            let listed = TRANSITIONS.iter().any(|(f, b, _)| (f, b) == (from, by));
            let moderated = *by != Transition::Open || *from != State::Draft;
            let went = next(*from, &Dates::default(), *by, moderated, noon());
            assert_eq!(went.is_ok(), listed, "{from:?} {by:?}");
        }
    }
}

#[test]
fn everything_can_be_removed_once() {
    for from in State::ALL {
        assert_eq!(
            step(*from, Transition::Remove).is_ok(),
            *from != State::Removed
        );
    }
}

#[test]
fn dates_act_by_themselves() {
    let dates = Dates {
        opens_at: hour(1),
        closes_at: hour(2),
        answer_by: hour(3),
    };
    let at = |stored, n| effective(stored, &dates, noon() + Duration::hours(n));
    assert_eq!(
        [0, 1, 2].map(|n| at(State::Open, n)),
        [State::Draft, State::Open, State::Closed]
    );
    assert_eq!(at(State::Paused, 2), State::Closed);
    assert_eq!(
        [2, 3].map(|n| at(State::Delivered, n)),
        [State::Delivered, State::Overdue]
    );
    assert_eq!(at(State::Draft, 1), State::Draft);
    assert_eq!(next_change(State::Open, &dates, noon()), hour(1));
    assert_eq!(next_change(State::Delivered, &dates, noon()), hour(3));
    assert_eq!(next_change(State::Resolved, &dates, noon()), None);
}

#[test]
fn a_petition_past_its_closing_date_can_be_delivered_but_not_resumed() {
    let dates = Dates {
        closes_at: hour(-1),
        ..Dates::default()
    };
    assert_eq!(
        next(State::Open, &dates, Transition::Deliver, false, noon()),
        Ok(State::Delivered)
    );
    assert!(next(State::Paused, &dates, Transition::Resume, false, noon()).is_err());
    assert_eq!(
        next(State::Draft, &dates, Transition::Open, false, noon()),
        Err(TransitionError::ClosingDatePassed)
    );
}

#[test]
fn a_petition_that_waits_for_its_opening_date_can_be_taken_back_but_not_opened_again() {
    let dates = Dates {
        opens_at: hour(1),
        ..Dates::default()
    };
    assert_eq!(
        next(State::Open, &dates, Transition::Withdraw, false, noon()),
        Ok(State::Withdrawn)
    );
    assert!(next(State::Open, &dates, Transition::Open, false, noon()).is_err());
}

#[test]
fn the_text_is_frozen_from_the_first_signature() {
    assert_eq!(text_change(State::Open, false, false), TextChange::InPlace);
    assert_eq!(
        text_change(State::Open, false, true),
        TextChange::NewVersion
    );
    assert_eq!(
        text_change(State::Open, true, false),
        TextChange::NewVersion
    );
    assert_eq!(
        text_change(State::Delivered, false, true),
        TextChange::Refused
    );
}

#[test]
fn dates_follow_one_another() {
    assert_eq!(
        Dates {
            opens_at: hour(2),
            closes_at: hour(1),
            answer_by: None
        }
        .check(),
        Err(DatesError::ClosesBeforeItOpens)
    );
    assert_eq!(
        Dates {
            opens_at: None,
            closes_at: hour(2),
            answer_by: hour(1)
        }
        .check(),
        Err(DatesError::AnswerBeforeItCloses)
    );
    assert_eq!(Dates::default().check(), Ok(()));
}

proptest! {
    #[test]
    fn no_road_leads_back_from_an_end(steps in proptest::collection::vec(0..Transition::ALL.len(), 0..30), moderated: bool) {
        let mut state = State::Draft;
        for by in steps.into_iter().map(|i| Transition::ALL[i]) {
            let was = state;
            state = next(state, &Dates::default(), by, moderated, noon()).unwrap_or(state);
            let is_end = matches!(was, State::Rejected | State::Resolved | State::Withdrawn);
            prop_assert!(!is_end || matches!(state, State::Removed) || state == was);
        }
    }
}
