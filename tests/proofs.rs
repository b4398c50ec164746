//! Proof of work before a testimony, over HTTP: only where many come, and for everybody alike.

use broadside::testimony::proof::solve;
use broadside::testimony::wire::challenge::TestimonyChallenge;
use chrono::Duration;
use poem_openapi::types::ParseFromJSON;
use serde_json::{Value, json};

use crate::kit::{Call, World};

const CHALLENGE: &str = "/v1/testimony-challenge";

fn told() -> Value {
    json!({"kind": "layoff", "text": "All of us were let go."})
}

/// As many witnesses as a node takes in a minute without asking for anything.
async fn busy() -> (World, Call) {
    let world = World::with(|settings| settings.limits.free_testimonies_a_minute = 5).await;
    let call = world.testimony_call().await;
    for _ in 0..5 {
        let challenge = world.get(CHALLENGE, None).await.expect(200);
        assert_eq!(challenge["needed"], false);
        world.testify_today(&call, told()).await.expect(201);
    }
    (world, call)
}

async fn challenge(world: &World) -> TestimonyChallenge {
    let challenge = world.get(CHALLENGE, None).await.expect(200);
    TestimonyChallenge::parse_from_json(Some(challenge)).unwrap()
}

fn with(proof: &str) -> Value {
    let mut body = told();
    body["proof"] = json!(proof);
    body
}

#[tokio::test]
async fn the_sixth_testimony_of_a_minute_brings_a_proof_that_counts_once() {
    let (world, call) = busy().await;
    let refused = world.testify_today(&call, told()).await;
    assert_eq!(refused.problem(), "proof-of-work-needed");
    let challenge = challenge(&world).await;
    assert!(challenge.needed);
    let proof = solve(&challenge).unwrap();
    world.testify_today(&call, with(&proof)).await.expect(201);
    let spent = world.testify_today(&call, with(&proof)).await;
    assert_eq!(spent.problem(), "proof-of-work-needed");
    let nonsense = world.testify_today(&call, with("e30=")).await;
    assert_eq!(nonsense.problem(), "proof-of-work-needed");
    world.advance(Duration::minutes(2));
    world.testify_today(&call, told()).await.expect(201);
}

#[tokio::test]
async fn a_proof_gets_dearer_with_load_and_dies_after_ten_minutes() {
    let (world, call) = busy().await;
    let first = challenge(&world).await;
    for _ in 0..5 {
        let same = challenge(&world).await;
        assert_eq!(
            same.maxnumber, first.maxnumber,
            "it tells nobody that one more came"
        );
        let proof = solve(&same).unwrap();
        world.testify_today(&call, with(&proof)).await.expect(201);
    }
    let second = challenge(&world).await;
    assert!(second.maxnumber > first.maxnumber);
    let late = solve(&second).unwrap();
    world.advance(Duration::minutes(11));
    for _ in 0..5 {
        world.testify_today(&call, told()).await.expect(201);
    }
    let answer = world.testify_today(&call, with(&late)).await;
    assert_eq!(answer.problem(), "proof-of-work-needed");
}

/// Reading the mailbox, answering and withdrawing are never made dearer.
#[tokio::test]
async fn whoever_has_testified_is_asked_for_no_work() {
    let (world, call) = busy().await;
    let proof = solve(&challenge(&world).await).unwrap();
    let taken = world.testify_today(&call, with(&proof)).await.expect(201);
    let body = json!({"receipt": taken["receipt"]});
    world
        .post("/v1/mailbox/open", None, body.clone())
        .await
        .expect(200);
    world
        .post("/v1/mailbox/withdraw", None, body)
        .await
        .expect(204);
}
