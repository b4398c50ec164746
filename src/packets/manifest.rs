//! What was handed out, in one small file that the organization signs; whoever holds packet, manifest and signature checks them without us.

use broadside_press::document::Sha256Hex;
use broadside_press::{ENGINE, Report, SIGNATURES_CSV, TEMPLATE_VERSION};
use data_encoding::HEXLOWER;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::bundle::Bundle;
use super::entity::packet_volume;
use super::wire::Packet;
use crate::identity::entity::organization;
use crate::secrets::Key32;
use crate::testimony::keys::fingerprint;

/// The shape below; another one gets another name.
pub const FORMAT: &str = "broadside-manifest-2";

/// Everything that makes one packet this packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: String,
    pub packet_id: String,
    pub kind: String,
    pub language: String,
    pub addressee: String,
    pub organization: String,
    /// The day of the freeze.
    pub created_on: String,
    /// Of the petition's text, as the packet prints it.
    pub petition_sha256: String,
    /// Every volume, and behind it the table attached to it, where there is one.
    pub files: Vec<File>,
    pub counts: Counts,
    pub audit: AuditHead,
    pub template: String,
    pub engine: String,
    /// The organization's Ed25519 key, in hexadecimal.
    pub key: String,
    pub key_fingerprint: String,
}

/// One file of the packet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Of which volume, from 1.
    pub volume: i32,
    /// `report`, `exhibits` or `roll`.
    pub holds: String,
    pub media_type: String,
    /// Of an attachment: its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attached_as: Option<String>,
    pub sha256: String,
    pub bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u64>,
    /// Of what was frozen for this volume; its first twelve digits stand in every footer of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot_sha256: Option<String>,
    /// Of the names that this volume prints, and of no others; the volume prints it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roll_sha256: Option<String>,
}

/// What the packet counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub signatures: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_signatures: Option<u64>,
    pub names: u64,
    pub exhibits: u64,
}

/// Where the organization's audit chain ended at the freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    pub sequence: i64,
    pub head: String,
}

/// Why packet, manifest and signature do not belong together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("the manifest or its signature was changed after it was signed")]
    ManifestChanged,
    #[error(
        "the manifest is whole, but another key has signed it, with the fingerprint {signed_by}"
    )]
    WrongKey { signed_by: String },
    #[error("the file was changed, or it is another one than the manifest was signed for")]
    FileChanged,
}

/// The key that a reader expects: whole, or by the fingerprint that a packet prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    Key([u8; 32]),
    Fingerprint(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a key has 64 hexadecimal digits, a fingerprint 32")]
pub struct NotAKey;

impl std::str::FromStr for Expected {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let digits = text.replace([' ', ':'], "").to_ascii_lowercase();
        let bytes = HEXLOWER.decode(digits.as_bytes()).map_err(|_| NotAKey)?;
        match bytes.len() {
            16 => Ok(Self::Fingerprint(digits)),
            _ => bytes.try_into().map(Self::Key).map_err(|_| NotAKey),
        }
    }
}

impl Manifest {
    /// Of a packet whose volumes have all been set.
    pub fn of(bundle: &Bundle, owner: &organization::Model) -> serde_json::Result<Self> {
        let (row, packet) = (&bundle.row, Packet::from(bundle.clone()));
        let (mut files, mut petition_sha256) = (Vec::new(), String::new());
        for volume in &bundle.volumes {
            let report = volume.report.clone().unwrap_or_default();
            let report: Report = serde_json::from_value(report)?;
            petition_sha256 = report.digests.petition_sha256.to_string();
            files.extend(files_of(volume, report));
        }
        let key = <[u8; 32]>::try_from(owner.public_key.as_slice()).unwrap_or_default();
        let count = |n: i64| u64::try_from(n).unwrap_or_default();
        Ok(Self {
            format: FORMAT.to_owned(),
            packet_id: row.id.to_string(),
            kind: row.kind.clone(),
            language: row.language.clone(),
            addressee: packet.addressee,
            organization: owner.name.clone(),
            created_on: row.created_at.date_naive().to_string(),
            petition_sha256,
            files,
            counts: Counts {
                signatures: count(packet.signatures),
                own_signatures: packet.own_signatures.map(count),
                names: count(packet.names),
                exhibits: count(packet.exhibits),
            },
            audit: AuditHead {
                sequence: row.audit_sequence,
                head: HEXLOWER.encode(&row.audit_hash),
            },
            template: TEMPLATE_VERSION.to_owned(),
            engine: ENGINE.to_owned(),
            key: HEXLOWER.encode(&key),
            key_fingerprint: fingerprint(&key),
        })
    }

    /// Which of its files these bytes are.
    pub fn file_of(&self, bytes: &[u8]) -> Option<&File> {
        let digest = HEXLOWER.encode(&super::sha256(bytes));
        let is_it = |listed: &&File| listed.sha256 == digest && listed.bytes == bytes.len() as u64;
        self.files.iter().find(is_it)
    }

    /// The bytes that are signed, kept and handed out: nobody writes them a second time.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn key(&self) -> Option<[u8; 32]> {
        let key = HEXLOWER.decode(self.key.as_bytes()).ok()?;
        key.try_into().ok()
    }
}

/// A volume, and the table attached to it.
fn files_of(volume: &packet_volume::Model, report: Report) -> Vec<File> {
    let hex = |digest: &Vec<u8>| HEXLOWER.encode(digest);
    let size = volume.pdf_size.and_then(|size| u64::try_from(size).ok());
    let table = report
        .digests
        .signatures_csv_sha256
        .zip(report.signatures_csv_bytes);
    let names = report.digests.roll_sha256;
    // A volume without names has no roll to digest.
    let names = (names != Sha256Hex::of(b"")).then(|| names.to_string());
    let document = File {
        volume: volume.number,
        holds: volume.holds.clone(),
        media_type: "application/pdf".to_owned(),
        attached_as: None,
        sha256: volume.pdf_digest.as_ref().map(hex).unwrap_or_default(),
        bytes: size.unwrap_or_default(),
        pages: Some(report.pages as u64),
        snapshot_sha256: Some(hex(&volume.snapshot_digest)),
        roll_sha256: names,
    };
    let attached = table.map(|(digest, bytes)| File {
        media_type: "text/csv".to_owned(),
        attached_as: Some(SIGNATURES_CSV.to_owned()),
        sha256: digest.to_string(),
        bytes: bytes as u64,
        pages: None,
        snapshot_sha256: None,
        roll_sha256: None,
        ..document.clone()
    });
    std::iter::once(document).chain(attached).collect()
}

/// A detached signature over the manifest's bytes: 64 bytes.
pub fn sign(manifest: &[u8], seed: &Key32) -> Vec<u8> {
    let key = SigningKey::from_bytes(seed.expose());
    key.sign(manifest).to_bytes().to_vec()
}

/// As it is handed out: 128 hexadecimal digits and a line feed.
pub fn signature_text(signature: &[u8]) -> String {
    format!("{}\n", HEXLOWER.encode(signature))
}

/// Whether this file is what this manifest was signed for, and by whom. Without an expected key, only that they fit
/// together: anybody can make a key.
pub fn check(
    file: &[u8],
    manifest: &[u8],
    signature: &[u8],
    expected: Option<&Expected>,
) -> Result<Manifest, Broken> {
    let read: Manifest = serde_json::from_slice(manifest).map_err(|_| Broken::ManifestChanged)?;
    let inside = read.key().ok_or(Broken::ManifestChanged)?;
    let signed_by = |key: &[u8; 32]| is_signed(key, manifest, signature);
    let own = fingerprint(&inside);
    let as_expected = match expected {
        None => true,
        Some(Expected::Key(key)) => *key == inside,
        Some(Expected::Fingerprint(digits)) => *digits == own.replace(' ', ""),
    };
    if !signed_by(&inside) {
        return Err(Broken::ManifestChanged);
    }
    if !as_expected {
        return Err(Broken::WrongKey { signed_by: own });
    }
    if read.file_of(file).is_some() {
        Ok(read)
    } else {
        Err(Broken::FileChanged)
    }
}

fn is_signed(key: &[u8; 32], manifest: &[u8], signature: &[u8]) -> bool {
    // Mail and editors put their own end of line.
    let digits = signature.strip_suffix(b"\n").unwrap_or(signature);
    let digits = digits.strip_suffix(b"\r").unwrap_or(digits);
    let signature = HEXLOWER.decode(digits).ok();
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let key = VerifyingKey::from_bytes(key).ok();
    key.zip(signature)
        .is_some_and(|(key, signature)| key.verify_strict(manifest, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = b"%PDF-1.7 a packet";

    fn seed(n: u8) -> Key32 {
        Key32::from_bytes(&[n; 32])
    }

    fn signed(n: u8) -> (Vec<u8>, Vec<u8>) {
        let key = SigningKey::from_bytes(&[n; 32]).verifying_key().to_bytes();
        let manifest = Manifest {
            format: FORMAT.to_owned(),
            packet_id: "pkt_1".to_owned(),
            kind: "public_record_safe".to_owned(),
            language: "en".to_owned(),
            addressee: "Dolores Hartigan-Yoo".to_owned(),
            organization: "Local 417".to_owned(),
            created_on: "2026-10-05".to_owned(),
            petition_sha256: "2".repeat(64),
            files: vec![File {
                volume: 1,
                holds: "report".to_owned(),
                media_type: "application/pdf".to_owned(),
                attached_as: None,
                sha256: HEXLOWER.encode(&super::super::sha256(FILE)),
                bytes: FILE.len() as u64,
                pages: Some(1),
                snapshot_sha256: Some("0".repeat(64)),
                roll_sha256: Some("3".repeat(64)),
            }],
            counts: Counts {
                signatures: 93,
                own_signatures: None,
                names: 5,
                exhibits: 3,
            },
            audit: AuditHead {
                sequence: 4,
                head: "1".repeat(64),
            },
            template: "2".to_owned(),
            engine: "typst".to_owned(),
            key: HEXLOWER.encode(&key),
            key_fingerprint: fingerprint(&key),
        };
        let bytes = manifest.to_bytes().unwrap();
        let signature = signature_text(&sign(&bytes, &seed(n))).into_bytes();
        (bytes, signature)
    }

    #[test]
    fn a_whole_packet_is_whole_with_and_without_the_key() {
        let (manifest, signature) = signed(1);
        let read = check(FILE, &manifest, &signature, None).unwrap();
        for key in [&read.key, &read.key_fingerprint, &read.key.to_uppercase()] {
            let expected = key.parse().unwrap();
            assert!(check(FILE, &manifest, &signature, Some(&expected)).is_ok());
        }
        let by_mail = [signature.trim_ascii_end(), b"\r\n"].concat();
        assert!(check(FILE, &manifest, &by_mail, None).is_ok());
        assert!("abc".parse::<Expected>().is_err() && "ab".parse::<Expected>().is_err());
    }

    #[test]
    fn one_changed_byte_anywhere_is_told_apart_from_a_wrong_key() {
        let (manifest, signature) = signed(1);
        let read = check(FILE, &manifest, &signature, None).unwrap();
        let right: Expected = read.key.parse().unwrap();
        let other = SigningKey::from_bytes(&[2; 32]).verifying_key().to_bytes();
        let wrong = Expected::Key(other);
        let changed = |bytes: &[u8], at: usize, bit: u8| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= bit;
            bytes
        };
        for bit in [1, 0x20] {
            for expected in [None, Some(&right), Some(&wrong)] {
                for at in 0..manifest.len() {
                    let found = check(FILE, &changed(&manifest, at, bit), &signature, expected);
                    assert_eq!(found, Err(Broken::ManifestChanged), "manifest, byte {at}");
                }
                for at in 0..signature.len() {
                    let found = check(FILE, &manifest, &changed(&signature, at, bit), expected);
                    assert_eq!(found, Err(Broken::ManifestChanged), "signature, byte {at}");
                }
            }
            for at in 0..FILE.len() {
                let found = check(&changed(FILE, at, bit), &manifest, &signature, Some(&right));
                assert_eq!(found, Err(Broken::FileChanged), "file, byte {at}");
            }
        }
        let found = check(FILE, &manifest, &signature, Some(&wrong));
        assert!(matches!(found, Err(Broken::WrongKey { .. })));
    }

    #[test]
    fn a_packet_that_somebody_else_signed_is_not_theirs() {
        let ours = check(FILE, &signed(1).0, &signed(1).1, None).unwrap();
        let (manifest, signature) = signed(2);
        for key in [ours.key, ours.key_fingerprint] {
            let expected = key.parse().unwrap();
            let found = check(FILE, &manifest, &signature, Some(&expected));
            assert!(matches!(found, Err(Broken::WrongKey { .. })));
        }
    }
}
