//! The states of a signature, and what its signer chose to be seen.

use chrono::{DateTime, Utc};

crate::words! {
    /// Where a signature stands.
    #[oai(rename = "SignatureState")]
    State {
        /// Waiting for its confirmation by mail.
        Pending = "pending",
        /// Counts.
        Confirmed = "confirmed",
        /// Set aside for a reason that is shown; does not count until it is lifted.
        Quarantined = "quarantined",
        /// Taken back by its signer.
        Withdrawn = "withdrawn",
        /// Struck out with its batch.
        Invalidated = "invalidated",
        /// Its personal data is destroyed at its signer's wish.
        Erased = "erased",
        /// Was not confirmed in time.
        Expired = "expired",
    }
}

crate::words! {
    /// What can happen to a signature.
    #[oai(rename = "SignatureTransition")]
    Transition {
        Confirm = "confirm",
        Expire = "expire",
        Quarantine = "quarantine",
        Lift = "lift",
        Withdraw = "withdraw",
        Invalidate = "invalidate",
        Erase = "erase",
    }
}

crate::words! {
    /// Why a signature is set aside.
    QuarantineReason {
        /// Many came from one network in a short time.
        Burst = "burst",
        /// Its mail came back.
        MailReturned = "mail_returned",
        /// A member asked for a closer look.
        FlaggedByMember = "flagged_by_member",
        /// The name or comment is not a person's own.
        NotAPerson = "not_a_person",
    }
}

crate::words! {
    /// The signer's relation to the target.
    Standing {
        Employee = "employee",
        LaidOff = "laid_off",
        Patron = "patron",
        Ally = "ally",
        AssociationMember = "association_member",
        FormerMember = "former_member",
    }
}

crate::words! {
    /// What others may see of a signature.
    Visibility {
        /// Only the number; no name is asked, and the address is erased at confirmation unless updates were asked for.
        Counted = "counted",
        /// The name is printed for the target. Where that is a public body, your employer and anyone who requests records may read it.
        Recipients = "recipients",
        /// The name may be read by everybody.
        Public = "public",
    }
}

/// From, by, to; lifting a quarantine leads back to where the signature was.
pub const TRANSITIONS: &[(State, Transition, State)] = &[
    (State::Pending, Transition::Confirm, State::Confirmed),
    (State::Pending, Transition::Expire, State::Expired),
    (State::Pending, Transition::Quarantine, State::Quarantined),
    (State::Confirmed, Transition::Quarantine, State::Quarantined),
    (State::Confirmed, Transition::Withdraw, State::Withdrawn),
    (State::Confirmed, Transition::Invalidate, State::Invalidated),
    (State::Confirmed, Transition::Erase, State::Erased),
    (State::Quarantined, Transition::Withdraw, State::Withdrawn),
    (
        State::Quarantined,
        Transition::Invalidate,
        State::Invalidated,
    ),
    (State::Quarantined, Transition::Erase, State::Erased),
    // The right to have personal data destroyed does not end with the signature.
    (State::Pending, Transition::Erase, State::Erased),
    (State::Withdrawn, Transition::Erase, State::Erased),
    (State::Invalidated, Transition::Erase, State::Erased),
    (State::Expired, Transition::Erase, State::Erased),
];

/// Why a transition cannot happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signature that is {} cannot {}", from.as_str(), by.as_str())]
pub struct TransitionError {
    pub from: State,
    pub by: Transition,
}

/// Where `by` leads; `was_confirmed` decides where a lifted quarantine leads.
pub fn next(from: State, by: Transition, was_confirmed: bool) -> Result<State, TransitionError> {
    if (from, by) == (State::Quarantined, Transition::Lift) {
        return Ok(if was_confirmed {
            State::Confirmed
        } else {
            State::Pending
        });
    }
    let found = TRANSITIONS.iter().find(|(f, b, _)| (*f, *b) == (from, by));
    found
        .map(|(_, _, to)| *to)
        .ok_or(TransitionError { from, by })
}

/// The state that holds now: a pending signature past its time has expired, whether or not a job has said so.
pub fn effective(stored: State, expires_at: DateTime<Utc>, now: DateTime<Utc>) -> State {
    if stored == State::Pending && expires_at <= now {
        State::Expired
    } else {
        stored
    }
}

/// By how much a transition changes the count of confirmed signatures.
pub fn count_change(from: State, to: State) -> i32 {
    i32::from(to == State::Confirmed) - i32::from(from == State::Confirmed)
}

pub fn asks_for_a_name(visibility: Visibility) -> bool {
    visibility != Visibility::Counted
}

/// Whether the address goes at confirmation. Updates go to an unlinked subscription, so they do not keep it either.
pub fn erases_the_address_at_confirmation(visibility: Visibility) -> bool {
    visibility == Visibility::Counted
}

/// Where a name would stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A packet for the target.
    ForTheTarget,
    /// What everybody can read, a public-record-safe packet included.
    ForEverybody,
}

/// Whether a name is printed, judged at each freeze: by the signer's choice, and past the threshold of the workplace.
pub fn prints_name(
    state: State,
    chosen: Visibility,
    page: Page,
    signed_at_workplace: Option<u32>,
    threshold: u32,
) -> bool {
    let allowed = match (chosen, page) {
        (Visibility::Counted, _) | (Visibility::Recipients, Page::ForEverybody) => false,
        (Visibility::Recipients, Page::ForTheTarget) | (Visibility::Public, _) => true,
    };
    let threshold = threshold.max(super::counts::THRESHOLD_MIN);
    state == State::Confirmed
        && allowed
        && signed_at_workplace.is_none_or(|signed| signed >= threshold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{Duration, TimeZone};

    #[test]
    fn a_signature_is_confirmed_before_it_can_be_withdrawn() {
        assert_eq!(
            next(State::Pending, Transition::Confirm, false),
            Ok(State::Confirmed)
        );
        assert_eq!(
            next(State::Confirmed, Transition::Withdraw, true),
            Ok(State::Withdrawn)
        );
        assert!(next(State::Pending, Transition::Withdraw, false).is_err());
    }

    #[test]
    fn an_end_can_only_be_erased() {
        for from in [
            State::Withdrawn,
            State::Invalidated,
            State::Expired,
            State::Erased,
        ] {
            for by in Transition::ALL {
                let went = next(from, *by, true);
                assert_eq!(
                    went.is_ok(),
                    *by == Transition::Erase && from != State::Erased,
                    "{from:?} {by:?}"
                );
            }
        }
    }

    #[test]
    fn a_lifted_quarantine_leads_back_to_where_it_came_from() {
        assert_eq!(
            next(State::Quarantined, Transition::Lift, true),
            Ok(State::Confirmed)
        );
        assert_eq!(
            next(State::Quarantined, Transition::Lift, false),
            Ok(State::Pending)
        );
    }

    #[test]
    fn a_pending_signature_past_its_time_has_expired() {
        let noon = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap();
        assert_eq!(effective(State::Pending, noon, noon), State::Expired);
        assert_eq!(
            effective(State::Pending, noon + Duration::seconds(1), noon),
            State::Pending
        );
        assert_eq!(effective(State::Confirmed, noon, noon), State::Confirmed);
    }

    #[test]
    fn only_confirmed_signatures_count() {
        assert_eq!(count_change(State::Pending, State::Confirmed), 1);
        assert_eq!(count_change(State::Confirmed, State::Quarantined), -1);
        assert_eq!(count_change(State::Quarantined, State::Withdrawn), 0);
    }

    #[test]
    fn a_name_is_printed_only_where_its_signer_chose_and_past_the_threshold() {
        let prints = |chosen, page, signed, threshold| {
            prints_name(State::Confirmed, chosen, page, signed, threshold)
        };
        assert!(!prints(Visibility::Counted, Page::ForTheTarget, None, 5));
        assert!(!prints(
            Visibility::Recipients,
            Page::ForEverybody,
            Some(50),
            5
        ));
        assert!(prints(
            Visibility::Recipients,
            Page::ForTheTarget,
            Some(5),
            5
        ));
        assert!(!prints(Visibility::Public, Page::ForEverybody, Some(4), 1));
        assert!(prints(Visibility::Public, Page::ForEverybody, None, 5));
        assert!(!prints_name(
            State::Quarantined,
            Visibility::Public,
            Page::ForEverybody,
            None,
            5
        ));
    }
}
