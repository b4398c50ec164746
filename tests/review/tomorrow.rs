//! What a witness says is known to reviewers from the next day on; what it ends is over at once.

use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::one_testimony;
use crate::kit::{Answer, Call, World, pictures};
use crate::tokens::awake;

/// All that a reviewer can look at without opening anything new: the desk, and the line in the queue.
async fn seen(world: &World, call: &Call, id: &str) -> (Value, Value) {
    let queue = world.get("/v1/review/queue", Some(&call.ben.who)).await;
    let queue = queue.expect(200);
    let items = queue["items"].as_array().unwrap();
    let own = items.iter().find(|item| item["id"] == id).unwrap().clone();
    (world.opened(&call.ben, id).await, own)
}

async fn approved(world: &World, call: &Call, id: &str) {
    let decided = world.decide_all(&call.ana, id, "mask").await;
    let approved = world.approve(&call.ana, id, &decided["revision"]).await;
    approved.expect(200);
}

async fn tomorrow(world: &World, call: Call) -> Call {
    world.advance(Duration::days(1));
    awake(world, call).await
}

#[tokio::test]
async fn a_yes_of_today_is_known_tomorrow() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    approved(&world, &call, &id).await;
    let before = seen(&world, &call, &id).await;
    let yes = json!({"receipt": receipt, "approve": true});
    let path = "/v1/mailbox/approval";
    world.post(path, None, yes.clone()).await.expect(204);
    assert_eq!(seen(&world, &call, &id).await, before);
    let early = world.publish(&call.ben, &id, &before.0["revision"]).await;
    assert_eq!(early.problem(), "witness-not-answered");
    let twice = world.post(path, None, yes).await;
    assert_eq!(twice.problem(), "nothing-to-answer");

    let call = tomorrow(&world, call).await;
    let (desk, queued) = seen(&world, &call, &id).await;
    assert_eq!(
        (&desk["witness"], &queued["state"]),
        (&json!("approved"), &json!("approved"))
    );
    let published = world.publish(&call.ben, &id, &desk["revision"]).await;
    published.expect(200);
}

#[tokio::test]
async fn a_correction_of_today_is_read_tomorrow() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    approved(&world, &call, &id).await;
    let before = seen(&world, &call, &id).await;
    let other = json!({"receipt": receipt, "text": "Say that a chair flew."});
    let path = "/v1/mailbox/approval";
    world.post(path, None, other).await.expect(204);
    assert_eq!(seen(&world, &call, &id).await, before);
    let early = world.publish(&call.ben, &id, &before.0["revision"]).await;
    assert_eq!(early.problem(), "not-approved");

    let call = tomorrow(&world, call).await;
    let (desk, _) = seen(&world, &call, &id).await;
    assert_eq!(desk["text"], "Say that a chair flew.");
    assert!(desk.get("approved_by").is_none());
}

/// An addition and a photograph: neither shows today, and neither is published over.
#[tokio::test]
async fn what_is_added_today_shows_tomorrow_and_is_published_over_by_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    approved(&world, &call, &id).await;
    let before = seen(&world, &call, &id).await;
    let more = json!({"receipt": receipt, "text": "It was Maria's chair."});
    world.post("/v1/mailbox/add", None, more).await.expect(204);
    let sent = world
        .request(Method::POST, "/v1/mailbox/photographs")
        .header("x-receipt", &receipt)
        .header("content-type", "image/jpeg")
        .body(pictures::jpeg(64, 48));
    let taken = Answer::read(sent.send().await).await.expect(201);
    assert_eq!(seen(&world, &call, &id).await, before);
    let photograph = taken["id"].as_str().unwrap();
    let path = format!("/v1/review/testimonies/{id}/photographs/{photograph}/open");
    let early = world
        .review(&call.ben, Method::POST, &path, None, None)
        .await;
    assert_eq!(early.problem(), "not-found");
    let early = world.publish(&call.ben, &id, &before.0["revision"]).await;
    assert_eq!(early.problem(), "not-approved");

    let call = tomorrow(&world, call).await;
    let (desk, queued) = seen(&world, &call, &id).await;
    assert!(desk.get("approved_by").is_none() && queued.get("approved_by").is_none());
    assert_eq!(desk["notes"][0]["text"], "It was Maria's chair.");
    assert_eq!(desk["photographs"][0]["id"], taken["id"]);
}

/// Approved on the same day, after an addition that the approver could not see yet.
#[tokio::test]
async fn nobody_approves_what_they_could_not_read() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let more = json!({"receipt": receipt, "text": "It was Maria's chair."});
    world.post("/v1/mailbox/add", None, more).await.expect(204);
    approved(&world, &call, &id).await;
    let revision = world.opened(&call.ben, &id).await["revision"].clone();
    let early = world.publish(&call.ben, &id, &revision).await;
    assert_eq!(early.problem(), "not-approved");
    let call = tomorrow(&world, call).await;
    approved(&world, &call, &id).await;
    let revision = world.opened(&call.ben, &id).await["revision"].clone();
    let published = world.publish(&call.ben, &id, &revision).await;
    published.expect(200);
}
