//! X25519 keys of reviewers, mailboxes and recovery: the ones that content keys are wrapped to.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use rand::CryptoRng;
use x25519_dalek::StaticSecret;

use super::Key32;

/// A private half: wiped when dropped, never shown.
pub struct PrivateKey(StaticSecret);

impl PrivateKey {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(StaticSecret::random_from_rng(rng))
    }

    /// Any 32 bytes are a private half (RFC 7748 clamps them at use).
    pub fn from_seed(seed: &Key32) -> Self {
        Self(StaticSecret::from(*seed.expose()))
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(x25519_dalek::PublicKey::from(&self.0).to_bytes())
    }

    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(hidden)")
    }
}

/// A public half; as text it is base64url without padding.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; 32]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no usable X25519 public key")]
pub struct BadPublicKey;

impl PublicKey {
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<[u8; 32]> for PublicKey {
    type Error = BadPublicKey;

    /// A point of small order would give everybody the same shared secret.
    fn try_from(bytes: [u8; 32]) -> Result<Self, BadPublicKey> {
        let shared = StaticSecret::from([1; 32]).diffie_hellman(&bytes.into());
        if shared.was_contributory() {
            Ok(Self(bytes))
        } else {
            Err(BadPublicKey)
        }
    }
}

impl TryFrom<&[u8]> for PublicKey {
    type Error = BadPublicKey;

    fn try_from(bytes: &[u8]) -> Result<Self, BadPublicKey> {
        <[u8; 32]>::try_from(bytes)
            .map_err(|_| BadPublicKey)?
            .try_into()
    }
}

impl FromStr for PublicKey {
    type Err = BadPublicKey;

    fn from_str(text: &str) -> Result<Self, BadPublicKey> {
        let bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .map_err(|_| BadPublicKey)?;
        bytes.as_slice().try_into()
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::super::testing::Counted;
    use super::*;

    /// RFC 9180, appendix A.2.1: the recipient's pair.
    #[test]
    fn a_public_half_follows_from_its_private_half() {
        let decode = |hex: &[u8]| HEXLOWER.decode(hex).unwrap().try_into().unwrap();
        let seed = decode(b"8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
        let public = decode(b"4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
        let private = PrivateKey::from_seed(&Key32::from_bytes(&seed));
        assert_eq!(private.public().as_bytes(), &public);
    }

    #[test]
    fn a_public_key_survives_its_text() {
        let public = PrivateKey::generate(&mut Counted::default()).public();
        assert_eq!(public.to_string().parse(), Ok(public));
    }

    #[test]
    fn short_long_and_small_order_keys_are_refused() {
        assert_eq!(PublicKey::try_from([0; 32]), Err(BadPublicKey));
        assert_eq!(PublicKey::try_from(&[9; 31][..]), Err(BadPublicKey));
        assert_eq!(PublicKey::try_from(&[9; 33][..]), Err(BadPublicKey));
        assert_eq!("not a key".parse::<PublicKey>(), Err(BadPublicKey));
    }

    #[test]
    fn a_private_half_is_not_shown() {
        let private = PrivateKey::generate(&mut Counted::default());
        assert_eq!(format!("{private:?}"), "PrivateKey(hidden)");
    }
}
