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

/// So many witnesses that a node asks the next one for work; it never does below five a minute.
async fn busy() -> (World, Call) {
    let world = World::with(|settings| settings.limits.free_testimonies_a_minute = 5).await;
    let call = world.testimony_call().await;
    crowd(&world, &call).await;
    (world, call)
}

async fn crowd(world: &World, call: &Call) {
    for number in 0..=105 {
        if challenge(world).await.needed {
            assert!(number >= 5, "the {number}th was asked for work");
            return;
        }
        world.testify_today(call, told()).await.expect(201);
    }
    panic!("nobody is ever asked for work");
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
async fn whoever_is_one_of_many_in_a_minute_brings_a_proof_that_counts_once() {
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
    let mut second = challenge(&world).await;
    for _ in 0..5 {
        if second.maxnumber > first.maxnumber {
            break;
        }
        assert_eq!(
            second.maxnumber, first.maxnumber,
            "it tells nobody that one more came"
        );
        let proof = solve(&second).unwrap();
        world.testify_today(&call, with(&proof)).await.expect(201);
        second = challenge(&world).await;
    }
    assert!(second.maxnumber > first.maxnumber);
    let late = solve(&second).unwrap();
    world.advance(Duration::minutes(11));
    crowd(&world, &call).await;
    let answer = world.testify_today(&call, with(&late)).await;
    assert_eq!(answer.problem(), "proof-of-work-needed");
}

/// Whoever sends junk and watches the price must not see the one testimony among it.
#[tokio::test]
async fn what_is_not_stored_counts_for_nothing() {
    let world = World::with(|settings| settings.limits.free_testimonies_a_minute = 1).await;
    let call = world.testimony_call().await;
    let path = format!("/v1/campaigns/{}/testimonies", call.campaign);
    let elsewhere = "/v1/campaigns/cmp_01981d2e-8f00-7000-8000-000000000000/testimonies";
    for _ in 0..60 {
        let nowhere = world.post(elsewhere, None, told()).await;
        assert_eq!(nowhere.problem(), "not-found");
        let empty = world.post(&path, None, json!({"kind": "layoff"})).await;
        assert!(empty.status.is_client_error());
    }
    assert!(!challenge(&world).await.needed);
}

/// An answer that was lost: the same receipt again needs no second proof, and is counted once.
#[tokio::test]
async fn a_repeat_brings_no_proof_and_is_not_counted() {
    let (world, call) = busy().await;
    let mut body = with(&solve(&challenge(&world).await).unwrap());
    body["receipt"] = json!(crate::tokens::receipt(7));
    world.testify_today(&call, body.clone()).await.expect(201);
    world.testify_today(&call, body).await.expect(201);
}

/// What was refused has stored nothing: its proof still counts.
#[tokio::test]
async fn a_refused_testimony_does_not_cost_its_proof() {
    let (world, call) = busy().await;
    let proof = solve(&challenge(&world).await).unwrap();
    let mut wrong = with(&proof);
    wrong["happened_on"] = json!("2199-01-01");
    let refused = world.testify_today(&call, wrong).await;
    assert_eq!(refused.problem(), "invalid-body");
    world.testify_today(&call, with(&proof)).await.expect(201);
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
