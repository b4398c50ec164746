//! The worker's side: asks for a token without showing it, checks what comes back, and keeps it until it is spent.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use ed25519_dalek::{Signature, VerifyingKey};
use rand::CryptoRng;
use serde::{Deserialize, Serialize};
use zeroize::{ZeroizeOnDrop, Zeroizing};

use super::poprf::{Blinding, ELEMENT, Evaluated, PROOF, PoprfError, Purpose};
use super::wire::{IssuedToken, NewTokenRequest, TokenEpochs, WorkerToken};
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;
use crate::secrets::unpack;

/// Why a client does not use what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    #[error("the service answers in another form")]
    Malformed,
    #[error("the token is for something else than was asked for")]
    ForSomethingElse,
    #[error(
        "the organization has not signed the key that the service used: the token could be recognised"
    )]
    NotSigned,
    #[error(
        "the service shows others another key than it used here: the token could be recognised"
    )]
    KeyOfOnesOwn,
    #[error("the service did not use the key that it shows: the token could be recognised")]
    NotProven,
}

impl From<PoprfError> for TokenRefused {
    fn from(error: PoprfError) -> Self {
        match error {
            PoprfError::NotProven => Self::NotProven,
            PoprfError::Malformed | PoprfError::NoKey => Self::Malformed,
        }
    }
}

/// What is kept while the answer is awaited: with it, the same request can be made again.
#[derive(Serialize, Deserialize, ZeroizeOnDrop)]
pub struct PendingToken {
    #[zeroize(skip)]
    pub campaign: CampaignId,
    pub voucher: String,
    blinding: String,
}

/// A token that was checked, ready for the day on which its epoch opens.
#[derive(Clone, Serialize, Deserialize, ZeroizeOnDrop)]
pub struct Token {
    #[zeroize(skip)]
    pub organization: OrganizationId,
    #[zeroize(skip)]
    pub campaign: CampaignId,
    pub epoch: u32,
    /// Of the epoch, for comparing it with others.
    pub public_key: String,
    input: String,
    output: String,
}

/// What the organization signs of an epoch.
pub fn signed_text(purpose: &Purpose, public: &[u8; ELEMENT]) -> Vec<u8> {
    [
        b"broadside/token-key/v1|".as_slice(),
        purpose.organization.0.as_bytes(),
        purpose.campaign.0.as_bytes(),
        &purpose.epoch.to_be_bytes(),
        public,
    ]
    .concat()
}

impl PendingToken {
    pub fn new(
        rng: &mut impl CryptoRng,
        campaign: CampaignId,
        voucher: &str,
    ) -> Result<Self, TokenRefused> {
        let bytes = Blinding::new(rng)?.to_bytes();
        Ok(Self {
            campaign,
            voucher: voucher.to_owned(),
            blinding: BASE64URL_NOPAD.encode(&bytes),
        })
    }

    fn blinding(&self) -> Result<Blinding, TokenRefused> {
        let bytes = BASE64URL_NOPAD.decode(self.blinding.as_bytes());
        let bytes = Zeroizing::new(bytes.map_err(|_| TokenRefused::Malformed)?);
        Ok(Blinding::from_bytes(&bytes)?)
    }

    /// All that the service gets to see.
    pub fn request(&self) -> Result<NewTokenRequest, TokenRefused> {
        Ok(NewTokenRequest {
            voucher: self.voucher.clone(),
            blinded_element: BASE64URL_NOPAD.encode(&self.blinding()?.blinded()?),
        })
    }

    /// Checks the answer against the organization's key and against what everybody is shown, and takes the blind off.
    pub fn accept(
        &self,
        organization_key: &[u8; 32],
        shown: &TokenEpochs,
        issued: &IssuedToken,
    ) -> Result<Token, TokenRefused> {
        if issued.campaign_id != self.campaign || issued.organization_id != shown.organization_id {
            return Err(TokenRefused::ForSomethingElse);
        }
        let purpose = Purpose {
            organization: issued.organization_id,
            campaign: issued.campaign_id,
            epoch: issued.epoch,
        };
        let public: [u8; ELEMENT] = bytes(&issued.public_key)?;
        let signature = Signature::from_bytes(&bytes(&issued.signature)?);
        let signer = VerifyingKey::from_bytes(organization_key);
        let signer = signer.map_err(|_| TokenRefused::NotSigned)?;
        signer
            .verify_strict(&signed_text(&purpose, &public), &signature)
            .map_err(|_| TokenRefused::NotSigned)?;
        let of_all = shown
            .epochs
            .iter()
            .find(|shown| shown.epoch == issued.epoch);
        if of_all.is_none_or(|of_all| of_all.public_key != issued.public_key) {
            return Err(TokenRefused::KeyOfOnesOwn);
        }
        let evaluated = Evaluated {
            element: bytes(&issued.evaluated_element)?,
            proof: bytes::<PROOF>(&issued.proof)?,
        };
        let blinding = self.blinding()?;
        let output = blinding.finish(&public, &purpose, &evaluated)?;
        Ok(Token {
            organization: issued.organization_id,
            campaign: issued.campaign_id,
            epoch: issued.epoch,
            public_key: issued.public_key.clone(),
            input: BASE64URL_NOPAD.encode(blinding.input()),
            output: BASE64URL_NOPAD.encode(&*output),
        })
    }
}

impl Token {
    /// As it goes into a testimony.
    pub fn worker_token(&self) -> WorkerToken {
        WorkerToken {
            epoch: self.epoch,
            input: self.input.clone(),
            output: self.output.clone(),
        }
    }
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], TokenRefused> {
    unpack(text).ok_or(TokenRefused::Malformed)
}

impl fmt::Debug for PendingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingToken(hidden)")
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(hidden)")
    }
}
