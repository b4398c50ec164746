//! What may happen to a sheet of paper and its lines, pure.

use chrono::{DateTime, Duration, Utc};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::petitions::rules::State as PetitionState;
use crate::signatures::rules::Transition;

/// So long after a petition closed, what came back on paper is still counted: on that day dies the key by which signers are
/// known again, and nobody could tell any more who signed twice.
pub const RETURNS_DAYS: i64 = 7;
/// A first entry that nobody repeats for so long is destroyed; the sheet can be typed anew.
pub const DRAFT_DAYS: i64 = 30;
/// More do not fit on a page with room for a hand.
pub const MOST_LINES: i32 = 12;

crate::words! {
    /// How far a sheet has come.
    #[oai(rename = "SheetState")]
    State {
        /// Out in the world; nothing of it was typed in.
        Printed = "printed",
        /// One person typed it; a second one has to.
        EnteredOnce = "entered_once",
        /// Two people typed it, and some lines differ.
        Differs = "differs",
        /// Its lines are counted.
        Counted = "counted",
    }
}

crate::words! {
    /// Why a line of a sheet is not a signature.
    #[oai(rename = "LeftOutBecause")]
    LeftOut {
        /// Nobody wrote on it. Lines that are not sent are empty too; to resolve a difference, it can be said.
        Empty = "empty",
        /// Nobody can read it.
        Illegible = "illegible",
        /// It was struck out on the paper.
        StruckOut = "struck_out",
        /// Whoever signed took it back before it was counted.
        Withdrawn = "withdrawn",
        /// There is a name and no signature beside it.
        NotSigned = "not_signed",
        /// It is no person's: a jest, an advertisement.
        NotAPerson = "not_a_person",
    }
}

crate::words! {
    /// What a member does to a line that was typed in.
    LineMove {
        /// A line that looks like another signature is another person: it counts. Not where its address counts already.
        Count = "count",
        /// A line that looks like another signature is the same person: it is struck out.
        Duplicate = "duplicate",
        /// Whoever signed takes it back: it counts no more, and the name is destroyed.
        Withdraw = "withdraw",
        /// Whoever signed wants everything destroyed that tells who it was, the place of work too.
        Erase = "erase",
    }
}

crate::words! {
    /// The language that a sheet or poster is printed in.
    #[oai(rename = "SheetLanguage")]
    Language { En = "en", Es = "es" }
}

crate::words! {
    /// The paper it is printed on.
    #[oai(rename = "SheetPaper")]
    Paper { Letter = "letter", A4 = "a4" }
}

impl LineMove {
    pub fn transition(self) -> Transition {
        match self {
            Self::Count => Transition::Lift,
            Self::Duplicate => Transition::Invalidate,
            Self::Withdraw => Transition::Withdraw,
            Self::Erase => Transition::Erase,
        }
    }
}

/// When a petition closed, or will: the first of both moments that is known.
pub fn closing(
    closes_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    match (closes_at, closed_at) {
        (Some(planned), Some(done)) => Some(planned.min(done)),
        (planned, done) => planned.or(done),
    }
}

/// The last moment at which its paper is taken.
pub fn returns_until(
    closes_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    Some(closing(closes_at, closed_at)? + Duration::days(RETURNS_DAYS))
}

/// Whether what came back on paper is still taken.
pub fn takes_paper(state: PetitionState, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    use PetitionState as S;
    let was_opened = matches!(
        state,
        S::Open | S::Paused | S::Closed | S::Delivered | S::Answered | S::Overdue | S::Resolved
    );
    was_opened && until.is_none_or(|until| now <= until)
}

/// A name as it is compared: without case, accents, signs and the order of its words.
pub fn folded(name: &str) -> String {
    let plain: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let mut words: Vec<&str> = plain.split_whitespace().collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn one_person_is_known_again_however_the_name_is_written() {
        for other in ["nguyen, mai", "MAI  NGUYEN", "Mai Nguyễn", "Nguyễn Mai."] {
            assert_eq!(folded("Mai Nguyen"), folded(other), "{other}");
        }
        assert_ne!(folded("Mai Nguyen"), folded("Mai Nguyen Tran"));
    }

    #[test]
    fn paper_is_taken_for_seven_days_after_the_closing() {
        let (planned, done) = (at("2026-11-30T08:00:00Z"), at("2026-11-20T08:00:00Z"));
        let until = returns_until(Some(planned), Some(done));
        assert_eq!(until, Some(at("2026-11-27T08:00:00Z")));
        let open = |now| takes_paper(PetitionState::Closed, until, now);
        assert!(open(at("2026-11-27T08:00:00Z")));
        assert!(!open(at("2026-11-27T08:00:01Z")));
        assert!(takes_paper(PetitionState::Open, None, done));
        for state in [
            PetitionState::Draft,
            PetitionState::Rejected,
            PetitionState::Withdrawn,
            PetitionState::Removed,
        ] {
            assert!(!takes_paper(state, None, done), "{state:?}");
        }
    }
}
