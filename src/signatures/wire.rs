//! What signatures say and hear over HTTP.

use poem_openapi::Object;

use super::rules::{Standing, State, Visibility};
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
    /// The twelve characters, however they are grouped.
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
    /// Confirmed signatures, exact and of this moment.
    pub confirmed: i64,
    /// How many the petition hopes for.
    pub goal: Option<i32>,
}
