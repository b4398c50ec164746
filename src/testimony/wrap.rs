//! The content key of a testimony, wrapped by HPKE to each one who may read it.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::seal::ContentKey;
use crate::secrets::exchange::{PrivateKey, PublicKey};

const VERSION: u8 = 1;
const ENCAPSULATED: usize = 32;

/// Who a wrap is made for. The mailbox belongs to the testimony and has no id of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    Reviewer([u8; 16]),
    Mailbox,
    Recovery([u8; 16]),
}

impl Recipient {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Reviewer(_) => "reviewer",
            Self::Mailbox => "mailbox",
            Self::Recovery(_) => "recovery",
        }
    }

    fn id(&self) -> [u8; 16] {
        match self {
            Self::Reviewer(id) | Self::Recovery(id) => *id,
            Self::Mailbox => [0; 16],
        }
    }
}

/// What one wrap is for; it opens for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    pub organization: [u8; 16],
    pub testimony: [u8; 16],
    pub recipient: Recipient,
}

impl Address {
    /// `"broadside/wrap/v1|" kind "|" organization testimony recipient`, the ids as 16 bytes each.
    pub fn info(&self) -> Vec<u8> {
        let (kind, id) = (self.recipient.kind().as_bytes(), self.recipient.id());
        [
            b"broadside/wrap/v1|",
            kind,
            b"|",
            &self.organization,
            &self.testimony,
            &id,
        ]
        .concat()
    }
}

/// A version byte, 32 bytes of encapsulated key, 48 bytes of sealed content key.
#[derive(Clone, PartialEq, Eq)]
pub struct Wrapped(Vec<u8>);

impl Wrapped {
    pub const LENGTH: usize = 1 + ENCAPSULATED + 48;

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for Wrapped {
    /// Takes a stored or received wrap; whether it is whole shows when it is opened.
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Wrapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wrapped({} bytes)", self.0.len())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrapError {
    #[error("the recipient's public key cannot be used")]
    BadRecipient,
    #[error("the wrapped key does not open with this private key for this recipient")]
    CannotUnwrap,
}

pub fn wrap(
    rng: &mut impl CryptoRng,
    key: &ContentKey,
    to: &PublicKey,
    address: &Address,
) -> Result<Wrapped, WrapError> {
    let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(to.as_bytes())
        .map_err(|_| WrapError::BadRecipient)?;
    let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        X25519HkdfSha256,
    >(&OpModeS::Base, &to, &address.info(), key.expose(), b"", rng)
    .map_err(|_| WrapError::BadRecipient)?;
    Ok(Wrapped(
        [&[VERSION], encapsulated.to_bytes().as_slice(), &sealed].concat(),
    ))
}

pub fn unwrap(
    wrapped: &Wrapped,
    with: &PrivateKey,
    address: &Address,
) -> Result<ContentKey, WrapError> {
    let (&VERSION, body) = wrapped.0.split_first().ok_or(WrapError::CannotUnwrap)? else {
        return Err(WrapError::CannotUnwrap);
    };
    let (encapsulated, sealed) = body
        .split_at_checked(ENCAPSULATED)
        .ok_or(WrapError::CannotUnwrap)?;
    let opened = open(encapsulated, sealed, with, &address.info(), b"")?;
    let key: &[u8; 32] = opened
        .as_slice()
        .try_into()
        .map_err(|_| WrapError::CannotUnwrap)?;
    Ok(ContentKey::from_bytes(key))
}

fn open(
    encapsulated: &[u8],
    sealed: &[u8],
    with: &PrivateKey,
    info: &[u8],
    aad: &[u8],
) -> Result<Zeroizing<Vec<u8>>, WrapError> {
    type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
    type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;
    let refused = |_| WrapError::CannotUnwrap;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &Private::from_bytes(with.expose()).map_err(refused)?,
        &Encapsulated::from_bytes(encapsulated).map_err(refused)?,
        info,
        sealed,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(refused)
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::secrets::Key32;
    use crate::secrets::testing::Counted;

    const ROSA: Address = Address {
        organization: [1; 16],
        testimony: [2; 16],
        recipient: Recipient::Reviewer([3; 16]),
    };

    fn private(byte: u8) -> PrivateKey {
        PrivateKey::from_seed(&Key32::from_bytes(&[byte; 32]))
    }

    fn wrapped() -> Wrapped {
        let key = ContentKey::from_bytes(&[7; 32]);
        wrap(&mut Counted::default(), &key, &private(4).public(), &ROSA).unwrap()
    }

    #[test]
    fn a_wrapped_key_opens_for_its_recipient() {
        let wrapped = wrapped();
        assert_eq!(wrapped.as_bytes().len(), Wrapped::LENGTH);
        assert_eq!(
            unwrap(&wrapped, &private(4), &ROSA).unwrap().expose(),
            &[7; 32]
        );
    }

    #[test]
    fn a_wrap_for_another_recipient_testimony_or_organization_does_not_open() {
        for other in [
            Address {
                organization: [9; 16],
                ..ROSA
            },
            Address {
                testimony: [9; 16],
                ..ROSA
            },
            Address {
                recipient: Recipient::Reviewer([9; 16]),
                ..ROSA
            },
            Address {
                recipient: Recipient::Recovery([3; 16]),
                ..ROSA
            },
            Address {
                recipient: Recipient::Mailbox,
                ..ROSA
            },
        ] {
            let refused = unwrap(&wrapped(), &private(4), &other).unwrap_err();
            assert_eq!(refused, WrapError::CannotUnwrap);
        }
        let refused = unwrap(&wrapped(), &private(5), &ROSA).unwrap_err();
        assert_eq!(refused, WrapError::CannotUnwrap);
    }

    #[test]
    fn a_truncated_lengthened_or_changed_wrap_does_not_open() {
        let wrapped = wrapped().into_bytes();
        let mut broken: Vec<Vec<u8>> = (0..wrapped.len()).map(|n| wrapped[..n].to_vec()).collect();
        broken.push([&wrapped[..], &[0]].concat());
        broken.extend((0..wrapped.len()).map(|at| {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            changed
        }));
        broken.push(vec![0; Wrapped::LENGTH]);
        broken.push([&[VERSION][..], &[0; 80]].concat());
        for bytes in broken {
            let refused = unwrap(&bytes.into(), &private(4), &ROSA).unwrap_err();
            assert_eq!(refused, WrapError::CannotUnwrap);
        }
    }

    #[test]
    fn the_halves_of_two_wraps_cannot_be_exchanged() {
        let mut rng = Counted::default();
        let key = ContentKey::from_bytes(&[7; 32]);
        let mut next = || {
            wrap(&mut rng, &key, &private(4).public(), &ROSA)
                .unwrap()
                .into_bytes()
        };
        let (one, two) = (next(), next());
        let mixed = [&one[..33], &two[33..]].concat();
        assert_eq!(
            unwrap(&mixed.into(), &private(4), &ROSA).unwrap_err(),
            WrapError::CannotUnwrap
        );
    }

    /// RFC 9180, appendix A.2.1, first encryption: the suite is the one that it claims to be.
    #[test]
    fn the_suite_opens_the_published_vector() {
        let bytes = |hex: &str| HEXLOWER.decode(hex.as_bytes()).unwrap();
        let seed = bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb");
        let opened = open(
            &bytes("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a"),
            &bytes(
                "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db\
                 21993c62ce81883d2dd1b51a28",
            ),
            &PrivateKey::from_seed(&Key32::from_bytes(&seed.try_into().unwrap())),
            &bytes("4f6465206f6e2061204772656369616e2055726e"),
            b"Count-0",
        );
        assert_eq!(**opened.unwrap(), *b"Beauty is truth, truth beauty");
    }

    /// Clients wrap too: a change here makes stored testimony unreadable.
    #[test]
    fn the_wrapped_form_keeps() {
        assert_eq!(
            HEXLOWER.encode(wrapped().as_bytes()),
            "01f0e4773fc0597b1c11e5839f2e0162474efc3cd126b45b241a676d6fada1867da463315b250167ecc615ec45588ef1c6f94380ccccc2928f7dc6e67e31610ed81278229f77ec96e0c0004167ce03ef06"
        );
        assert_eq!(
            HEXLOWER.encode(private(4).public().as_bytes()),
            "ac01b2209e86354fb853237b5de0f4fab13c7fcbf433a61c019369617fecf10b"
        );
    }
}
