//! What worker tokens say and hear over HTTP.

use std::fmt;

use chrono::NaiveDate;
use poem_openapi::Object;

use super::rules::EpochState;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

/// A voucher for one worker, shown this once.
#[derive(Object)]
pub struct Voucher {
    /// 16 Crockford base32 characters and their 2 check characters. Hand it over on paper or say it; write down nowhere who
    /// got it.
    pub code: String,
    /// The last day on which it can be redeemed.
    pub expires_on: NaiveDate,
}

/// A voucher and what is to become a token. The service sees a random element, whatever token hides in it.
#[derive(Object)]
#[oai(deny_unknown_fields)]
pub struct NewTokenRequest {
    /// The code of the voucher, in any case and grouping.
    #[oai(validator(max_length = 64))]
    pub voucher: String,
    /// 32 bytes, base64url without padding: the blinded element of RFC 9497 (POPRF, ristretto255-SHA512), made of 32 random
    /// bytes of input and a random blind, which both stay with the client. The same request again gets the same element.
    #[oai(validator(min_length = 43, max_length = 43))]
    pub blinded_element: String,
}

/// A token, still blinded. Verify the signature and the proof before you use it, and compare the key with
/// `list_token_epochs`, fetched another time from elsewhere: a service that shows somebody a key of their own would know
/// their token again.
#[derive(Clone, Debug, Object)]
pub struct IssuedToken {
    pub organization_id: OrganizationId,
    pub campaign_id: CampaignId,
    /// From 1. `info` is the text `broadside/worker-token/v1|`, the organization's id, `|`, the campaign's id, `|`, this number.
    pub epoch: u32,
    /// The epoch's key, 32 bytes, base64url without padding.
    pub public_key: String,
    /// The organization's Ed25519 signature over `broadside/token-key/v1|`, and then as bytes the ids of organization and
    /// campaign, the epoch in four (big-endian), and the public key.
    pub signature: String,
    /// 32 bytes, base64url without padding.
    pub evaluated_element: String,
    /// 64 bytes, base64url without padding: that the epoch's key was used, and no other.
    pub proof: String,
}

/// One epoch of a campaign.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TokenEpoch {
    pub epoch: u32,
    pub state: EpochState,
    /// 32 bytes, base64url without padding. Everybody is shown the same.
    pub public_key: String,
    /// As in `issue_worker_token`.
    pub signature: String,
    /// From this day on its tokens can be spent; left out until ten are issued.
    pub opens_on: Option<NaiveDate>,
    /// The last day on which they can.
    pub spendable_until: Option<NaiveDate>,
}

/// The epochs of a campaign.
#[derive(Clone, Debug, Object)]
pub struct TokenEpochs {
    pub organization_id: OrganizationId,
    /// The organization's signing key (Ed25519), base64url without padding; `get_testimony_keys` shows its fingerprint.
    pub organization_key: String,
    /// The newest first, at most 100.
    pub epochs: Vec<TokenEpoch>,
}

/// A token that proves a check by a steward and says nothing of whom they checked. It is good for one testimony.
#[derive(Clone, Object)]
#[oai(deny_unknown_fields)]
pub struct WorkerToken {
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub epoch: u32,
    /// The 32 bytes that the client drew, base64url without padding.
    #[oai(validator(min_length = 43, max_length = 43))]
    pub input: String,
    /// The 64 bytes of the POPRF's output, base64url without padding.
    #[oai(validator(min_length = 86, max_length = 86))]
    pub output: String,
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

hidden!(Voucher NewTokenRequest WorkerToken);
