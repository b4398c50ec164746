//! What petitions say and hear over HTTP.

use chrono::{DateTime, NaiveDate, Utc};
use poem_openapi::Object;

use super::PetitionId;
use super::rules::{RejectionReason, State, Transition};
use crate::campaigns::CampaignId;
use crate::campaigns::wire::Demand;

/// A petition, to begin with.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPetition {
    pub campaign_id: CampaignId,
    /// The language of title and body (BCP 47).
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// What people sign: plain text, an empty line between paragraphs.
    #[oai(validator(max_length = 20000))]
    pub body: String,
    /// Once opened by somebody, it waits for this moment.
    pub opens_at: Option<DateTime<Utc>>,
    /// It closes by itself at this moment.
    pub closes_at: Option<DateTime<Utc>>,
    /// How many signatures are hoped for.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000000")))]
    pub goal: Option<i32>,
    /// From how many signers on the names of a workplace are printed; 5 when absent, and later only raised.
    #[oai(validator(minimum(value = "5"), maximum(value = "100000")))]
    pub workplace_threshold: Option<i32>,
}

/// Dates, goal and threshold, as they should be from now on: what is left out is emptied.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangePetition {
    /// Fixed once it has come.
    pub opens_at: Option<DateTime<Utc>>,
    /// In the future, or left out.
    pub closes_at: Option<DateTime<Utc>>,
    #[oai(validator(minimum(value = "1"), maximum(value = "10000000")))]
    pub goal: Option<i32>,
    /// Stays as it is when absent; never lowered.
    #[oai(validator(minimum(value = "5"), maximum(value = "100000")))]
    pub workplace_threshold: Option<i32>,
}

/// The wording in one language.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPetitionText {
    #[oai(validator(max_length = 200))]
    pub title: String,
    /// Plain text, an empty line between paragraphs.
    #[oai(validator(max_length = 20000))]
    pub body: String,
}

/// The wording of a new version in one language.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewVersionText {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    #[oai(validator(max_length = 200))]
    pub title: String,
    #[oai(validator(max_length = 20000))]
    pub body: String,
}

/// A correction: a new version beside the one that was signed.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPetitionVersion {
    /// What was corrected and why; shown to everybody.
    #[oai(validator(max_length = 1000))]
    pub correction_note: String,
    /// The first is the original, the others its translations; each language once.
    #[oai(validator(min_items = 1, max_items = 20))]
    pub texts: Vec<NewVersionText>,
}

/// What should happen to a petition.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct NewPetitionTransition {
    pub transition: Transition,
    /// Needed to reject, and only then.
    pub reason: Option<RejectionReason>,
}

/// The wording in one language.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionText {
    /// BCP 47.
    pub language: String,
    pub title: String,
    pub body: String,
    /// False for a translation.
    pub is_original: bool,
    /// The day on which a translation was added to a text that people had signed before: those did not see these words.
    /// Packets say so. Absent where the wording was there from the first signature.
    pub added_on: Option<NaiveDate>,
}

/// A wording that was or is signed.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionVersion {
    /// From 1.
    pub number: i32,
    /// What this version corrected; the first has none.
    pub correction_note: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A petition as members see it.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Petition {
    pub id: PetitionId,
    pub campaign_id: CampaignId,
    /// The state that holds now, dates included: opened before its opening date, it is still a draft.
    pub state: State,
    /// Why it was rejected.
    pub reason: Option<RejectionReason>,
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
    /// When it stopped collecting for good.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the state next changes by itself.
    pub changes_at: Option<DateTime<Utc>>,
    pub goal: Option<i32>,
    /// From how many signers on the names of a workplace are printed.
    pub workplace_threshold: i32,
    /// The version that is signed now.
    pub version: i32,
    /// All versions, the oldest first.
    pub versions: Vec<PetitionVersion>,
    /// The present version in every language, the original first.
    pub texts: Vec<PetitionText>,
    /// When the first signature came; from then on the text is not changed in place.
    pub frozen_at: Option<DateTime<Utc>>,
    /// What can be done to it now.
    pub transitions: Vec<Transition>,
    /// Grows with every change; the `ETag` is made of it.
    pub revision: i32,
    pub created_at: DateTime<Utc>,
}

/// A page of petitions.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionList {
    pub items: Vec<Petition>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}

/// Who stands behind a petition.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionSender {
    /// The organization.
    pub name: String,
    pub contact_name: Option<String>,
    pub contact_title: Option<String>,
    pub contact_telephone: Option<String>,
    pub contact_email: Option<String>,
    /// Everything and everybody in it is made up.
    pub is_demo: bool,
}

/// Whom a petition addresses.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PetitionAddressee {
    /// An official, or a body.
    pub name: String,
    /// The official's post and body.
    pub post: Option<String>,
    /// The division that the official speaks for.
    pub division: Option<String>,
}

/// A petition as everybody may read it, in one language.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PublicPetition {
    pub id: PetitionId,
    pub state: State,
    /// Whether it can be signed now.
    pub can_be_signed: bool,
    /// The language of title and body (BCP 47).
    pub language: String,
    /// The languages that this version can be read in, the original first.
    pub languages: Vec<String>,
    pub title: String,
    pub body: String,
    /// The version that is shown.
    pub version: i32,
    /// All versions, the oldest first; `?version=` shows an older one.
    pub versions: Vec<PetitionVersion>,
    /// The campaign that it belongs to.
    pub campaign: String,
    /// In the language of the text, as far as they were translated.
    pub demands: Vec<Demand>,
    pub addressees: Vec<PetitionAddressee>,
    pub sender: PetitionSender,
    pub goal: Option<i32>,
    pub opens_at: Option<DateTime<Utc>>,
    pub closes_at: Option<DateTime<Utc>>,
    /// When it stopped collecting for good.
    pub closed_at: Option<DateTime<Utc>>,
    /// The day by which the addressees are asked to answer.
    pub answer_requested_by: Option<NaiveDate>,
    /// The agenda item of the addressees that it belongs to.
    pub agenda_item: Option<String>,
    /// From how many signers on the names of a workplace are printed.
    pub workplace_threshold: i32,
}
