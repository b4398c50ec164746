//! A testimony that its witness's client has sealed: the same road, and a service that never saw the words.

mod acts;
mod at_work;
pub mod client;
mod refusals;
mod road;
pub mod vectors;

use broadside::entropy::Entropy;
use broadside::testimony::client::seal_testimony;
use broadside::testimony::content::{Content, Facts};
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::sealing::TestimonyKeys;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};

use crate::kit::{Answer, Call, World};

pub const TEXT: &str = "A man threw a chair at Marisol Quintanilla at the Eastmont Branch.";

pub fn facts(value: Value) -> Facts {
    serde_json::from_value(value).unwrap()
}

pub fn content() -> Content {
    Content {
        text: Some(TEXT.to_owned().into()),
        facts: facts(json!({
            "kind": "safety_incident", "language": "en", "happened_on": "2026-09-14", "job_group": "librarians",
            "incident": {"incident_types": ["attack_with_weapon_or_object"], "who_was_called": "security"},
        })),
    }
}

pub fn receipt(seed: u64) -> Receipt {
    Entropy::seeded(seed).with(Receipt::generate)
}

pub async fn keys(world: &World, call: &Call) -> TestimonyKeys {
    let path = format!("/v1/campaigns/{}/testimony-keys", call.campaign);
    let keys = world.get(&path, None).await.expect(200);
    TestimonyKeys::parse_from_json(Some(keys)).unwrap()
}

/// The body that a sealing client sends.
pub fn sealed(keys: &TestimonyKeys, receipt: &Receipt, content: &Content, seed: u64) -> Value {
    let sealed =
        Entropy::seeded(seed).with(|rng| seal_testimony(rng, keys, receipt, content, false));
    sealed.unwrap().to_json().unwrap()
}

/// Yesterday, since reviewers see what came today from tomorrow on.
pub async fn send(world: &World, call: &Call, body: &Value) -> Answer {
    world.advance(-chrono::Duration::days(1));
    let path = format!("/v1/campaigns/{}/testimonies/sealed", call.campaign);
    let answer = world.post(&path, None, body.clone()).await;
    world.advance(chrono::Duration::days(1));
    answer
}

pub async fn mailbox(world: &World, receipt: &Receipt) -> Answer {
    let body = json!({"receipt": *receipt.print()});
    world.post("/v1/mailbox/open", None, body).await
}
