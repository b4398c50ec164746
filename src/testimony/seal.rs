//! Testimony at rest: padded to a few sizes and sealed under a key of its own, in its own place.

use std::fmt;

use rand::CryptoRng;
use zeroize::Zeroizing;

use crate::secrets::{Key32, SEAL_OVERHEAD, aead_open, aead_seal, hkdf32};

const KIB: usize = 1024;
const TEXT_SIZES: [usize; 4] = [KIB, 4 * KIB, 16 * KIB, 64 * KIB];
/// A draft holds the text and every finding in it.
const DRAFT_SIZES: [usize; 5] = [4 * KIB, 16 * KIB, 64 * KIB, 512 * KIB, 4096 * KIB];
const ATTACHMENT_SIZES: [usize; 3] = [1024 * KIB, 4 * 1024 * KIB, 16 * 1024 * KIB];

/// The length stands before the padded content, so that 64 KiB of content still fit.
const LENGTH: usize = 4;
const VERSION: u8 = 1;

/// What a sealed content is for; none opens as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Testimony,
    Addition,
    Question,
    Answer,
    Findings,
    Decisions,
    Draft,
    Note,
    Attachment,
    /// A photograph as it would be published.
    Print,
    /// What was decided about a photograph.
    Sheet,
    /// What would be printed beside a wording.
    Beside,
}

impl Purpose {
    pub fn name(self) -> &'static str {
        match self {
            Self::Testimony => "testimony",
            Self::Addition => "addition",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Findings => "findings",
            Self::Decisions => "decisions",
            Self::Draft => "draft",
            Self::Note => "note",
            Self::Attachment => "attachment",
            Self::Print => "print",
            Self::Sheet => "sheet",
            Self::Beside => "beside",
        }
    }

    fn sizes(self) -> &'static [usize] {
        match self {
            Self::Attachment | Self::Print => &ATTACHMENT_SIZES,
            Self::Draft => &DRAFT_SIZES,
            _ => &TEXT_SIZES,
        }
    }

    /// The most bytes that may be sealed for this purpose.
    pub fn limit(self) -> usize {
        self.sizes().last().copied().unwrap_or_default()
    }
}

/// Where a sealed content belongs; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub purpose: Purpose,
    pub organization: [u8; 16],
    pub testimony: [u8; 16],
}

impl Place {
    /// `"broadside/seal/v1|" purpose "|" organization testimony`, the ids as 16 bytes each.
    pub fn aad(&self) -> Vec<u8> {
        let purpose = self.purpose.name().as_bytes();
        [
            b"broadside/seal/v1|",
            purpose,
            b"|",
            &self.organization,
            &self.testimony,
        ]
        .concat()
    }
}

/// The key of one testimony, under which everything about it is sealed until publication.
#[derive(Debug)]
pub struct ContentKey(Key32);

impl ContentKey {
    pub fn fresh(rng: &mut impl CryptoRng) -> Self {
        Self(Key32::fresh(rng))
    }

    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(Key32::from_bytes(bytes))
    }

    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// Opens what names the published text, and nothing else of the testimony: a client that keeps the receipt gives this
    /// one away when it withdraws.
    #[must_use]
    pub fn for_link(&self) -> Self {
        Self(hkdf32(self.0.expose(), b"broadside/link/v1"))
    }
}

/// Ciphertext: a version byte, 24 bytes of nonce, the padded content, 16 bytes of tag.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Takes what a client sealed; a length that padding does not give would mark its author.
    pub fn from_client(purpose: Purpose, bytes: Vec<u8>) -> Result<Self, SealError> {
        let padded = bytes.len().checked_sub(1 + LENGTH + SEAL_OVERHEAD);
        let fits = padded.is_some_and(|size| purpose.sizes().contains(&size));
        if fits && bytes.first() == Some(&VERSION) {
            Ok(Self(bytes))
        } else {
            Err(SealError::NotPadded)
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Sealed {
    /// Takes a stored row; whether it is whole shows when it is opened.
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the content is longer than {limit} bytes")]
    TooLong { limit: usize },
    #[error("the sealed content does not have one of the padded lengths")]
    NotPadded,
    #[error("the sealed content does not open with this key in this place")]
    CannotOpen,
}

/// Seals a new testimony under a key of its own, which is then wrapped to its readers.
pub fn seal_new(
    rng: &mut impl CryptoRng,
    place: &Place,
    content: &[u8],
) -> Result<(ContentKey, Sealed), SealError> {
    let key = ContentKey::fresh(rng);
    let sealed = seal(rng, &key, place, content)?;
    Ok((key, sealed))
}

/// Seals what else belongs to a testimony (findings, notes, drafts) under its existing key.
pub fn seal(
    rng: &mut impl CryptoRng,
    key: &ContentKey,
    place: &Place,
    content: &[u8],
) -> Result<Sealed, SealError> {
    let padded = pad(place.purpose, content)?;
    let mut sealed = aead_seal(rng, &key.0, &place.aad(), &padded);
    sealed.insert(0, VERSION);
    Ok(Sealed(sealed))
}

pub fn open(
    key: &ContentKey,
    place: &Place,
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (&VERSION, body) = sealed.0.split_first().ok_or(SealError::CannotOpen)? else {
        return Err(SealError::CannotOpen);
    };
    let padded = aead_open(&key.0, &place.aad(), body).map_err(|_| SealError::CannotOpen)?;
    unpad(padded).ok_or(SealError::CannotOpen)
}

fn pad(purpose: Purpose, content: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let too_long = SealError::TooLong {
        limit: purpose.limit(),
    };
    let size = purpose
        .sizes()
        .iter()
        .find(|size| content.len() <= **size)
        .ok_or(too_long)?;
    let length = u32::try_from(content.len()).map_err(|_| too_long)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(LENGTH + size));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(content);
    padded.resize(LENGTH + size, 0);
    Ok(padded)
}

/// Moves the content to the front of its own buffer, so that no second copy is made.
fn unpad(mut padded: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    let (length, content) = padded.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    if length > content.len() {
        return None;
    }
    padded.copy_within(LENGTH..LENGTH + length, 0);
    padded[length..].fill(0);
    padded.truncate(length);
    Some(padded)
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::secrets::testing::Counted;

    const PLACE: Place = Place {
        purpose: Purpose::Testimony,
        organization: [1; 16],
        testimony: [2; 16],
    };

    fn sealed(content: &[u8]) -> (ContentKey, Sealed) {
        seal_new(&mut Counted::default(), &PLACE, content).unwrap()
    }

    #[test]
    fn a_testimony_of_any_length_up_to_64_kib_opens_to_what_was_told() {
        for length in [
            0, 1, 1023, 1024, 1025, 4096, 4097, 16_384, 16_385, 65_535, 65_536,
        ] {
            let told: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let (key, sealed) = sealed(&told);
            assert_eq!(**open(&key, &PLACE, &sealed).unwrap(), *told);
        }
    }

    #[test]
    fn only_four_lengths_can_be_seen() {
        let seen = |length| sealed(&vec![7; length]).1.as_bytes().len() - 45;
        assert_eq!([seen(0), seen(900), seen(1024)], [1024; 3]);
        assert_eq!([seen(1025), seen(4096)], [4096; 2]);
        assert_eq!([seen(4097), seen(16_384)], [16_384; 2]);
        assert_eq!([seen(16_385), seen(65_536)], [65_536; 2]);
    }

    #[test]
    fn one_byte_more_than_64_kib_is_refused_by_name() {
        let refused = seal_new(&mut Counted::default(), &PLACE, &[0; 65_537]).unwrap_err();
        assert_eq!(refused, SealError::TooLong { limit: 65_536 });
    }

    #[test]
    fn an_attachment_has_larger_sizes() {
        let place = Place {
            purpose: Purpose::Attachment,
            ..PLACE
        };
        let (key, sealed) = seal_new(&mut Counted::default(), &place, &[9; 65_537]).unwrap();
        assert_eq!(sealed.as_bytes().len() - 45, 1_048_576);
        assert_eq!(**open(&key, &place, &sealed).unwrap(), [9; 65_537]);
        let refused = seal_new(&mut Counted::default(), &place, &vec![0; 16_777_217]).unwrap_err();
        assert_eq!(refused, SealError::TooLong { limit: 16_777_216 });
    }

    #[test]
    fn a_sealed_text_opens_only_in_its_place_and_under_its_key() {
        let (key, sealed) = sealed(b"told");
        for elsewhere in [
            Place {
                purpose: Purpose::Note,
                ..PLACE
            },
            Place {
                organization: [9; 16],
                ..PLACE
            },
            Place {
                testimony: [9; 16],
                ..PLACE
            },
        ] {
            assert_eq!(open(&key, &elsewhere, &sealed), Err(SealError::CannotOpen));
        }
        let other = ContentKey::from_bytes(&[0; 32]);
        assert_eq!(open(&other, &PLACE, &sealed), Err(SealError::CannotOpen));
    }

    #[test]
    fn a_truncated_or_changed_sealed_text_does_not_open() {
        let (key, sealed) = sealed(b"told");
        let bytes = sealed.as_bytes();
        for length in 0..bytes.len() {
            let cut = Sealed::from(bytes[..length].to_vec());
            assert_eq!(open(&key, &PLACE, &cut), Err(SealError::CannotOpen));
        }
        for at in [0, 1, 24, 25, 600, bytes.len() - 1] {
            let mut changed = bytes.to_vec();
            changed[at] ^= 1;
            assert_eq!(
                open(&key, &PLACE, &changed.into()),
                Err(SealError::CannotOpen)
            );
        }
    }

    #[test]
    fn findings_and_notes_are_sealed_under_the_same_key_for_another_purpose() {
        let mut rng = Counted::default();
        let (key, _) = seal_new(&mut rng, &PLACE, b"told").unwrap();
        let findings = Place {
            purpose: Purpose::Findings,
            ..PLACE
        };
        let sealed = seal(&mut rng, &key, &findings, b"[]").unwrap();
        assert_eq!(**open(&key, &findings, &sealed).unwrap(), *b"[]");
        assert_eq!(open(&key, &PLACE, &sealed), Err(SealError::CannotOpen));
    }

    #[test]
    fn a_client_must_have_padded_what_it_sealed() {
        let (_, sealed) = sealed(b"told");
        let bytes = sealed.into_bytes();
        let take = |bytes: &[u8]| Sealed::from_client(Purpose::Testimony, bytes.to_vec()).err();
        assert_eq!(take(&bytes), None);
        assert_eq!(take(&bytes[..bytes.len() - 1]), Some(SealError::NotPadded));
        assert_eq!(take(&[]), Some(SealError::NotPadded));
        assert_eq!(
            take(&[&[2], &bytes[1..]].concat()),
            Some(SealError::NotPadded)
        );
    }

    /// Clients seal too: a change here makes stored testimony unreadable.
    #[test]
    fn the_sealed_form_keeps() {
        let (key, sealed) = sealed("The side door was propped open.".as_bytes());
        assert_eq!(
            HEXLOWER.encode(key.expose()),
            "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc"
        );
        assert_eq!(
            HEXLOWER.encode(&sealed.as_bytes()[..41]),
            "01cd2662154e6d76b2b2b92e70c0cac3ccf534f9b74eb5b8988ce81fe45ff8168cece5feb20a6174a6"
        );
        assert_eq!(
            HEXLOWER.encode(&Sha256::digest(sealed.as_bytes())),
            "58bfa4a0daa4e50cf4bd22c6802c2b52ad60769b74399779559fb61e83e1a7ac"
        );
    }

    #[test]
    fn a_content_key_is_not_shown() {
        let (key, sealed) = sealed(b"told");
        assert_eq!(
            format!("{key:?} {sealed:?}"),
            "ContentKey(Key32(hidden)) Sealed(1069 bytes)"
        );
    }
}
