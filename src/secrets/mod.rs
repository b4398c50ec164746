//! The few cryptographic primitives that every feature shares, each in one fixed form.

use std::fmt;

use chacha20poly1305::aead::{AeadInOut, KeyInit as _};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand::CryptoRng;
use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

pub mod crockford;
pub mod exchange;
pub mod field;
mod key_file;
pub mod keyring;
pub mod petition_keys;
pub mod vault;

const NONCE: usize = 24;
const TAG: usize = 16;

/// What `aead_seal` adds to the length of its plaintext.
pub const SEAL_OVERHEAD: usize = NONCE + TAG;

/// A 256-bit symmetric key: wiped when dropped, never shown.
pub struct Key32(SecretBox<[u8; 32]>);

impl Key32 {
    pub fn fresh(rng: &mut impl CryptoRng) -> Self {
        Self::filled(|bytes| rng.fill_bytes(bytes))
    }

    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self::filled(|key| key.copy_from_slice(bytes))
    }

    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose_secret()
    }

    /// Written into the box itself, so that no copy stays behind on the stack.
    fn filled(fill: impl FnOnce(&mut [u8; 32])) -> Self {
        let mut key = SecretBox::<[u8; 32]>::default();
        fill(key.expose_secret_mut());
        Self(key)
    }
}

impl fmt::Debug for Key32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key32(hidden)")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not opened: the key, the place or the bytes differ from those it was sealed with")]
pub struct CannotOpen;

pub fn random<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

pub fn ct_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// HMAC-SHA256 over `domain` and `parts`, each preceded by its length, so that no two lists collide.
pub fn hmac_sha256(key: &Key32, domain: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(key.expose());
    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in std::iter::once(&domain.as_bytes()).chain(parts) {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Exactly `N` bytes of base64url without padding.
pub fn unpack<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    bytes.try_into().ok()
}

/// 32 bytes of HKDF-SHA256 without salt.
pub fn hkdf32(ikm: &[u8], info: &[u8]) -> Key32 {
    expand(&Hkdf::new(None, ikm), info)
}

/// 32 bytes of HKDF-SHA256 under a secret salt.
pub fn hkdf32_salted(salt: &Key32, ikm: &[u8], info: &[u8]) -> Key32 {
    expand(&Hkdf::new(Some(salt.expose()), ikm), info)
}

fn expand(hkdf: &Hkdf<Sha256>, info: &[u8]) -> Key32 {
    Key32::filled(|out| {
        // RFC 5869: only more than 255 blocks of 32 bytes are refused.
        let Ok(()) = hkdf.expand(info, out) else {
            unreachable!("HKDF-SHA256 gives 32 bytes")
        };
    })
}

/// XChaCha20-Poly1305: 24 random bytes of nonce, the ciphertext, 16 bytes of tag.
pub fn aead_seal(rng: &mut impl CryptoRng, key: &Key32, aad: &[u8], plaintext: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = random(rng);
    let mut sealed = Vec::with_capacity(plaintext.len() + SEAL_OVERHEAD);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plaintext);
    let body = (&mut sealed[NONCE..]).into();
    // The cipher refuses only what no memory holds: 256 GiB.
    let Ok(tag) = cipher(key).encrypt_inout_detached(&XNonce::from(nonce), aad, body) else {
        unreachable!("XChaCha20-Poly1305 seals what fits in memory")
    };
    sealed.extend_from_slice(&tag);
    sealed
}

pub fn aead_open(key: &Key32, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or(CannotOpen)?;
    let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(CannotOpen)?;
    let mut plaintext = Zeroizing::new(body.to_vec());
    cipher(key)
        .decrypt_inout_detached(
            &XNonce::from(*nonce),
            aad,
            plaintext.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_| CannotOpen)?;
    Ok(plaintext)
}

fn cipher(key: &Key32) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.expose().into())
}

#[cfg(test)]
pub(crate) mod testing {
    //! Randomness that is the same in every run and on every version of `rand`.

    use std::convert::Infallible;

    use rand::{TryCryptoRng, TryRng};
    use sha2::{Digest, Sha256};

    /// SHA-256 of a counter, one block of 32 bytes after the other.
    #[derive(Debug, Default)]
    pub(crate) struct Counted(u64, Vec<u8>);

    impl TryRng for Counted {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Infallible> {
            while self.1.len() < dst.len() {
                self.1.extend(Sha256::digest(self.0.to_be_bytes()));
                self.0 += 1;
            }
            dst.copy_from_slice(&self.1[..dst.len()]);
            self.1.drain(..dst.len());
            Ok(())
        }
    }

    impl TryCryptoRng for Counted {}
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::testing::Counted;
    use super::*;

    fn key(byte: u8) -> Key32 {
        Key32::from_bytes(&[byte; 32])
    }

    #[test]
    fn what_is_sealed_opens_again_and_only_under_its_key_and_aad() {
        let sealed = aead_seal(&mut Counted::default(), &key(1), b"here", b"gate 4");
        assert_eq!(sealed.len(), 6 + SEAL_OVERHEAD);
        assert_eq!(**aead_open(&key(1), b"here", &sealed).unwrap(), *b"gate 4");
        assert_eq!(aead_open(&key(2), b"here", &sealed), Err(CannotOpen));
        assert_eq!(aead_open(&key(1), b"there", &sealed), Err(CannotOpen));
    }

    #[test]
    fn a_sealed_text_with_any_byte_changed_or_missing_does_not_open() {
        let sealed = aead_seal(&mut Counted::default(), &key(1), b"", b"gate 4");
        for i in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[i] ^= 1;
            assert_eq!(aead_open(&key(1), b"", &changed), Err(CannotOpen));
            assert_eq!(aead_open(&key(1), b"", &sealed[..i]), Err(CannotOpen));
        }
    }

    #[test]
    fn two_seals_of_one_text_differ() {
        let mut rng = Counted::default();
        let one = aead_seal(&mut rng, &key(1), b"", b"x");
        assert_ne!(one, aead_seal(&mut rng, &key(1), b"", b"x"));
    }

    /// Appendix A.3.1 of draft-irtf-cfrg-xchacha-03.
    #[test]
    fn the_cipher_is_the_published_xchacha20_poly1305() {
        let key: [u8; 32] = std::array::from_fn(|i| 0x80 + i as u8);
        let sealed = HEXLOWER
            .decode(
                b"404142434445464748494a4b4c4d4e4f5051525354555657\
                  bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb\
                  731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452\
                  2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
                  21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49",
            )
            .unwrap();
        let aad = HEXLOWER.decode(b"50515253c0c1c2c3c4c5c6c7").unwrap();
        let plain = aead_open(&Key32::from_bytes(&key), &aad, &sealed).unwrap();
        assert!(plain.starts_with(b"Ladies and Gentlemen of the class of '99"));
    }

    /// RFC 5869, test case 3.
    #[test]
    fn the_key_derivation_is_the_published_hkdf_sha256() {
        assert_eq!(
            HEXLOWER.encode(hkdf32(&[0x0b; 22], b"").expose()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        );
    }

    #[test]
    fn parts_of_a_mac_cannot_flow_into_each_other() {
        let mac = |domain, parts: &[&[u8]]| hmac_sha256(&key(7), domain, parts);
        assert_ne!(mac("d", &[b"ab", b"c"]), mac("d", &[b"a", b"bc"]));
        assert_ne!(mac("d", &[b"a"]), mac("da", &[]));
        assert_ne!(mac("d", &[]), mac("d", &[b""]));
    }

    #[test]
    fn a_mac_keeps_its_form() {
        assert_eq!(
            HEXLOWER.encode(&hmac_sha256(&key(7), "mail", &[b"a", b"bc"])),
            "6a2d6015dd0205060607599f53d87b041edf46c348e1fc1da8ec03d161d8445f"
        );
    }

    #[test]
    fn a_key_is_not_shown() {
        assert_eq!(format!("{:?}", key(7)), "Key32(hidden)");
    }
}
