//! The part of `openapi/test-vectors.json` on worker tokens: made by the reference client, then taken apart again with the
//! primitives alone.

use broadside::campaigns::CampaignId;
use broadside::secrets::Key32;
use broadside::testimony::keys::OrganizationKey;
use broadside::tokens::client::{PendingToken, signed_text};
use broadside::tokens::poprf::{Blinding, EpochKey, Purpose};
use broadside::tokens::wire::{IssuedToken, TokenEpochs};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use poem_openapi::types::ToJSON;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use uuid::Uuid;
use voprf::{Group, PoprfClient, PoprfServer, Ristretto255};

use crate::sealing::vectors::{Counted, organization};

const SEED: [u8; 32] = [0x0f; 32];
const VOUCHER: &str = "0123-4567-89AB-CDEF";

fn purpose() -> Purpose {
    Purpose {
        organization: organization(),
        campaign: CampaignId(Uuid::from_bytes([0x10; 16])),
        epoch: 3,
    }
}

fn hex(bytes: impl AsRef<[u8]>) -> String {
    HEXLOWER.encode(bytes.as_ref())
}

fn bytes(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

pub fn worker_token() -> Value {
    let purpose = purpose();
    let key = EpochKey::from_seed(&SEED, &purpose).unwrap();
    let signer = SigningKey::from_bytes(&[0x0c; 32]);
    let public = key.public();
    let signed = signed_text(&purpose, &public);
    let signature = signer.sign(&signed).to_bytes();
    let pending = PendingToken::new(&mut Counted::default(), purpose.campaign, VOUCHER).unwrap();
    let mut rng = Counted::default();
    let blinding = Blinding::new(&mut rng).unwrap();
    let evaluated = key
        .evaluate(&mut rng, &blinding.blinded().unwrap())
        .unwrap();
    let output = blinding.finish(&public, &purpose, &evaluated).unwrap();
    let issued = IssuedToken {
        organization_id: purpose.organization,
        campaign_id: purpose.campaign,
        epoch: purpose.epoch,
        public_key: BASE64URL_NOPAD.encode(&public),
        signature: BASE64URL_NOPAD.encode(&signature),
        evaluated_element: BASE64URL_NOPAD.encode(&evaluated.element),
        proof: BASE64URL_NOPAD.encode(&evaluated.proof),
    };
    let shown = TokenEpochs {
        organization_id: purpose.organization,
        organization_key: BASE64URL_NOPAD.encode(signer.verifying_key().as_bytes()),
        epochs: vec![broadside::tokens::wire::TokenEpoch {
            epoch: purpose.epoch,
            state: broadside::tokens::rules::EpochState::Issuing,
            public_key: issued.public_key.clone(),
            signature: issued.signature.clone(),
            opens_on: None,
            spendable_until: None,
        }],
    };
    let token = pending
        .accept(signer.verifying_key().as_bytes(), &shown, &issued)
        .unwrap();
    json!({
        "about": "A worker token from voucher to testimony: RFC 9497, mode POPRF (2), ristretto255-SHA512. The key of the epoch is DeriveKeyPair of seed and info. The randomness begins anew: 32 bytes of input, 64 for the blind, and 64 for the proof's scalar, each of these two as a number of 64 bytes (little-endian) modulo the order of the group.",
        "organization_signing_seed": hex([0x0c; 32]),
        "seed": hex(SEED),
        "organization_id": purpose.organization.to_string(),
        "campaign_id": purpose.campaign.to_string(),
        "epoch": purpose.epoch,
        "info": String::from_utf8(purpose.info()).unwrap(),
        "public_key": hex(public),
        "signed_text": hex(signed),
        "signature": hex(signature),
        "input": hex(blinding.input()),
        "blind": hex(&blinding.to_bytes()[32..64]),
        "blinded_element": hex(blinding.blinded().unwrap()),
        "evaluated_element": hex(evaluated.element),
        "proof": hex(evaluated.proof),
        "output": hex(*output),
        "request": pending.request().unwrap().to_json(),
        "response": issued.to_json(),
        "worker_token": token.worker_token().to_json(),
    })
}

fn committed() -> Value {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi/test-vectors.json");
    let known: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    known["worker_token"].clone()
}

/// What the file says of each step, with the crate of the POPRF and the hash, and nothing of ours.
#[test]
fn the_token_of_the_vectors_follows_from_its_parts() {
    let known = committed();
    let info = known["info"].as_str().unwrap();
    assert_eq!(
        info,
        format!(
            "broadside/worker-token/v1|org_{}|cmp_{}|3",
            "0a".repeat(16),
            "10".repeat(16)
        )
    );
    let seed = bytes(&known["seed"]);
    let server = PoprfServer::<Ristretto255>::new_from_seed(&seed, info.as_bytes()).unwrap();
    let public = Ristretto255::serialize_elem(server.get_public_key());
    assert_eq!(hex(public), known["public_key"]);
    let output = server
        .evaluate(&bytes(&known["input"]), Some(info.as_bytes()))
        .unwrap();
    assert_eq!(hex(output), known["output"]);

    let state = [bytes(&known["blind"]), bytes(&known["blinded_element"])].concat();
    let client = PoprfClient::<Ristretto255>::deserialize(&state).unwrap();
    let done = client
        .finalize(
            &bytes(&known["input"]),
            &voprf::EvaluationElement::deserialize(&bytes(&known["evaluated_element"])).unwrap(),
            &voprf::Proof::deserialize(&bytes(&known["proof"])).unwrap(),
            server.get_public_key(),
            Some(info.as_bytes()),
        )
        .unwrap();
    assert_eq!(hex(done), known["output"]);

    let signer = OrganizationKey::from_seed(&Key32::from_bytes(&[0x0c; 32])).public();
    let signed = [
        &b"broadside/token-key/v1|"[..],
        &[0x0a; 16],
        &[0x10; 16],
        &[0, 0, 0, 3],
        &bytes(&known["public_key"]),
    ]
    .concat();
    assert_eq!(hex(&signed), known["signed_text"]);
    let signature: [u8; 64] = bytes(&known["signature"]).try_into().unwrap();
    VerifyingKey::from_bytes(&signer)
        .unwrap()
        .verify_strict(&signed, &ed25519_dalek::Signature::from_bytes(&signature))
        .unwrap();
    for (part, body, field) in [
        ("blinded_element", "request", "blinded_element"),
        ("evaluated_element", "response", "evaluated_element"),
        ("proof", "response", "proof"),
        ("public_key", "response", "public_key"),
        ("input", "worker_token", "input"),
        ("output", "worker_token", "output"),
    ] {
        let sent = known[body][field].as_str().unwrap();
        let sent = BASE64URL_NOPAD.decode(sent.as_bytes()).unwrap();
        assert_eq!(hex(sent), known[part], "{part}");
    }
    assert_eq!(bytes(&known["output"]).len(), Sha512::output_size());
}
