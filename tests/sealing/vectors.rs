//! The test vectors of `openapi/test-vectors.json`: made by the reference client from fixed randomness, then taken apart again step by step with nothing but the primitives.

use std::convert::Infallible;

use broadside::identity::{MemberId, OrganizationId};
use broadside::secrets::exchange::PrivateKey;
use broadside::secrets::{Key32, aead_open, crockford, hkdf32};
use broadside::testimony::TestimonyId;
use broadside::testimony::client::seal_testimony;
use broadside::testimony::content::Content;
use broadside::testimony::keys::{
    OrganizationKey, fingerprint, sign_recovery_key, sign_reviewer_key,
};
use broadside::testimony::receipt::Receipt;
use broadside::testimony::seal::{Place, Purpose};
use broadside::testimony::wire::sealing::{RecipientKind, TestimonyKeys, TestimonyReader};
use broadside::testimony::wrap::{Address, Recipient, Wrapped, unwrap};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use poem_openapi::types::ToJSON;
use rand::{TryCryptoRng, TryRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::tokens::vectors::worker_token;

/// SHA-256 of the numbers 0, 1, 2 … as eight bytes each, big-endian: the same stream for everybody.
#[derive(Default)]
pub struct Counted {
    next: u64,
    left: Vec<u8>,
}

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

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        while self.left.len() < to.len() {
            self.left.extend(Sha256::digest(self.next.to_be_bytes()));
            self.next += 1;
        }
        to.copy_from_slice(&self.left[..to.len()]);
        self.left.drain(..to.len());
        Ok(())
    }
}

impl TryCryptoRng for Counted {}

/// The next `n` bytes of the stream.
fn drawn(rng: &mut Counted, n: usize) -> Vec<u8> {
    let mut bytes = vec![0; n];
    let Ok(()) = rng.try_fill_bytes(&mut bytes);
    bytes
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn private(byte: u8) -> PrivateKey {
    PrivateKey::from_seed(&Key32::from_bytes(&[byte; 32]))
}

pub fn organization() -> OrganizationId {
    OrganizationId(Uuid::from_bytes([0x0a; 16]))
}

fn rosa() -> MemberId {
    MemberId(Uuid::from_bytes([0x0b; 16]))
}

/// What `get_testimony_keys` shows in the vectors.
fn keys() -> TestimonyKeys {
    let signer = OrganizationKey::from_seed(&Key32::from_bytes(&[0x0c; 32]));
    let (owner, member) = (organization().0.into_bytes(), rosa().0.into_bytes());
    let (reviewers, recovery) = (private(0x0d).public(), private(0x0e).public());
    let reader = |recipient,
                  id: String,
                  key: &broadside::secrets::exchange::PublicKey,
                  signature: [u8; 64]| {
        TestimonyReader {
            recipient,
            id,
            public_key: key.to_string(),
            signature: BASE64URL_NOPAD.encode(&signature),
            fingerprint: fingerprint(key.as_bytes()),
        }
    };
    TestimonyKeys {
        organization_id: organization(),
        organization_name: "Alder County Library Workers".to_owned(),
        organization_key: BASE64URL_NOPAD.encode(&signer.public()),
        fingerprint: fingerprint(&signer.public()),
        takes_testimony: true,
        language: "en".to_owned(),
        readers: vec![
            reader(
                RecipientKind::Reviewer,
                rosa().to_string(),
                &reviewers,
                sign_reviewer_key(&signer, &owner, &member, &reviewers),
            ),
            reader(
                RecipientKind::Recovery,
                organization().to_string(),
                &recovery,
                sign_recovery_key(&signer, &owner, &owner, &recovery),
            ),
        ],
        withdraw_until: None,
    }
}

fn told() -> Content {
    Content {
        text: Some("A man threw a chair at the desk. “Nobody came.”".to_owned().into()),
        facts: serde_json::from_value(json!({
            "kind": "safety_incident", "language": "en", "happened_on": "2026-09-14",
            "incident": {"incident_types": ["attack_with_weapon_or_object"], "who_was_called": "security"},
        }))
        .unwrap(),
    }
}

fn vectors() -> Value {
    let mut rng = Counted::default();
    let receipt = Receipt::generate(&mut rng);
    let (keys, told) = (keys(), told());
    let sent = seal_testimony(&mut rng, &keys, &receipt, &told, true).unwrap();
    let mut again = Counted::default();
    let symbols = drawn(&mut again, 20);
    let id = drawn(&mut again, 16);
    let (content_key, nonce) = (drawn(&mut again, 32), drawn(&mut again, 24));
    let place = Place {
        purpose: Purpose::Testimony,
        organization: organization().0.into_bytes(),
        testimony: sent.testimony_id.0.into_bytes(),
    };
    let content = told.write().unwrap();
    let to = [
        (
            "reviewer",
            Recipient::Reviewer(rosa().0.into_bytes()),
            hex([0x0d; 32]),
        ),
        (
            "recovery",
            Recipient::Recovery(place.organization),
            hex([0x0e; 32]),
        ),
        (
            "mailbox",
            Recipient::Mailbox,
            hex(receipt.mailbox().expose()),
        ),
    ];
    let wraps = to
        .into_iter()
        .zip(&sent.wraps)
        .map(|((name, recipient, private), sent)| {
            let address = Address {
                organization: place.organization,
                testimony: place.testimony,
                recipient,
            };
            json!({
                "recipient": name,
                "recipient_private_key": private,
                "info": hex(address.info()),
                "ephemeral_ikm": hex(drawn(&mut again, 32)),
                "wrapped": hex(BASE64URL_NOPAD.decode(sent.wrapped.as_bytes()).unwrap()),
            })
        });
    let wraps: Vec<Value> = wraps.collect();
    json!({
        "about": "Everything that a client does which seals a testimony for itself, with fixed randomness. Bytes are hexadecimal. Nobody and nothing here is real. The randomness is SHA-256 of the numbers 0, 1, 2 ... as eight bytes each, big-endian, one after the other, drawn in the order of this file: 20 bytes for the receipt (the low five bits of each are one symbol), 16 for the testimony's id, 32 for the content key, 24 for the nonce, and 32 for each wrap's ephemeral key (RFC 9180, DeriveKeyPair).",
        "keys": keys.to_json(),
        "organization_signing_seed": hex([0x0c; 32]),
        "receipt": {
            "random": hex(symbols),
            "printed": *receipt.print(),
            "symbols": *receipt.print().replace('-', "").get(..20).unwrap(),
            "check_characters": receipt.print().get(25..).unwrap(),
            "checks": "Reed-Solomon over GF(32) modulo x^5 + x^2 + 1 with the generator x^2 + 6x + 8, Crockford's alphabet as its symbols: the remainder of the 20 symbols, high one first.",
            "auth": hex(receipt.auth().expose()),
            "mailbox_private_key": hex(receipt.mailbox().expose()),
            "mailbox_public_key": hex(receipt.mailbox().public().as_bytes()),
        },
        "testimony_id": {"random": hex(id), "id": sent.testimony_id.to_string()},
        "content": {
            "json": std::str::from_utf8(&content).unwrap(),
            "length": content.len(),
            "padded_length": 4 + 1024,
            "padded_sha256": hex(Sha256::digest(padded(&content))),
            "aad": hex(place.aad()),
            "key": hex(content_key),
            "nonce": hex(nonce),
        },
        "wraps": wraps,
        "body": sent.to_json(),
        "worker_token": worker_token(),
    })
}

/// Length, content, zeroes: as the document says it, and not as the code does it.
fn padded(content: &[u8]) -> Vec<u8> {
    let mut padded = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    padded.extend_from_slice(content);
    padded.resize(4 + 1024, 0);
    padded
}

fn committed() -> Value {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/test-vectors.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// `BROADSIDE_RECORD=1` writes the file. What it holds must never change for a version that is in use.
#[test]
fn the_reference_client_makes_the_test_vectors() {
    let made = vectors();
    if std::env::var_os("BROADSIDE_RECORD").is_some() {
        let file =
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/test-vectors.json");
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(file, text).unwrap();
        return;
    }
    assert_eq!(made, committed());
}

#[test]
fn the_receipt_of_the_vectors_follows_from_its_characters() {
    let known = &committed()["receipt"];
    let symbols: Vec<u8> = bytes(&known["random"])
        .iter()
        .map(|byte| byte & 31)
        .collect();
    let letters = known["symbols"].as_str().unwrap();
    assert_eq!(*crockford::letters(&symbols), *letters);
    let checks = crockford::letters(&crockford::checks(&symbols));
    assert_eq!(known["check_characters"], *checks);
    for (info, name) in [("auth", "auth"), ("mailbox", "mailbox_private_key")] {
        let derived = hkdf32(letters.as_bytes(), info.as_bytes());
        assert_eq!(known[name], hex(derived.expose()));
    }
    let seed: [u8; 32] = bytes(&known["mailbox_private_key"]).try_into().unwrap();
    let public = PrivateKey::from_seed(&Key32::from_bytes(&seed)).public();
    assert_eq!(known["mailbox_public_key"], hex(public.as_bytes()));
}

#[test]
fn the_body_of_the_vectors_opens_for_each_recipient() {
    let known = committed();
    let body = &known["body"];
    let sealed = BASE64URL_NOPAD
        .decode(body["sealed"].as_str().unwrap().as_bytes())
        .unwrap();
    let id: TestimonyId = known["testimony_id"]["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(sealed[0], 1);
    assert_eq!(sealed[1..25], bytes(&known["content"]["nonce"]));
    let aad = [
        &b"broadside/seal/v1|testimony|"[..],
        organization().0.as_bytes(),
        id.0.as_bytes(),
    ]
    .concat();
    assert_eq!(known["content"]["aad"], hex(&aad));
    for (number, wrap) in known["wraps"].as_array().unwrap().iter().enumerate() {
        let (recipient, named) = match wrap["recipient"].as_str().unwrap() {
            "reviewer" => (Recipient::Reviewer(rosa().0.into_bytes()), rosa().0),
            "recovery" => (
                Recipient::Recovery(organization().0.into_bytes()),
                organization().0,
            ),
            _ => (Recipient::Mailbox, Uuid::nil()),
        };
        let info = [
            format!("broadside/wrap/v1|{}|", wrap["recipient"].as_str().unwrap()).as_bytes(),
            organization().0.as_bytes(),
            id.0.as_bytes(),
            named.as_bytes(),
        ]
        .concat();
        assert_eq!(wrap["info"], hex(info));
        let sent = &body["wraps"][number]["wrapped"];
        let sent = BASE64URL_NOPAD
            .decode(sent.as_str().unwrap().as_bytes())
            .unwrap();
        assert_eq!(wrap["wrapped"], hex(&sent));
        let seed: [u8; 32] = bytes(&wrap["recipient_private_key"]).try_into().unwrap();
        let address = Address {
            organization: organization().0.into_bytes(),
            testimony: id.0.into_bytes(),
            recipient,
        };
        let private = PrivateKey::from_seed(&Key32::from_bytes(&seed));
        let key = unwrap(&Wrapped::from(sent), &private, &address).unwrap();
        assert_eq!(known["content"]["key"], hex(key.expose()));
        let opened = aead_open(&Key32::from_bytes(key.expose()), &aad, &sealed[1..]).unwrap();
        let content = known["content"]["json"].as_str().unwrap();
        assert_eq!(*opened, padded(content.as_bytes()));
        assert_eq!(
            known["content"]["padded_sha256"],
            hex(Sha256::digest(&*opened))
        );
        assert_eq!(known["content"]["length"], content.len());
    }
}

#[tokio::test]
async fn the_service_hands_out_the_test_vectors() {
    let world = crate::kit::World::new().await;
    let answer = world.get("/openapi/test-vectors.json", None).await;
    assert_eq!(answer.expect(200), committed());
}
