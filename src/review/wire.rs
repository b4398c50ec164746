//! What review says and hears over HTTP.

mod held_back;
mod photographs;
pub mod sealed_act;
pub mod takedown;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

pub use self::held_back::HeldBack;
pub use self::photographs::{DeskPhotograph, PhotographDecision, PublishedPicture};
use super::desk::WitnessAnswer;
use super::finder::{Decision, Finding, Label, Replacement};
use super::generalise::GeneralFact;
use super::published::PublishedTestimony;
use crate::campaigns::CampaignId;
use crate::directory::{DivisionId, WorkplaceId};
use crate::identity::MemberId;
use crate::incidents::facts::IncidentFacts;
use crate::layoffs::PublishedTestimonyId;
use crate::layoffs::facts::LayoffFacts;
use crate::testimony::TestimonyId;
use crate::testimony::content::Facts;
use crate::testimony::told::Told;
use crate::testimony::wire::{Note, TestimonyKind};

/// Makes a key.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewReviewKey {
    /// Take the place of the key that is there. What was sealed to the old key does not open with the new one.
    pub replace: Option<bool>,
    /// Give up what can be opened with the old key alone. Without it such a key is not replaced (`last-reader`).
    pub abandon: Option<bool>,
}

/// A reviewer's new key or passphrase.
#[derive(Object)]
pub struct MadeReviewerKey {
    /// Six words, generated, shown this once. Nobody can give them again.
    pub passphrase: Told,
    /// The public half (X25519), base64url without padding.
    pub public_key: String,
    /// The fingerprint of the public half, short enough to be read aloud and compared: eight groups of four hexadecimal
    /// digits.
    pub fingerprint: String,
}

/// One of the two halves of the recovery key; alone it opens nothing.
#[derive(Object)]
pub struct MadeRecoveryKey {
    /// The fingerprint of the public key, the same with both halves: eight groups of four hexadecimal digits.
    pub fingerprint: String,
    /// Print it, and keep no file.
    pub half: PrintedHalf,
}

/// One half of the recovery key, as it is printed.
#[derive(Object)]
pub struct PrintedHalf {
    /// What stands above the code on paper.
    pub label: String,
    /// Two lines of 31 characters, shown this once. They say themselves which half of which key they are, and two check
    /// characters a line catch a mistyped one.
    pub code: Told,
}

/// The two printed halves of the recovery key, in either order. They are used for this one call and kept nowhere.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewRecovery {
    /// The two lines of one half, without its label; in any case and grouping.
    #[oai(validator(max_length = 200))]
    pub first: Told,
    /// The two lines of the other half.
    #[oai(validator(max_length = 200))]
    pub second: Told,
}

/// What a recovery did.
#[derive(Debug, Default, Object)]
pub struct Recovered {
    /// How many wraps were made; what came today is wrapped as well, and counted from tomorrow on.
    pub made: u32,
    /// How many testimonies they were made for.
    pub testimonies: u32,
    /// How many testimonies some reviewer still lacks, since they were never sealed to the recovery key: they came before
    /// it was printed, and no reviewer has called `rewrap_testimonies` since.
    pub not_sealed_to_it: u32,
}

/// Opens a reviewer's key.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewUnlock {
    /// The six words of the unlock passphrase, in any case, with spaces or hyphens between them.
    #[oai(validator(max_length = 200))]
    pub passphrase: Told,
}

/// An opened key.
#[derive(Object)]
pub struct Unlock {
    /// Send it as `X-Unlock-Token`, to operations of review and to nothing else.
    pub unlock_token: Told,
    /// It ends after so many minutes without use.
    pub idle_minutes: i64,
    /// It ends at this time in any case.
    pub ends_at: DateTime<Utc>,
}

/// What a re-wrap did.
#[derive(Debug, Object)]
pub struct Rewrapped {
    /// How many wraps were made; what came today is wrapped as well, and counted from tomorrow on.
    pub made: u32,
    /// How many testimonies still lack a wrap for somebody after this call; call again.
    pub remaining: u32,
}

crate::words! {
    /// Where a testimony stands in review.
    QueueState {
        Waiting = "waiting",
        /// A reviewer works on it.
        Claimed = "claimed",
        /// Approved by a first reviewer; a second one is to publish it.
        Approved = "approved",
        /// Approved, and the witness has not answered yet.
        WaitingForWitness = "waiting_for_witness",
        /// The witness sent another wording.
        Corrected = "corrected",
    }
}

/// One testimony in the queue.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Queued {
    pub id: TestimonyId,
    pub campaign_id: CampaignId,
    /// Days since it came.
    pub age_days: i64,
    pub state: QueueState,
    /// Who works on it.
    pub claimed_by: Option<MemberId>,
    /// Who approved it; another member publishes it.
    pub approved_by: Option<MemberId>,
    /// Whether it is sealed to the caller's key; if not, another reviewer calls `rewrap_testimonies`.
    pub sealed_to_you: bool,
    /// Two owners have ordered that the original be kept.
    pub legal_hold: bool,
    /// From this day on the original is destroyed if nobody has decided; left out under a legal hold.
    pub destroyed_from: Option<NaiveDate>,
}

/// The queue, in random order: the order of arrival is not known.
#[derive(Debug, Object)]
pub struct ReviewQueue {
    /// At most 200 at a time.
    pub items: Vec<Queued>,
    /// What came on this day (UTC) or later is not shown yet, and whether anything did is not told.
    pub arrived_before: NaiveDate,
}

/// What the witness stated beside the text.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ToldFacts {
    pub kind: TestimonyKind,
    pub language: String,
    pub happened_on: Option<NaiveDate>,
    pub workplace_id: Option<WorkplaceId>,
    pub job_group: Option<String>,
    pub incident: Option<IncidentFacts>,
    pub layoff: Option<LayoffFacts>,
}

impl From<Facts> for ToldFacts {
    fn from(facts: Facts) -> Self {
        Self {
            kind: facts.kind,
            language: facts.language,
            happened_on: facts.happened_on,
            workplace_id: facts.workplace_id,
            job_group: facts.job_group,
            incident: facts.incident,
            layoff: facts.layoff,
        }
    }
}

/// What of the facts would be published. Where the directory counts fewer people than k who answer to them, the job group
/// goes, then the quarter, then the district; a job group whose people nobody counted goes too.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct GeneralFacts {
    /// The district of the workplace.
    pub division_id: Option<DivisionId>,
    /// The quarter of the day, such as `2026-Q3`.
    pub quarter: Option<String>,
    /// A job group of the directory.
    pub job_group: Option<String>,
}

/// A testimony on the desk of a reviewer.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OpenedTestimony {
    pub id: TestimonyId,
    pub campaign_id: CampaignId,
    /// For `If-Match`, as in the `ETag` header.
    pub revision: i32,
    /// What the witness stated.
    pub facts: ToldFacts,
    /// What would be published of it.
    pub general: GeneralFacts,
    /// The words of the witness; findings count its code points.
    pub text: Told,
    pub findings: Vec<Finding>,
    /// What a reviewer does not want to be published beside the text.
    pub left_out: Vec<GeneralFact>,
    /// How the text would read with everything undecided masked.
    pub preview: Told,
    /// Questions and answers.
    pub notes: Vec<Note>,
    pub photographs: Vec<DeskPhotograph>,
    /// Whether the witness asked to approve the wording.
    pub wants_approval: bool,
    /// Whether a worker token was spent for it: a steward had checked somebody, and nobody can tell whom.
    pub verified_worker: bool,
    /// What the witness said to the wording.
    pub witness: Option<WitnessAnswer>,
    pub claimed_by: Option<MemberId>,
    pub approved_by: Option<MemberId>,
    /// Two owners have ordered that the original be kept; the witness reads it in the mailbox.
    pub legal_hold: bool,
    /// From this day on the original is destroyed if nobody has decided; left out under a legal hold.
    pub destroyed_from: Option<NaiveDate>,
}

/// One decision.
#[derive(Clone, Copy, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct FindingDecision {
    /// The number of the finding.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub finding: u32,
    pub decision: Decision,
    /// By what to replace it when it is masked; the usual word for its label when left out.
    pub replacement: Option<Replacement>,
}

/// A span that the reviewer marks.
#[derive(Clone, Copy, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct Mark {
    /// Where it starts, in Unicode code points from 0.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000000")))]
    pub start: u32,
    /// Where it ends: the code point after its last.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub end: u32,
    pub label: Label,
    /// `mask` when left out.
    pub decision: Option<Decision>,
    /// By what to replace it when it is masked; the usual word for its label when left out.
    pub replacement: Option<Replacement>,
}

/// Decisions and marks; a mark takes the place of the findings it touches, and its words are marked wherever they stand.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct Decisions {
    #[oai(validator(max_items = 10000))]
    pub decisions: Option<Vec<FindingDecision>>,
    #[oai(validator(max_items = 1000))]
    pub marks: Option<Vec<Mark>>,
    /// Facts that are not to be published beside the text; takes the place of the list before.
    #[oai(validator(max_items = 3))]
    pub leave_out: Option<Vec<GeneralFact>>,
}

/// A question to the witness; it is read in the mailbox.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewQuestion {
    /// At most 4,000 characters. Ask nothing that names somebody.
    #[oai(validator(min_length = 1, max_length = 4000))]
    pub text: Told,
}

crate::words! {
    /// Why a testimony is not published.
    RejectReason {
        NotAboutThisCampaign = "not_about_this_campaign",
        CannotBeMadeSafe = "cannot_be_made_safe",
        NotCredible = "not_credible",
        Duplicate = "duplicate",
        Abusive = "abusive",
        Other = "other",
    }
}

/// A rejection; the witness reads reason and message in the mailbox.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewRejection {
    pub reason: RejectReason,
    /// At most 4,000 characters.
    #[oai(validator(max_length = 4000))]
    pub message: Option<Told>,
}

/// A testimony that was published.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Published {
    /// A fresh random id: nothing links it to the testimony it came of.
    pub id: PublishedTestimonyId,
    pub campaign_id: CampaignId,
    pub kind: TestimonyKind,
    /// Without a region, and only where the campaign or one of its petitions speaks it.
    pub language: Option<String>,
    /// The redacted text; empty where only facts were told, or only a picture was sent.
    pub text: String,
    pub division_id: Option<DivisionId>,
    pub quarter: Option<String>,
    pub job_group: Option<String>,
    /// Whether worker tokens stood behind it and behind at least k published testimonies with the same facts beside them. Of
    /// fewer it is not said.
    pub verified_worker: bool,
    /// Its pictures; `get_published_photograph` gives each. No packet prints them yet.
    pub photographs: Vec<PublishedPicture>,
    /// The first day of the month in which it was published; the day is not kept.
    pub published_on: NaiveDate,
}

impl From<PublishedTestimony> for Published {
    fn from(row: PublishedTestimony) -> Self {
        Self {
            id: row.id,
            campaign_id: row.campaign,
            kind: row.kind,
            language: row.language,
            text: row.text.as_str().to_owned(),
            division_id: row.division,
            quarter: row.quarter,
            job_group: row.job_group,
            verified_worker: row.verified,
            photographs: Vec::new(),
            published_on: row.published_on,
        }
    }
}

/// One page of published testimonies.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublishedTestimonyList {
    pub items: Vec<Published>,
    /// The cursor of the next page.
    pub next: Option<String>,
}

/// The witness's answer to the wording that lies in the mailbox.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct WordingAnswer {
    /// The receipt, in any case and grouping.
    #[oai(validator(max_length = 64))]
    pub receipt: Told,
    /// True: publish it as it stands. Leave out with `text`.
    pub approve: Option<bool>,
    /// Another wording, at most 60,000 characters. It goes through finder and both reviewers again.
    #[oai(validator(min_length = 1, max_length = 60000))]
    pub text: Option<Told>,
    /// Set it when a first try was answered `employer-network` and the witness wants to give a wording all the same.
    pub accept_risk: Option<bool>,
}

macro_rules! hidden {
    ($($name:ident)*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        })*
    };
}

hidden!(MadeReviewerKey MadeRecoveryKey PrintedHalf NewRecovery NewUnlock Unlock ToldFacts OpenedTestimony NewQuestion NewRejection WordingAnswer);
