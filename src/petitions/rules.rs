//! The states of a petition: every transition by name, and what its dates do by themselves.

use chrono::{DateTime, Utc};

crate::words! {
    /// Where a petition stands.
    #[oai(rename = "PetitionState")]
    State {
        /// Being written; only members see it.
        Draft = "draft",
        /// Waiting for the organization's moderation.
        InReview = "in_review",
        /// Refused by moderation, with a reason code.
        Rejected = "rejected",
        /// Can be signed.
        Open = "open",
        /// Visible, but cannot be signed for now.
        Paused = "paused",
        /// No longer collects signatures.
        Closed = "closed",
        /// Handed to its target.
        Delivered = "delivered",
        /// The target has answered.
        Answered = "answered",
        /// The target has not answered by the day that was asked for.
        Overdue = "overdue",
        /// Settled; the outcome is on record.
        Resolved = "resolved",
        /// Taken back by the organization.
        Withdrawn = "withdrawn",
        /// Taken down; answers 410, not 404.
        Removed = "removed",
    }
}

crate::words! {
    /// What can be done to a petition.
    #[oai(rename = "PetitionTransition")]
    Transition {
        /// Hands a draft to moderation.
        Submit = "submit",
        /// Opens a draft, or a petition that moderation has approved.
        Open = "open",
        /// Moderation refuses it; needs a reason code.
        Reject = "reject",
        /// Stops signing for a while.
        Pause = "pause",
        /// Lets signing go on.
        Resume = "resume",
        /// Ends signing for good.
        Close = "close",
        /// Records that it reached its target.
        Deliver = "deliver",
        /// Records the target's answer, a late one too.
        Answer = "answer",
        /// Records that the day for an answer has passed.
        FallOverdue = "fall_overdue",
        /// Records the outcome.
        Resolve = "resolve",
        /// Takes it back before it is delivered.
        Withdraw = "withdraw",
        /// Takes it down.
        Remove = "remove",
    }
}

crate::words! {
    /// Why moderation refused a petition.
    #[oai(rename = "PetitionRejectionReason")]
    RejectionReason {
        /// Names a private person or tells what identifies one.
        NamesAPrivatePerson = "names_a_private_person",
        /// Says of somebody what could be defamation.
        MayBeDefamatory = "may_be_defamatory",
        /// Asks for what its target cannot decide.
        TargetCannotDecide = "target_cannot_decide",
        /// Asks for nothing that can be done.
        NoClearDemand = "no_clear_demand",
        /// The organization has a petition for this already.
        Duplicate = "duplicate",
        /// Is outside what the organization works for.
        OutsideTheMandate = "outside_the_mandate",
    }
}

/// From, by, to. Nothing else happens to a petition.
pub const TRANSITIONS: &[(State, Transition, State)] = &[
    (State::Draft, Transition::Submit, State::InReview),
    (State::Draft, Transition::Open, State::Open),
    (State::InReview, Transition::Open, State::Open),
    (State::InReview, Transition::Reject, State::Rejected),
    (State::Open, Transition::Pause, State::Paused),
    (State::Paused, Transition::Resume, State::Open),
    (State::Open, Transition::Close, State::Closed),
    (State::Paused, Transition::Close, State::Closed),
    (State::Closed, Transition::Deliver, State::Delivered),
    (State::Delivered, Transition::Answer, State::Answered),
    (State::Delivered, Transition::FallOverdue, State::Overdue),
    (State::Overdue, Transition::Answer, State::Answered),
    (State::Answered, Transition::Resolve, State::Resolved),
    (State::Overdue, Transition::Resolve, State::Resolved),
    (State::Draft, Transition::Withdraw, State::Withdrawn),
    (State::InReview, Transition::Withdraw, State::Withdrawn),
    (State::Open, Transition::Withdraw, State::Withdrawn),
    (State::Paused, Transition::Withdraw, State::Withdrawn),
    (State::Closed, Transition::Withdraw, State::Withdrawn),
];

/// Why a transition cannot happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransitionError {
    #[error("a petition that is {} cannot {}", from.as_str(), by.as_str())]
    NotFromHere { from: State, by: Transition },
    #[error("this organization reviews petitions before they open")]
    ReviewedFirst,
    #[error("this organization does not review petitions")]
    NotReviewedHere,
    #[error("the closing date has passed")]
    ClosingDatePassed,
}

/// The dates of a petition that act without anybody doing anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
    /// By when an answer was asked for.
    pub answer_by: Option<DateTime<Utc>>,
}

/// Why dates do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DatesError {
    #[error("the closing date is not after the opening date")]
    ClosesBeforeItOpens,
    #[error("the answer is asked for before the petition closes")]
    AnswerBeforeItCloses,
}

impl Dates {
    pub fn check(&self) -> Result<(), DatesError> {
        let before = |first: Option<DateTime<Utc>>, second: Option<DateTime<Utc>>| {
            first.zip(second).is_none_or(|(a, b)| a < b)
        };
        if !before(self.opens_at, self.closes_at) {
            return Err(DatesError::ClosesBeforeItOpens);
        }
        if before(self.closes_at, self.answer_by) {
            Ok(())
        } else {
            Err(DatesError::AnswerBeforeItCloses)
        }
    }
}

/// The state that holds now: the stored one, moved on by the dates. An opened petition whose opening date
/// lies ahead is still a draft to everybody, whoever opened it having decided that already.
pub fn effective(stored: State, dates: &Dates, now: DateTime<Utc>) -> State {
    let has_come = |date: Option<DateTime<Utc>>| date.is_some_and(|date| date <= now);
    match stored {
        State::Open | State::Paused if has_come(dates.closes_at) => State::Closed,
        State::Open if dates.opens_at.is_some_and(|date| date > now) => State::Draft,
        State::Delivered if has_come(dates.answer_by) => State::Overdue,
        other => other,
    }
}

/// When the effective state next changes by itself, for a job or a cache.
pub fn next_change(stored: State, dates: &Dates, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let ahead = [dates.opens_at, dates.closes_at, dates.answer_by]
        .into_iter()
        .flatten()
        .filter(|date| *date > now);
    ahead
        .filter(|date| effective(stored, dates, *date) != effective(stored, dates, now))
        .min()
}

/// Where `by` leads from the stored state now; who may do it is for `identity` to say.
pub fn next(
    stored: State,
    dates: &Dates,
    by: Transition,
    moderated: bool,
    now: DateTime<Utc>,
) -> Result<State, TransitionError> {
    let from = standing(stored, dates, now);
    if by == Transition::Remove && from != State::Removed {
        return Ok(State::Removed);
    }
    let found = TRANSITIONS.iter().find(|(f, b, _)| (*f, *b) == (from, by));
    let to = found
        .map(|(_, _, to)| *to)
        .ok_or(TransitionError::NotFromHere { from, by })?;
    match (from, by) {
        (State::Draft, Transition::Open) if moderated => Err(TransitionError::ReviewedFirst),
        (State::Draft, Transition::Submit) if !moderated => Err(TransitionError::NotReviewedHere),
        _ if to == State::Open && dates.closes_at.is_some_and(|date| date <= now) => {
            Err(TransitionError::ClosingDatePassed)
        }
        _ => Ok(to),
    }
}

/// As `effective`, but a petition that waits for its opening date counts as opened: it can be paused, closed or withdrawn.
fn standing(stored: State, dates: &Dates, now: DateTime<Utc>) -> State {
    let ended = effective(
        stored,
        &Dates {
            opens_at: None,
            ..*dates
        },
        now,
    );
    if stored == State::Open && ended == State::Open {
        State::Open
    } else {
        ended
    }
}

pub fn can_be_signed(effective: State) -> bool {
    effective == State::Open
}

/// Whether everybody may read it; a removed one answers 410 instead.
pub fn is_public(effective: State) -> bool {
    !matches!(
        effective,
        State::Draft | State::InReview | State::Rejected | State::Removed
    )
}

/// What a change of the text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextChange {
    /// The text is replaced.
    InPlace,
    /// The text that was signed stays; the correction is a new version, shown as such.
    NewVersion,
    /// Only translations come to it, shown as such: nobody could sign a correction.
    Translation,
    /// It cannot be changed any more.
    Refused,
}

/// From the first signature on (`frozen`) the text stays; so does what moderation is reading or has approved.
pub fn text_change(stored: State, moderated: bool, frozen: bool) -> TextChange {
    match stored {
        State::Draft => TextChange::InPlace,
        State::Open | State::Paused if frozen || moderated => TextChange::NewVersion,
        State::Open | State::Paused => TextChange::InPlace,
        State::Closed => TextChange::Translation,
        _ => TextChange::Refused,
    }
}

#[cfg(test)]
mod tests;
