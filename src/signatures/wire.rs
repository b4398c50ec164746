//! What signatures say and hear over HTTP.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::counts::Shown;
use super::entity::signature;
use super::rules::{QuarantineReason, Standing, State, Visibility};
use super::{SignatureId, seal};
use crate::app::App;
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::{Action, Caller};
use crate::petitions::PetitionId;

/// A signature before its confirmation by mail.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewSignature {
    /// Where the confirmation goes: 254 characters at most. Tags such as `+union` are fine; they do not make another signer.
    #[oai(validator(max_length = 254))]
    pub email: String,
    /// What others may see; `counted` when absent.
    pub visibility: Option<Visibility>,
    /// The name to print: needed for `recipients` and `public`, and not taken for `counted`. 120 characters at most.
    #[oai(validator(max_length = 120))]
    pub name: Option<String>,
    /// The signer's relation to the target.
    pub standing: Standing,
    /// Where the signer works or worked: an id from `list_petition_workplaces`, or `not_listed`.
    #[oai(validator(max_length = 36, pattern = "^(wpl_[0-9a-f]{32}|not_listed)$"))]
    pub workplace_id: Option<String>,
    /// A patron's postal code, to find the district; it is not kept. 12 characters at most.
    #[oai(validator(max_length = 12, pattern = "^[0-9A-Za-z -]{2,12}$"))]
    pub postal_code: Option<String>,
    /// BCP 47, for the mail: `en` when absent.
    #[oai(validator(max_length = 35, pattern = "^[A-Za-z]{2,8}(-[0-9A-Za-z]{1,8})*$"))]
    pub language: Option<String>,
    /// Whether news of the campaign may be mailed; kept apart from the signature.
    pub wants_updates: Option<bool>,
    /// Up to 280 characters, read by a member before it is printed.
    #[oai(validator(max_length = 280))]
    pub comment: Option<String>,
    /// Set it when a first try was answered `employer-address` or `employer-network` and the signer wants to sign all the same.
    pub accept_risk: Option<bool>,
}

crate::words! {
    /// What the signer has to do next.
    SigningStatus {
        /// A mail is on its way, with a link and a code.
        CheckYourMail = "check_your_mail",
    }
}

/// The same answer whether or not the address has signed before.
#[derive(Debug, Object)]
pub struct SignatureTaken {
    pub status: SigningStatus,
}

impl SignatureTaken {
    pub fn check_your_mail() -> Self {
        Self {
            status: SigningStatus::CheckYourMail,
        }
    }
}

/// Exactly one of the two that the mail carries.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewConfirmation {
    /// The part of the mail's link after `token=`.
    #[oai(validator(max_length = 200))]
    pub token: Option<String>,
    /// The sixteen characters, however they are grouped.
    #[oai(validator(max_length = 40))]
    pub code: Option<String>,
}

/// What was confirmed.
#[derive(Clone, Debug, Object)]
pub struct ConfirmedSignature {
    pub petition_id: PetitionId,
    /// `confirmed`, or `quarantined` where it was set aside.
    pub state: State,
    pub visibility: Visibility,
    pub standing: Standing,
}

/// How many people have signed.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SignatureCount {
    pub petition_id: PetitionId,
    /// Signatures that count, online and on paper together; exact and of this moment.
    pub confirmed: i64,
    /// Those of them that were given online and confirmed by mail.
    pub online: i64,
    /// Those of them that were given on a numbered sheet of paper.
    pub on_paper: i64,
    /// How many the petition hopes for.
    pub goal: Option<i32>,
}

/// Whom to send link and code once more.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewResend {
    /// The address that was signed with: 254 characters at most.
    #[oai(validator(max_length = 254))]
    pub email: String,
}

/// Exactly one of the two that the mail carries.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewWithdrawal {
    /// The part of the mail's withdrawal link after `token=`.
    #[oai(validator(max_length = 200))]
    pub token: Option<String>,
    /// The sixteen characters, however they are grouped.
    #[oai(validator(max_length = 40))]
    pub code: Option<String>,
}

/// What became of it. Copies that were delivered before cannot be called back: `list_own_copies` says who has one.
#[derive(Clone, Debug, Object)]
pub struct WithdrawnSignature {
    pub petition_id: PetitionId,
    /// `withdrawn`, or `expired` where it was never confirmed.
    pub state: State,
}

/// A signature as organizers see it: neither the address nor where its signer works or lives (`get_signature_counts` has
/// what can safely be told of that), and a name only where its signer chose to have it printed.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Signature {
    pub id: SignatureId,
    pub petition_id: PetitionId,
    pub state: State,
    pub visibility: Visibility,
    pub standing: Standing,
    /// The name to print: for `public`, and for `recipients` where the session has a second factor and may export.
    pub name: Option<String>,
    /// BCP 47.
    pub language: String,
    pub comment_state: CommentState,
    /// Why it was set aside, struck out or declined.
    pub reason: Option<String>,
    /// The batch it was struck out with.
    pub batch: Option<String>,
    /// The day it was signed, UTC.
    pub signed_on: NaiveDate,
    /// The day it was confirmed, UTC.
    pub confirmed_on: Option<NaiveDate>,
}

impl Signature {
    pub fn of(app: &App, caller: &Caller, row: &signature::Model) -> Self {
        let named = row.visibility == Visibility::Public.as_str()
            || caller.may(Action::ExportPackets).is_ok();
        Self {
            id: row.id,
            petition_id: row.petition_id,
            // The table holds words of the lists only: they were written by the same enums.
            state: row.state.parse().unwrap_or(State::Quarantined),
            visibility: row.visibility.parse().unwrap_or(Visibility::Counted),
            standing: row.standing.parse().unwrap_or(Standing::Ally),
            name: seal::name(app, row)
                .filter(|_| named)
                .map(|name| name.to_string()),
            language: row.language.clone(),
            comment_state: row.comment_state.parse().unwrap_or(CommentState::None),
            reason: row.reason.clone(),
            batch: row.batch.map(|batch| batch.to_string()),
            signed_on: row.signed_at.date_naive(),
            confirmed_on: row.confirmed_at.map(|at| at.date_naive()),
        }
    }
}

/// One page of signatures.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SignatureList {
    pub items: Vec<Signature>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

crate::words! {
    /// Where a signer's comment stands.
    CommentState {
        /// There is none.
        None = "none",
        /// Waits for a member to read it.
        Waiting = "waiting",
        /// May be printed.
        Approved = "approved",
        /// Is not printed.
        Refused = "refused",
    }
}

/// A comment to be read before it is printed.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SignatureComment {
    pub signature_id: SignatureId,
    pub comment: String,
    pub state: CommentState,
    /// BCP 47.
    pub language: String,
    pub standing: Standing,
}

impl SignatureComment {
    pub fn of(app: &App, row: &signature::Model) -> Option<Self> {
        Some(Self {
            signature_id: row.id,
            comment: seal::comment(app, row)?.to_string(),
            state: row.comment_state.parse().ok()?,
            language: row.language.clone(),
            standing: row.standing.parse().ok()?,
        })
    }
}

/// One page of comments.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SignatureCommentList {
    pub items: Vec<SignatureComment>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

crate::words! {
    /// What a member decides about a comment.
    CommentDecision {
        Approve = "approve",
        Refuse = "refuse",
    }
}

/// A member's decision about a comment.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewCommentReview {
    pub decision: CommentDecision,
}

/// Why a signature is set aside.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewQuarantine {
    pub reason: QuarantineReason,
}

/// Which signatures are struck out, and why.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewInvalidation {
    /// 1 to 500 signatures of this petition, confirmed or set aside.
    #[oai(validator(min_items = 1, max_items = 500))]
    pub signature_ids: Vec<SignatureId>,
    pub reason: QuarantineReason,
}

/// A batch that was struck out.
#[derive(Clone, Debug, Object)]
pub struct Invalidation {
    /// Names the batch; every signature in it carries it.
    pub batch: String,
    /// How many signatures were struck out.
    pub number: u32,
    pub reason: QuarantineReason,
}

/// Signatures in one state.
#[derive(Clone, Debug, Object)]
pub struct StateCount {
    pub state: State,
    /// Online and on paper together.
    pub number: i64,
    pub on_paper: i64,
}

/// Confirmed signatures of one division.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DivisionCount {
    /// Missing for those whose division is not known.
    pub division_id: Option<DivisionId>,
    /// Exact and of this moment.
    pub confirmed: i64,
}

/// Confirmed signatures of one standing, in the whole petition.
#[derive(Clone, Debug, Object)]
pub struct StandingCount {
    pub standing: Standing,
    /// Exact and of this moment.
    pub confirmed: i64,
}

crate::words! {
    /// How the count of a workplace is shown.
    ShownAs {
        /// `number` is the count.
        Exact = "exact",
        /// Fewer than `number` have signed.
        FewerThan = "fewer_than",
        /// Fewer than three of the staff have not signed.
        NearlyAll = "nearly_all",
        /// Not shown, so that no other one can be worked out.
        Hidden = "hidden",
    }
}

/// The count of a workplace as far as it may be shown.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ShownCount {
    pub shown_as: ShownAs,
    /// For `exact` and `fewer_than`.
    pub number: Option<u32>,
}

impl From<Shown> for ShownCount {
    fn from(shown: Shown) -> Self {
        let (shown_as, number) = match shown {
            Shown::Exact(number) => (ShownAs::Exact, Some(number)),
            Shown::FewerThan(number) => (ShownAs::FewerThan, Some(number)),
            Shown::NearlyAll => (ShownAs::NearlyAll, None),
            Shown::Hidden => (ShownAs::Hidden, None),
        };
        Self { shown_as, number }
    }
}

/// What is shown of one workplace, refreshed once a day.
#[derive(Clone, Debug, Object)]
pub struct WorkplaceCount {
    pub workplace_id: WorkplaceId,
    pub shown: ShownCount,
    /// The day it was worked out, UTC.
    pub released_on: NaiveDate,
}

/// The counts of one petition.
#[derive(Clone, Debug, Object)]
pub struct SignatureCounts {
    pub petition_id: PetitionId,
    /// Signatures that count, online and on paper together. They are told apart for the petition as a whole only: of a
    /// workplace or division it would tell who signed the sheet that lay there.
    pub confirmed: i64,
    pub online: i64,
    pub on_paper: i64,
    /// Signatures in each state.
    pub states: Vec<StateCount>,
    pub divisions: Vec<DivisionCount>,
    pub standings: Vec<StandingCount>,
    /// Empty until the first day's release.
    pub workplaces: Vec<WorkplaceCount>,
}
