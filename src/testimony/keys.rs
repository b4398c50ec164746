//! The keys of an organization and its reviewers: sealed under a passphrase, signed by each other.

use std::fmt;

use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use rand::CryptoRng;
use sha2::{Digest, Sha256};

use crate::secrets::Key32;
use crate::secrets::exchange::{PrivateKey, PublicKey};

pub mod passphrase;
pub mod recovery;

use passphrase::{Passphrase, open_under, seal_under};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("the passphrase does not open this key for this member")]
    CannotUnlock,
    #[error("this key is not signed by the organization for this holder")]
    NotSigned,
    #[error("there is not enough memory to derive the key")]
    OutOfMemory,
}

/// A reviewer's private half as stored: useless without the passphrase and the server's pepper.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey(Vec<u8>);

impl SealedKey {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl From<Vec<u8>> for SealedKey {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedKey({} bytes)", self.0.len())
    }
}

/// Slow on purpose (Argon2id over 64 MiB): call it under the permit for password hashing.
pub fn seal_reviewer_key(
    rng: &mut impl CryptoRng,
    private: &PrivateKey,
    passphrase: &Passphrase,
    pepper: &Key32,
    member: &[u8; 16],
) -> Result<SealedKey, KeyError> {
    seal_under(
        rng,
        private.expose(),
        passphrase,
        pepper,
        &reviewer_place(member),
    )
    .map(SealedKey)
}

/// As slow as sealing.
pub fn open_reviewer_key(
    sealed: &SealedKey,
    passphrase: &Passphrase,
    pepper: &Key32,
    member: &[u8; 16],
) -> Result<PrivateKey, KeyError> {
    let seed = open_under(&sealed.0, passphrase, pepper, &reviewer_place(member))?;
    Ok(PrivateKey::from_seed(&seed))
}

/// The private half stays, so that every wrap still opens; only what guards it is new.
pub fn change_passphrase(
    rng: &mut impl CryptoRng,
    sealed: &SealedKey,
    old: &Passphrase,
    new: &Passphrase,
    pepper: &Key32,
    member: &[u8; 16],
) -> Result<SealedKey, KeyError> {
    let private = open_reviewer_key(sealed, old, pepper, member)?;
    seal_reviewer_key(rng, &private, new, pepper, member)
}

fn reviewer_place(member: &[u8; 16]) -> Vec<u8> {
    [&b"broadside/reviewer-key/v1|"[..], member].concat()
}

fn organization_place(organization: &[u8; 16]) -> Vec<u8> {
    [&b"broadside/organization-key/v1|"[..], organization].concat()
}

/// The organization's signing key. Owners hold it, the host only its sealed form: whoever has it can add a reader.
pub struct OrganizationKey(SigningKey);

impl OrganizationKey {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_seed(&Key32::fresh(rng))
    }

    pub fn from_seed(seed: &Key32) -> Self {
        Self(SigningKey::from_bytes(seed.expose()))
    }

    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Sealed under an owner's passphrase, as slowly as a reviewer's key.
    pub fn seal(
        &self,
        rng: &mut impl CryptoRng,
        passphrase: &Passphrase,
        pepper: &Key32,
        organization: &[u8; 16],
    ) -> Result<SealedKey, KeyError> {
        let place = organization_place(organization);
        seal_under(rng, self.0.as_bytes(), passphrase, pepper, &place).map(SealedKey)
    }

    pub fn open(
        sealed: &SealedKey,
        passphrase: &Passphrase,
        pepper: &Key32,
        organization: &[u8; 16],
    ) -> Result<Self, KeyError> {
        let place = organization_place(organization);
        open_under(&sealed.0, passphrase, pepper, &place).map(|seed| Self::from_seed(&seed))
    }
}

impl fmt::Debug for OrganizationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrganizationKey(hidden)")
    }
}

/// Testimony is wrapped only to keys signed here, so that a host cannot slip in a reader of its own.
pub fn sign_reviewer_key(
    signer: &OrganizationKey,
    organization: &[u8; 16],
    member: &[u8; 16],
    key: &PublicKey,
) -> [u8; 64] {
    signer
        .0
        .sign(&statement("reviewer", organization, member, key))
        .to_bytes()
}

pub fn verify_reviewer_key(
    organization_key: &[u8; 32],
    organization: &[u8; 16],
    member: &[u8; 16],
    key: &PublicKey,
    signature: &[u8],
) -> Result<(), KeyError> {
    verify(
        organization_key,
        &statement("reviewer", organization, member, key),
        signature,
    )
}

/// The recovery key is one more reader, and signed like the others.
pub fn sign_recovery_key(
    signer: &OrganizationKey,
    organization: &[u8; 16],
    id: &[u8; 16],
    key: &PublicKey,
) -> [u8; 64] {
    signer
        .0
        .sign(&statement("recovery", organization, id, key))
        .to_bytes()
}

pub fn verify_recovery_key(
    organization_key: &[u8; 32],
    organization: &[u8; 16],
    id: &[u8; 16],
    key: &PublicKey,
    signature: &[u8],
) -> Result<(), KeyError> {
    verify(
        organization_key,
        &statement("recovery", organization, id, key),
        signature,
    )
}

/// `"broadside/reader-key/v1|" kind "|" organization holder key`, the last three as bytes.
fn statement(kind: &str, organization: &[u8; 16], holder: &[u8; 16], key: &PublicKey) -> Vec<u8> {
    [
        b"broadside/reader-key/v1|",
        kind.as_bytes(),
        b"|",
        organization,
        holder,
        key.as_bytes(),
    ]
    .concat()
}

fn verify(organization_key: &[u8; 32], message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
    let key = VerifyingKey::from_bytes(organization_key).map_err(|_| KeyError::NotSigned)?;
    let signature = Signature::from_slice(signature).map_err(|_| KeyError::NotSigned)?;
    key.verify_strict(message, &signature)
        .map_err(|_| KeyError::NotSigned)
}

/// Eight groups of four hexadecimal digits: the first half of the key's SHA-256, short enough to read aloud.
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    let digest = Sha256::digest(public_key);
    let groups: Vec<String> = digest[..16]
        .chunks(2)
        .map(|pair| HEXLOWER.encode(pair))
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::testing::Counted;

    const LOCAL: [u8; 16] = [1; 16];
    const ROSA: [u8; 16] = [2; 16];
    const SAM: [u8; 16] = [3; 16];

    fn pepper() -> Key32 {
        Key32::from_bytes(&[8; 32])
    }

    #[test]
    fn a_reviewer_key_opens_only_with_its_passphrase_its_member_and_the_pepper() {
        let mut rng = Counted::default();
        let (private, rosas) = (
            PrivateKey::generate(&mut rng),
            Passphrase::generate(&mut rng),
        );
        let sealed = seal_reviewer_key(&mut rng, &private, &rosas, &pepper(), &ROSA).unwrap();
        let open = |passphrase: &Passphrase, pepper: &Key32, member: &[u8; 16]| {
            open_reviewer_key(&sealed, passphrase, pepper, member).map(|key| key.public())
        };
        assert_eq!(open(&rosas, &pepper(), &ROSA), Ok(private.public()));
        assert_eq!(
            open(&Passphrase::generate(&mut rng), &pepper(), &ROSA),
            Err(KeyError::CannotUnlock)
        );
        assert_eq!(
            open(&rosas, &Key32::from_bytes(&[9; 32]), &ROSA),
            Err(KeyError::CannotUnlock)
        );
        assert_eq!(open(&rosas, &pepper(), &SAM), Err(KeyError::CannotUnlock));
    }

    #[test]
    fn a_changed_passphrase_opens_the_same_key_and_the_old_one_nothing() {
        let mut rng = Counted::default();
        let private = PrivateKey::generate(&mut rng);
        let (old, new) = (
            Passphrase::generate(&mut rng),
            Passphrase::generate(&mut rng),
        );
        let sealed = seal_reviewer_key(&mut rng, &private, &old, &pepper(), &ROSA).unwrap();
        let changed = change_passphrase(&mut rng, &sealed, &old, &new, &pepper(), &ROSA).unwrap();
        let open = |passphrase| {
            open_reviewer_key(&changed, passphrase, &pepper(), &ROSA).map(|key| key.public())
        };
        assert_eq!(open(&new), Ok(private.public()));
        assert_eq!(open(&old), Err(KeyError::CannotUnlock));
    }

    #[test]
    fn an_organization_key_is_sealed_and_opened_by_its_owner() {
        let mut rng = Counted::default();
        let (key, owners) = (
            OrganizationKey::generate(&mut rng),
            Passphrase::generate(&mut rng),
        );
        let sealed = key.seal(&mut rng, &owners, &pepper(), &LOCAL).unwrap();
        let open = |organization| {
            OrganizationKey::open(&sealed, &owners, &pepper(), organization).map(|k| k.public())
        };
        assert_eq!(open(&LOCAL), Ok(key.public()));
        assert_eq!(open(&SAM), Err(KeyError::CannotUnlock));
    }

    #[test]
    fn only_the_key_the_organization_signed_for_this_member_is_accepted() {
        let mut rng = Counted::default();
        let (signer, stranger) = (
            OrganizationKey::generate(&mut rng),
            OrganizationKey::generate(&mut rng),
        );
        let (key, hosts) = (
            PrivateKey::generate(&mut rng).public(),
            PrivateKey::generate(&mut rng).public(),
        );
        let signature = sign_reviewer_key(&signer, &LOCAL, &ROSA, &key);
        let verify = |by: &OrganizationKey, org, member, key| {
            verify_reviewer_key(&by.public(), org, member, key, &signature)
        };
        assert_eq!(verify(&signer, &LOCAL, &ROSA, &key), Ok(()));
        assert_eq!(
            verify(&signer, &LOCAL, &ROSA, &hosts),
            Err(KeyError::NotSigned)
        );
        assert_eq!(
            verify(&signer, &LOCAL, &SAM, &key),
            Err(KeyError::NotSigned)
        );
        assert_eq!(verify(&signer, &SAM, &ROSA, &key), Err(KeyError::NotSigned));
        assert_eq!(
            verify(&stranger, &LOCAL, &ROSA, &key),
            Err(KeyError::NotSigned)
        );
    }

    #[test]
    fn a_reviewers_signature_does_not_serve_for_a_recovery_key() {
        let mut rng = Counted::default();
        let signer = OrganizationKey::generate(&mut rng);
        let key = PrivateKey::generate(&mut rng).public();
        let (reviewer, recovery) = (
            sign_reviewer_key(&signer, &LOCAL, &ROSA, &key),
            sign_recovery_key(&signer, &LOCAL, &ROSA, &key),
        );
        let verify = |signature: &[u8]| {
            verify_recovery_key(&signer.public(), &LOCAL, &ROSA, &key, signature)
        };
        assert_eq!(verify(&recovery), Ok(()));
        assert_eq!(verify(&reviewer), Err(KeyError::NotSigned));
        assert_eq!(verify(&recovery[..63]), Err(KeyError::NotSigned));
        assert_eq!(verify(&[]), Err(KeyError::NotSigned));
    }

    /// Clients verify this themselves: a change here makes every signed key unsigned.
    #[test]
    fn the_signed_statement_keeps_its_form() {
        let signer = OrganizationKey::from_seed(&Key32::from_bytes(&[6; 32]));
        let key = PrivateKey::from_seed(&Key32::from_bytes(&[4; 32])).public();
        assert_eq!(
            HEXLOWER.encode(&signer.public()),
            "8a875fff1eb38451577acd5afee405456568dd7c89e090863a0557bc7af49f17"
        );
        assert_eq!(
            HEXLOWER.encode(&sign_reviewer_key(&signer, &LOCAL, &ROSA, &key)),
            "d74deb4f3d9703461672e060e018d86dfd6e9b41558bcfc9b74daf4bc3ea8897e575234dbe6269fc582b5d1dae25c0d27139643998a609c8f52e11cd86d0d804"
        );
        assert_eq!(
            fingerprint(&signer.public()),
            "7245 6720 4120 37a6 b339 f884 ce6d 91bb"
        );
    }

    #[test]
    fn an_organization_key_is_not_shown() {
        let key = OrganizationKey::generate(&mut Counted::default());
        assert_eq!(format!("{key:?}"), "OrganizationKey(hidden)");
    }
}
