//! What testimony says and hears over HTTP. Nothing here shows in `Debug` what a witness told.

use std::fmt;

use chrono::NaiveDate;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

pub mod challenge;
pub mod sealing;

use super::entity::PhotographId;
use super::photograph::kept::{Sheet, State as PhotographState};
use super::told::Told;
use crate::directory::WorkplaceId;
use crate::incidents::facts::IncidentFacts;
use crate::layoffs::facts::LayoffFacts;
use crate::tokens::wire::WorkerToken;

/// The most characters of a told text; with its facts it fits into 64 KiB where it is ASCII.
pub const TEXT_MAX: usize = 60_000;

crate::words! {
    /// What a testimony is about.
    TestimonyKind {
        SafetyIncident = "safety_incident",
        Layoff = "layoff",
    }
}

crate::words! {
    /// Where a testimony stands.
    #[oai(rename = "TestimonyState")]
    State {
        /// Sealed and waiting, or being reviewed.
        Received = "received",
        /// Its generalised form is published.
        Published = "published",
        /// It will not be published.
        Rejected = "rejected",
        /// Taken back by the witness under a legal hold: nothing of it is used or published any more, and the sealed
        /// original is destroyed when the hold ends.
        Withdrawn = "withdrawn",
    }
}

crate::words! {
    /// Where a legal hold stands. One owner proposes, another confirms; lifting it takes two as well.
    #[oai(rename = "LegalHoldState")]
    HoldState {
        /// One owner wants it; nothing is held yet.
        Proposed = "proposed",
        /// Nothing that it covers is destroyed.
        InForce = "in_force",
        /// One owner wants to lift it; it is in force until another confirms.
        LiftProposed = "lift_proposed",
        /// It is over, and what it covered dies on its day.
        Lifted = "lifted",
        /// The proposal was dropped; nothing was ever held.
        Dropped = "dropped",
    }
}

crate::words! {
    /// Who wrote a note in the mailbox.
    NoteAuthor {
        Witness = "witness",
        Reviewer = "reviewer",
        /// A wording that the reviewers propose to publish.
        Wording = "wording",
        /// The witness's own correction of a proposed wording.
        Correction = "correction",
        /// What would be printed beside the wording: a JSON object of the form of `PrintedBeside`.
        Beside = "beside",
    }
}

/// A testimony. Every field but the kind may be left out; a text or one fact is needed. No name, no address, no
/// time of day is asked for, and nothing of the request is kept but what stands here, sealed.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewTestimony {
    pub kind: TestimonyKind,
    /// What happened, in the witness's own words; at most 60,000 characters, 64 KiB with everything else.
    #[oai(validator(max_length = 60000))]
    pub text: Option<Told>,
    /// The language of the text (BCP 47); that of the campaign when left out.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
    /// The day it happened; published as a quarter at most.
    pub happened_on: Option<NaiveDate>,
    /// The branch or site; published as its district at most.
    pub workplace_id: Option<WorkplaceId>,
    /// The kind of work the witness does; published as a job group of the directory or not at all.
    #[oai(validator(max_length = 80))]
    pub job_group: Option<String>,
    /// For `safety_incident`.
    pub incident: Option<IncidentFacts>,
    /// For `layoff`.
    pub layoff: Option<LayoffFacts>,
    /// Publish nothing before I have read the wording and said yes through the mailbox. Default: false.
    pub wants_approval: Option<bool>,
    /// A receipt made by the client: 20 random Crockford base32 characters and their 2 check characters. Left out, the
    /// service makes one and shows it once.
    #[oai(validator(max_length = 64))]
    pub receipt: Option<String>,
    /// Where `proof-of-work-needed` was answered: the solved challenge of `get_testimony_challenge`, as ALTCHA sends it:
    /// base64 of the JSON object of `algorithm`, `challenge`, `number`, `salt` and `signature`. It counts once.
    #[oai(validator(max_length = 2000))]
    pub proof: Option<String>,
    /// A token of `issue_worker_token` whose epoch is open. It is spent with the testimony, or not at all, and takes the place of
    /// a proof of work. Reviewers see that a checked worker speaks, and what is published says so where at least k such
    /// testimonies are alike; which token it was is kept nowhere beside it. Send a `receipt` of your own with it: then
    /// repeating a request that got no answer is harmless.
    pub worker_token: Option<WorkerToken>,
    /// Set it when a first try was answered `employer-network` and the witness wants to testify all the same.
    pub accept_risk: Option<bool>,
}

impl fmt::Debug for NewTestimony {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewTestimony(hidden)")
    }
}

/// A testimony that is sealed and safe on disk.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Taken {
    /// The only way back to this testimony, shown once and kept nowhere; left out where the client made it.
    pub receipt: Option<String>,
    /// Until this day, included, the testimony can be withdrawn; left out where there is no last day.
    pub withdraw_until: Option<NaiveDate>,
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Taken(hidden)")
    }
}

/// What opens the mailbox. It goes into the body, never into an address.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct MailboxKey {
    /// The receipt, in any case and grouping.
    #[oai(validator(max_length = 64))]
    pub receipt: Told,
}

impl fmt::Debug for MailboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxKey(hidden)")
    }
}

/// Something the witness says later: an answer to a question, or what was left out.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewAddition {
    /// The receipt, in any case and grouping.
    #[oai(validator(max_length = 64))]
    pub receipt: Told,
    /// What is added; at most 16,000 characters.
    #[oai(validator(min_length = 1, max_length = 16000))]
    pub text: Told,
    /// Set it when a first try was answered `employer-network` and the witness wants to add it all the same.
    pub accept_risk: Option<bool>,
}

impl fmt::Debug for NewAddition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewAddition(hidden)")
    }
}

/// One note in the mailbox.
#[derive(Object)]
pub struct Note {
    pub from: NoteAuthor,
    pub text: Told,
    /// The day it was written; no finer time is kept.
    pub written_on: NaiveDate,
}

impl fmt::Debug for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Note(hidden)")
    }
}

/// What would be printed beside the wording, and nothing more exact. What is left out is not printed.
#[derive(Clone, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct PrintedBeside {
    pub kind: TestimonyKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// Such as `2026-Q3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_group: Option<String>,
    /// Whether it may be printed as a verified worker's, where at least k that are published so are alike.
    pub verified_worker: bool,
}

impl fmt::Debug for PrintedBeside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrintedBeside(hidden)")
    }
}

/// A photograph of the witness.
#[derive(Debug, Object)]
pub struct OwnPhotograph {
    pub id: PhotographId,
    pub state: PhotographState,
}

impl From<Sheet> for OwnPhotograph {
    fn from(sheet: Sheet) -> Self {
        Self {
            id: sheet.id,
            state: sheet.state,
        }
    }
}

/// One photograph of the testimony behind a receipt.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct PhotographKey {
    /// The receipt, in any case and grouping.
    #[oai(validator(max_length = 64))]
    pub receipt: Told,
    pub photograph_id: PhotographId,
}

impl fmt::Debug for PhotographKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhotographKey(hidden)")
    }
}

/// A photograph that is sealed and safe on disk.
#[derive(Debug, Object)]
pub struct TakenPhotograph {
    /// For `open_own_photograph` and `remove_photograph`; the mailbox lists it too.
    pub id: PhotographId,
}

/// What a witness finds behind the receipt.
#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Mailbox {
    pub state: State,
    /// Questions, answers, additions and proposed wordings; of one day in no order.
    pub notes: Vec<Note>,
    /// The wording that waits for a yes, a correction or a withdrawal through `answer_wording`.
    pub wording: Option<Told>,
    /// What would be printed beside that wording. Where it would be anything else by the time of publishing, the approval of the
    /// wording ends, and it comes into the mailbox again.
    pub beside: Option<PrintedBeside>,
    /// The photographs of this testimony, at most five; `open_own_photograph` shows each as it would be published.
    pub photographs: Vec<OwnPhotograph>,
    /// Whether the testimony waits for the witness's approval before it is published.
    pub wants_approval: bool,
    /// Whether a worker token was spent for it.
    pub verified_worker: bool,
    /// Two owners of the organization have ordered that the sealed original be kept, because a court or an office may
    /// ask for it. It is then not destroyed on its day. Withdrawing still ends its review and publication at once, but
    /// the sealed original stays until the hold ends, and reviewers can be compelled to open it.
    pub legal_hold: bool,
    /// Until this day, included, the testimony can be withdrawn; left out where there is no last day.
    pub withdraw_until: Option<NaiveDate>,
    /// From this day on the sealed original is destroyed, unless it is decided before; left out under a legal hold or
    /// when it is destroyed already.
    pub destroyed_from: Option<NaiveDate>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(hidden)")
    }
}
