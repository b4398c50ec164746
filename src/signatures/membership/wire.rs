//! What comparisons with an association's list say over HTTP.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::rules::Told;
use crate::petitions::PetitionId;
use crate::signatures::entity::{MembershipMatchId, membership_match};

crate::words! {
    /// Who keeps the list.
    ListOrigin {
        /// The association sent its own.
        Association = "association",
        /// The organization had one.
        Organization = "organization",
    }
}

crate::words! {
    /// How a number of matched signers is told.
    MatchedAs {
        /// To the nearest tens, at a boundary drawn for each list.
        About = "about",
        /// Too few to be told.
        FewerThan = "fewer_than",
        /// Nearly everybody on the list has signed: the number would name them.
        Withheld = "withheld",
    }
}

/// A number of signers who are on a list, as it may be told.
#[derive(Clone, Debug, PartialEq, Eq, Object, serde::Serialize, serde::Deserialize)]
#[oai(skip_serializing_if_is_none)]
pub struct MatchedNumber {
    pub told_as: MatchedAs,
    #[oai(validator(minimum(value = "0")))]
    pub number: Option<u32>,
}

/// What came of comparing a list with a petition's signers. Nothing of the list is kept.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MembershipMatch {
    pub id: MembershipMatchId,
    pub petition_id: PetitionId,
    pub origin: ListOrigin,
    /// How many members the list named, to the nearest ten.
    #[oai(validator(minimum(value = "0")))]
    pub listed_members: i32,
    /// How many former members.
    #[oai(validator(minimum(value = "0")))]
    pub listed_former_members: i32,
    /// Signers on the list as members.
    pub members: MatchedNumber,
    /// Signers on the list as former members, where it names any.
    pub former_members: Option<MatchedNumber>,
    /// Signatures that were confirmed by this day were compared.
    pub matched_on: NaiveDate,
}

/// All comparisons of a petition, the latest first.
#[derive(Clone, Debug, Object)]
pub struct MembershipMatchList {
    pub items: Vec<MembershipMatch>,
}

impl From<Told> for MatchedNumber {
    fn from(told: Told) -> Self {
        let (told_as, number) = match told {
            Told::About(number) => (MatchedAs::About, Some(number)),
            Told::FewerThan(number) => (MatchedAs::FewerThan, Some(number)),
            Told::Withheld => (MatchedAs::Withheld, None),
        };
        Self { told_as, number }
    }
}

impl MatchedNumber {
    fn stored(text: &str) -> Self {
        let withheld = Self {
            told_as: MatchedAs::Withheld,
            number: None,
        };
        serde_json::from_str(text).unwrap_or(withheld)
    }
}

impl From<membership_match::Model> for MembershipMatch {
    fn from(row: membership_match::Model) -> Self {
        Self {
            id: row.id,
            petition_id: row.petition_id,
            origin: row.origin.parse().unwrap_or(ListOrigin::Organization),
            listed_members: row.listed_members,
            listed_former_members: row.listed_former_members,
            members: MatchedNumber::stored(&row.members),
            former_members: row.former_members.as_deref().map(MatchedNumber::stored),
            matched_on: row.matched_on,
        }
    }
}
