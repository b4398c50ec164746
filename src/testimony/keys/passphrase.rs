//! The unlock passphrase of six generated words, and what is sealed under it.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use bip39::Language;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::KeyError;
use crate::secrets::{Key32, aead_open, aead_seal, hkdf32_salted, random};

const WORDS: usize = 6;
const VERSION: u8 = 1;
const SALT: usize = 16;

/// Costs of version 1: 64 MiB, three passes, four lanes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 4;

/// Six words drawn from 2048: 66 bits, never chosen by a person.
pub struct Passphrase(Zeroizing<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    #[error("the passphrase has six words")]
    WordCount,
    #[error("word {position} is not in the list")]
    UnknownWord { position: usize },
}

impl Passphrase {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let list = Language::English.word_list();
        let drawn = Zeroizing::new(random::<{ 2 * WORDS }>(rng));
        // 2048 divides 65,536: the remainder is as uniform as the draw.
        Self::join(
            drawn
                .chunks(2)
                .map(|pair| list[usize::from(pair[0] & 7) << 8 | usize::from(pair[1])]),
        )
    }

    /// Any case, any spaces or hyphens between the words.
    pub fn parse(text: &str) -> Result<Self, PassphraseError> {
        let text = Zeroizing::new(text.to_lowercase());
        let typed = text
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter(|word| !word.is_empty());
        let mut words = [""; WORDS];
        let mut count = 0;
        for word in typed {
            let place = words.get_mut(count).ok_or(PassphraseError::WordCount)?;
            count += 1;
            let unknown = PassphraseError::UnknownWord { position: count };
            let index = Language::English.find_word(word).ok_or(unknown)?;
            *place = Language::English.word_list()[usize::from(index)];
        }
        if count == WORDS {
            Ok(Self::join(words.into_iter()))
        } else {
            Err(PassphraseError::WordCount)
        }
    }

    /// As shown to the member, once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn join(words: impl Iterator<Item = &'static str>) -> Self {
        // The longest word has eight letters; enough room leaves no copy behind.
        let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
        for word in words {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        Self(text)
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(hidden)")
    }
}

/// A version byte, 16 bytes of salt, then the sealed secret; `place` is bound as associated data.
pub(super) fn seal_under(
    rng: &mut impl CryptoRng,
    secret: &[u8; 32],
    passphrase: &Passphrase,
    pepper: &Key32,
    place: &[u8],
) -> Result<Vec<u8>, KeyError> {
    let salt: [u8; SALT] = random(rng);
    let key = derive(passphrase, &salt, pepper)?;
    Ok([&[VERSION], &salt[..], &aead_seal(rng, &key, place, secret)].concat())
}

pub(super) fn open_under(
    sealed: &[u8],
    passphrase: &Passphrase,
    pepper: &Key32,
    place: &[u8],
) -> Result<Key32, KeyError> {
    let (&VERSION, rest) = sealed.split_first().ok_or(KeyError::CannotUnlock)? else {
        return Err(KeyError::CannotUnlock);
    };
    let (salt, body) = rest
        .split_first_chunk::<SALT>()
        .ok_or(KeyError::CannotUnlock)?;
    let key = derive(passphrase, salt, pepper)?;
    let secret = aead_open(&key, place, body).map_err(|_| KeyError::CannotUnlock)?;
    secret
        .as_slice()
        .try_into()
        .map(Key32::from_bytes)
        .map_err(|_| KeyError::CannotUnlock)
}

/// HKDF(Argon2id(passphrase), pepper): a stolen database is worth nothing without the server's key file.
fn derive(passphrase: &Passphrase, salt: &[u8; SALT], pepper: &Key32) -> Result<Key32, KeyError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).map_err(|_| KeyError::OutOfMemory)?;
    let mut hashed = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.expose().as_bytes(), salt, &mut *hashed)
        .map_err(|_| KeyError::OutOfMemory)?;
    Ok(hkdf32_salted(pepper, &*hashed, b"broadside/unlock/v1"))
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::secrets::testing::Counted;

    #[test]
    fn a_passphrase_has_six_words_of_the_list_and_survives_being_typed() {
        let passphrase = Passphrase::generate(&mut Counted::default());
        let shown = passphrase.expose();
        assert_eq!(shown.split(' ').count(), 6);
        for typed in [
            shown.to_uppercase(),
            shown.replace(' ', "  \n"),
            shown.replace(' ', "-"),
        ] {
            assert_eq!(Passphrase::parse(&typed).unwrap().expose(), shown);
        }
    }

    #[test]
    fn every_word_of_the_list_is_drawn_about_as_often() {
        let mut rng = Counted::default();
        let mut seen = std::collections::HashMap::new();
        for _ in 0..20_480 {
            for word in Passphrase::generate(&mut rng).expose().split(' ') {
                *seen.entry(word.to_owned()).or_insert(0) += 1;
            }
        }
        assert_eq!(seen.len(), 2048);
        // 60 are expected of each, with a standard deviation of 7.7.
        assert!(seen.values().all(|count| (20..=110).contains(count)));
    }

    #[test]
    fn what_is_no_passphrase_is_refused_without_repeating_it() {
        let refused = |text: &str| Passphrase::parse(text).unwrap_err();
        assert_eq!(refused(""), PassphraseError::WordCount);
        assert_eq!(
            refused("abandon abandon abandon abandon abandon"),
            PassphraseError::WordCount
        );
        assert_eq!(refused(&"abandon ".repeat(7)), PassphraseError::WordCount);
        let typo = "abandon abandon abadnon abandon abandon abandon";
        assert_eq!(refused(typo), PassphraseError::UnknownWord { position: 3 });
        assert_eq!(refused(typo).to_string(), "word 3 is not in the list");
    }

    #[test]
    fn a_truncated_key_does_not_open() {
        let mut rng = Counted::default();
        let (passphrase, pepper) = (Passphrase::generate(&mut rng), Key32::from_bytes(&[8; 32]));
        let sealed = seal_under(&mut rng, &[5; 32], &passphrase, &pepper, b"").unwrap();
        for cut in [0, 1, 16, 17, 40, sealed.len() - 1] {
            let refused = open_under(&sealed[..cut], &passphrase, &pepper, b"").unwrap_err();
            assert_eq!(refused, KeyError::CannotUnlock);
        }
    }

    /// A change here locks every reviewer out.
    #[test]
    fn the_key_derived_from_a_passphrase_keeps() {
        let passphrase = Passphrase::parse("abandon ability able about above absent").unwrap();
        let key = derive(&passphrase, &[3; 16], &Key32::from_bytes(&[8; 32])).unwrap();
        assert_eq!(
            HEXLOWER.encode(key.expose()),
            "7fc1aafefee2a506cdd77f77c2e1deb8cdc2270afbf3d6062ca5d07a4a33a14d"
        );
    }

    #[test]
    fn a_passphrase_is_not_shown() {
        let passphrase = Passphrase::generate(&mut Counted::default());
        assert_eq!(format!("{passphrase:?}"), "Passphrase(hidden)");
    }
}
