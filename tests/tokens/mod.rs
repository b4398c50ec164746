//! Worker tokens: a steward checks, a worker redeems, a testimony is given, and nothing leads from the one to the other.

mod command;
mod links;
mod nights;
mod publishing;
mod refusals;
mod road;
pub mod vectors;

use broadside::entropy::Entropy;
use broadside::identity::Role;
use broadside::testimony::client::organization_key;
use broadside::testimony::receipt::Receipt;
use broadside::testimony::wire::sealing::TestimonyKeys;
use broadside::tokens::client::{PendingToken, Token};
use broadside::tokens::wire::{IssuedToken, TokenEpochs};
use chrono::Duration;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use serde_json::{Value, json};

use crate::kit::{Answer, Call, Persona, World};

pub fn read<T: ParseFromJSON + std::fmt::Debug>(answer: &Value) -> T {
    T::parse_from_json(Some(answer.clone())).unwrap()
}

/// Whoever checks workers.
pub async fn steward(world: &World, call: &Call) -> Persona {
    world.member(&call.owner, &[Role::Organizer]).await
}

pub fn vouchers(call: &Call) -> String {
    format!("/v1/campaigns/{}/vouchers", call.campaign)
}

pub fn tokens(call: &Call) -> String {
    format!("/v1/campaigns/{}/worker-tokens", call.campaign)
}

pub async fn voucher(world: &World, call: &Call, by: &Persona) -> String {
    let made = world.post(&vouchers(call), Some(by), json!({})).await;
    made.expect(201)["code"].as_str().unwrap().to_owned()
}

pub fn pending(call: &Call, voucher: &str, seed: u64) -> PendingToken {
    let pending = Entropy::seeded(seed).with(|rng| PendingToken::new(rng, call.campaign, voucher));
    pending.unwrap()
}

pub async fn redeem(world: &World, call: &Call, pending: &PendingToken) -> Answer {
    let body = pending.request().unwrap().to_json().unwrap();
    world.post(&tokens(call), None, body).await
}

pub async fn epochs(world: &World, call: &Call) -> Value {
    world.get(&tokens(call), None).await.expect(200)
}

pub async fn accept(world: &World, call: &Call, pending: &PendingToken, issued: &Value) -> Token {
    let path = format!("/v1/campaigns/{}/testimony-keys", call.campaign);
    let keys: TestimonyKeys = read(&world.get(&path, None).await.expect(200));
    let shown: TokenEpochs = read(&epochs(world, call).await);
    let issued: IssuedToken = read(issued);
    let key = organization_key(&keys).unwrap();
    pending.accept(&key, &shown, &issued).unwrap()
}

/// One worker is checked, and redeems the voucher.
pub async fn token(world: &World, call: &Call, by: &Persona, seed: u64) -> Token {
    let pending = pending(call, &voucher(world, call, by).await, seed);
    let issued = redeem(world, call, &pending).await.expect(200);
    accept(world, call, &pending, &issued).await
}

/// So many workers on one day.
pub async fn issued(world: &World, call: &Call, by: &Persona, many: u64) -> Vec<Token> {
    let mut tokens = Vec::new();
    for seed in 0..many {
        tokens.push(token(world, call, by, 1000 + seed).await);
    }
    tokens
}

/// The tokens of an epoch that is open.
pub async fn open(world: &World, call: &Call) -> Vec<Token> {
    let by = steward(world, call).await;
    let tokens = issued(world, call, &by, 10).await;
    world.advance(Duration::days(1));
    tokens
}

/// Reviewers unlock again after a night.
pub async fn awake(world: &World, mut call: Call) -> Call {
    for reviewer in [&mut call.ana, &mut call.ben] {
        reviewer.unlock = world.unlock(&reviewer.who, &reviewer.passphrase).await;
    }
    call
}

pub fn receipt(seed: u64) -> String {
    Entropy::seeded(seed).with(|rng| Receipt::generate(rng).print().to_string())
}

pub fn told(token: Option<&Token>, receipt: &str) -> Value {
    let mut body = json!({
        "kind": "safety_incident", "text": "A man threw a chair.", "receipt": receipt,
        "happened_on": "2026-08-14", "job_group": "librarians",
        "incident": {"incident_types": ["attack_with_weapon_or_object"]},
    });
    if let Some(token) = token {
        body["worker_token"] = token.worker_token().to_json().unwrap();
    }
    body
}

pub async fn mailbox(world: &World, receipt: &str) -> Answer {
    let body = json!({ "receipt": receipt });
    world.post("/v1/mailbox/open", None, body).await
}
