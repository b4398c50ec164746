//! Worker tokens as RFC 9497 has them: the POPRF over ristretto255 with SHA-512, whose `info` is organization, campaign and epoch.

use std::fmt;

use rand::CryptoRng;
use voprf::{
    BlindedElement, EvaluationElement, Group, PoprfClient, PoprfServer, Proof, Ristretto255,
};
use zeroize::Zeroizing;

use super::old_randomness::Old;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;
use crate::secrets::{Key32, ct_eq, hmac_sha256, random};

pub const ELEMENT: usize = 32;
pub const PROOF: usize = 64;
pub const INPUT: usize = 32;
pub const OUTPUT: usize = 64;

/// What a token is good for. Everybody knows it; it is bound into every token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purpose {
    pub organization: OrganizationId,
    pub campaign: CampaignId,
    pub epoch: u32,
}

impl Purpose {
    pub fn info(&self) -> Vec<u8> {
        let Self {
            organization,
            campaign,
            epoch,
        } = self;
        format!("broadside/worker-token/v1|{organization}|{campaign}|{epoch}").into_bytes()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PoprfError {
    #[error("these are not the bytes of an element, a key or a proof")]
    Malformed,
    #[error("the proof does not show that the epoch's key was used")]
    NotProven,
    #[error("no key can be derived")]
    NoKey,
}

/// The key of one epoch of one campaign. Whoever has it can make tokens, and still cannot tell whose one is.
pub struct EpochKey {
    server: PoprfServer<Ristretto255>,
    info: Vec<u8>,
}

/// What a blinded element became, and the proof that the epoch's key did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evaluated {
    pub element: [u8; ELEMENT],
    pub proof: [u8; PROOF],
}

impl EpochKey {
    /// Each epoch of each campaign has a key of its own, found again from the server's one.
    pub fn derive(master: &Key32, purpose: &Purpose) -> Result<Self, PoprfError> {
        let seed = Zeroizing::new(hmac_sha256(
            master,
            "broadside/token-key/v1",
            &[
                purpose.organization.0.as_bytes(),
                purpose.campaign.0.as_bytes(),
                &purpose.epoch.to_be_bytes(),
            ],
        ));
        Self::from_seed(&seed, purpose)
    }

    /// `DeriveKeyPair` of the RFC.
    pub fn from_seed(seed: &[u8; 32], purpose: &Purpose) -> Result<Self, PoprfError> {
        let info = purpose.info();
        let server = PoprfServer::new_from_seed(seed, &info).map_err(|_| PoprfError::NoKey)?;
        Ok(Self { server, info })
    }

    pub fn public(&self) -> [u8; ELEMENT] {
        Ristretto255::serialize_elem(self.server.get_public_key()).into()
    }

    pub fn evaluate(
        &self,
        rng: &mut impl CryptoRng,
        blinded: &[u8; ELEMENT],
    ) -> Result<Evaluated, PoprfError> {
        let blinded = BlindedElement::deserialize(blinded).map_err(|_| PoprfError::Malformed)?;
        let done = self
            .server
            .blind_evaluate(&mut Old(rng), &blinded, Some(&self.info))
            .map_err(|_| PoprfError::NoKey)?;
        Ok(Evaluated {
            element: bytes(&done.message.serialize())?,
            proof: bytes(&done.proof.serialize())?,
        })
    }

    /// Whether a token is this epoch's.
    pub fn is_ours(&self, input: &[u8; INPUT], output: &[u8; OUTPUT]) -> bool {
        let known = self.server.evaluate(input, Some(&self.info));
        known.is_ok_and(|known| ct_eq(&known, output))
    }
}

/// The identity, bytes that are no element, and a second form of an element are none.
pub fn is_element(bytes: &[u8; ELEMENT]) -> bool {
    BlindedElement::<Ristretto255>::deserialize(bytes).is_ok()
}

/// The worker's secret while the answer is awaited: the token's input, and the blind that hides it.
pub struct Blinding {
    input: Zeroizing<[u8; INPUT]>,
    client: PoprfClient<Ristretto255>,
}

impl Blinding {
    /// Draws the input, then the blind.
    pub fn new(rng: &mut impl CryptoRng) -> Result<Self, PoprfError> {
        let input = Zeroizing::new(random::<INPUT>(rng));
        let made = PoprfClient::blind(&*input, &mut Old(rng)).map_err(|_| PoprfError::Malformed)?;
        Ok(Self {
            input,
            client: made.state,
        })
    }

    /// 32 bytes of input, 32 of the blind, and the blinded element that follows from them.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let state = Zeroizing::new(self.client.serialize().to_vec());
        Zeroizing::new([&*self.input, state.as_slice()].concat())
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PoprfError> {
        let (input, state) = bytes
            .split_first_chunk::<INPUT>()
            .ok_or(PoprfError::Malformed)?;
        if state.len() != 2 * ELEMENT {
            return Err(PoprfError::Malformed);
        }
        Ok(Self {
            input: Zeroizing::new(*input),
            client: PoprfClient::deserialize(state).map_err(|_| PoprfError::Malformed)?,
        })
    }

    pub fn input(&self) -> &[u8; INPUT] {
        &self.input
    }

    /// What the service gets to see: a random element, whatever the input.
    pub fn blinded(&self) -> Result<[u8; ELEMENT], PoprfError> {
        let state = Zeroizing::new(self.client.serialize());
        bytes(&state[ELEMENT..])
    }

    /// Checks the proof, takes the blind off again, and gives the token's output.
    pub fn finish(
        &self,
        public: &[u8; ELEMENT],
        purpose: &Purpose,
        evaluated: &Evaluated,
    ) -> Result<Zeroizing<[u8; OUTPUT]>, PoprfError> {
        let public = Ristretto255::deserialize_elem(public).map_err(|_| PoprfError::Malformed)?;
        let element = EvaluationElement::deserialize(&evaluated.element);
        let proof = Proof::deserialize(&evaluated.proof);
        let output = self
            .client
            .finalize(
                &*self.input,
                &element.map_err(|_| PoprfError::Malformed)?,
                &proof.map_err(|_| PoprfError::Malformed)?,
                public,
                Some(&purpose.info()),
            )
            .map_err(|_| PoprfError::NotProven)?;
        Ok(Zeroizing::new(bytes(&output)?))
    }
}

fn bytes<const N: usize>(of: &[u8]) -> Result<[u8; N], PoprfError> {
    of.try_into().map_err(|_| PoprfError::Malformed)
}

impl fmt::Debug for EpochKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EpochKey(hidden)")
    }
}

impl fmt::Debug for Blinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blinding(hidden)")
    }
}

#[cfg(test)]
mod tests;
