//! The organization and its contact officer.

use chrono::{DateTime, Utc};
use poem_openapi::Object;

use crate::identity::OrganizationId;

/// The officer whom packets name, for questions.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ContactOfficer {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: String,
    /// Such as `Chapter President`, at most 120 characters.
    #[oai(validator(max_length = 120))]
    pub title: Option<String>,
    /// The title in other languages, each once: a packet in one of them prints it so.
    #[oai(validator(max_items = 20))]
    pub titles: Option<Vec<OfficerTitle>>,
    /// As it shall be printed, at most 40 characters.
    #[oai(validator(max_length = 40))]
    pub telephone: Option<String>,
    /// An address that officials may write to.
    #[oai(validator(max_length = 254))]
    pub email: Option<String>,
}

/// What an officer is called in another language.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(deny_unknown_fields)]
pub struct OfficerTitle {
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: String,
    /// Such as `Delegada principal`, at most 120 characters.
    #[oai(validator(max_length = 120))]
    pub title: String,
}

/// The local or chapter that runs campaigns.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Organization {
    pub id: OrganizationId,
    pub name: String,
    /// The language in which it works (BCP 47).
    pub language: String,
    /// Whether a second person looks at a petition before it opens.
    pub moderates: bool,
    /// The smallest number that published statistics on testimony show; fewer are hidden.
    #[oai(validator(minimum(value = "5"), maximum(value = "50")))]
    pub k: i32,
    /// Days that the sealed original of a testimony outlives its publication or rejection. Undecided ones die after 180.
    #[oai(validator(minimum(value = "1"), maximum(value = "365")))]
    pub retention_days: i32,
    /// The Ed25519 key, in hexadecimal, that vouches for reviewers' keys and signs the manifests of packets.
    pub public_key: String,
    pub contact: Option<ContactOfficer>,
    /// Whether its people are made up, for a demonstration.
    pub is_demo: bool,
    pub created_at: DateTime<Utc>,
}

/// What to change about the organization; what is left out stays.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ChangeOrganization {
    /// 1 to 120 characters.
    #[oai(validator(min_length = 1, max_length = 120))]
    pub name: Option<String>,
    /// BCP 47.
    #[oai(validator(max_length = 35))]
    pub language: Option<String>,
    pub moderates: Option<bool>,
    /// 10 unless an owner decides otherwise; 5 to 50. A campaign that has a statistics release keeps at least the k of that
    /// release: under a smaller one the next would print what the last has hidden.
    #[oai(validator(minimum(value = "5"), maximum(value = "50")))]
    pub k: Option<i32>,
    /// 90 unless an owner decides otherwise; 1 to 365. A shorter time counts at once, a longer one only for what is
    /// decided from now on: a witness was told the day.
    #[oai(validator(minimum(value = "1"), maximum(value = "365")))]
    pub retention_days: Option<i32>,
    /// Replaces the contact officer whole.
    pub contact: Option<ContactOfficer>,
}
