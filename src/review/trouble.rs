//! What can stand in the way of a review. One list for all its verbs, since they share most of it.

use sea_orm::DbErr;

use crate::http::{Problem, Violation, catalogue as known};
use crate::identity::password::HashFailed;
use crate::testimony::mailbox::MailboxError;

/// Why a verb of review did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    #[error("there is no such testimony in this organization")]
    NotFound,
    #[error("the member is no longer a reviewer")]
    NotAReviewer,
    #[error("the reviewer key is not unlocked")]
    Locked,
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    #[error("the member has no reviewer key")]
    NoKey,
    #[error("there is a key already")]
    KeyExists,
    /// Without their number: it would tell when another one came.
    #[error("some testimony could be opened by nobody any more")]
    LastReader,
    #[error("the organization has no recovery key")]
    NoRecoveryKey,
    #[error("the second half is for another owner")]
    SecondOwnerNeeded,
    #[error("the second half was shown before")]
    HalfShown,
    #[error("the testimony is not sealed to this reviewer")]
    NotSealedToYou,
    #[error("what a client sealed does not open, or is no testimony")]
    DoesNotOpen,
    #[error("another reviewer works on it")]
    ClaimedByAnother,
    #[error("it has changed since it was read")]
    Stale,
    #[error("a finding is undecided")]
    Undecided,
    #[error("a photograph is undecided")]
    PhotographUndecided,
    #[error("a second reviewer has to publish it")]
    SecondReviewerNeeded,
    #[error("it is not approved")]
    NotApproved,
    #[error("the witness has not approved the wording")]
    WitnessNotAnswered,
    #[error("what would be printed beside the text is not what the witness has approved")]
    BesideChanged,
    #[error("it is decided already")]
    AlreadyDecided,
    #[error("the body holds what cannot be taken")]
    Invalid(Vec<Violation>),
    #[error("what is stored does not open")]
    CannotOpen,
    #[error(transparent)]
    Mailbox(#[from] MailboxError),
    #[error(transparent)]
    Hash(#[from] HashFailed),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

impl ReviewError {
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Violation::new(pointer, detail)])
    }
}

impl From<ReviewError> for Problem {
    fn from(error: ReviewError) -> Self {
        use ReviewError as E;
        match error {
            E::NotFound => Self::new(known::NOT_FOUND),
            E::NotAReviewer => Self::new(known::FORBIDDEN),
            E::Locked => Self::new(known::REVIEW_LOCKED),
            E::WrongPassphrase => Self::new(known::UNLOCK_REFUSED),
            E::NoKey => Self::new(known::NO_KEY_OF_YOUR_OWN),
            E::KeyExists => Self::new(known::ALREADY_EXISTS),
            E::LastReader => Self::new(known::LAST_READER)
                .because("Some testimony can be opened with this key alone.".to_owned()),
            E::NoRecoveryKey => Self::new(known::NO_RECOVERY_KEY),
            E::SecondOwnerNeeded => Self::new(known::SECOND_OWNER_NEEDED),
            E::HalfShown => Self::new(known::RECOVERY_HALF_SHOWN),
            E::NotSealedToYou => Self::new(known::NOT_SEALED_TO_YOU),
            E::DoesNotOpen => Self::new(known::DOES_NOT_OPEN),
            E::ClaimedByAnother => Self::new(known::CLAIMED_BY_ANOTHER),
            E::Stale => Self::new(known::PRECONDITION_FAILED),
            E::Undecided => Self::new(known::FINDING_UNDECIDED),
            E::PhotographUndecided => Self::new(known::PHOTOGRAPH_UNDECIDED),
            E::SecondReviewerNeeded => Self::new(known::SECOND_REVIEWER_NEEDED),
            E::NotApproved => Self::new(known::NOT_APPROVED),
            E::BesideChanged => Self::new(known::NOT_APPROVED).because(
                "What would be printed beside the text is not what the witness has approved: approve it again, so that the witness can.",
            ),
            E::WitnessNotAnswered => Self::new(known::WITNESS_NOT_ANSWERED),
            E::AlreadyDecided => Self::new(known::ALREADY_DECIDED),
            E::Invalid(violations) => Self::invalid(violations),
            E::Mailbox(error) => error.into(),
            E::CannotOpen => Self::broken("review", &error),
            E::Hash(error) => Self::broken("password", &error),
            E::Db(error) => error.into(),
        }
    }
}
