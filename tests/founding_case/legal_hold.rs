//! A court asks for originals: two owners stop their destruction, and two owners let it go on.

use poem::http::Method;
use serde_json::json;

use super::campaign::id;
use crate::kit::{Recorder, World};

const TOLD: &[&str] = &[
    "confirm_hold_lift",
    "confirm_legal_hold",
    "drop_hold_proposal",
    "get_legal_hold",
    "list_legal_holds",
    "propose_hold_lift",
    "propose_legal_hold",
];

#[tokio::test]
async fn two_owners_hold_a_testimony_and_let_it_go() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let call = world.testimony_call().await;
    let told = json!({"kind": "layoff", "text": "All of us were let go."});
    let receipt = world.testify(&call, told).await.expect(201)["receipt"].clone();
    let odalys = &call.owner;
    let second = &world
        .member(odalys, &[broadside::identity::Role::Owner])
        .await;

    let matter = json!({"campaign_id": call.campaign.to_string(), "matter": "Case 26-114"});
    let hold = world
        .post("/v1/legal-holds", Some(odalys), matter.clone())
        .await
        .expect(201);
    let path = format!("/v1/legal-holds/{}", id(&hold));
    let said = async |by, what: &str| {
        let path = format!("{path}/{what}");
        world
            .send(Method::POST, &path, Some(by), None)
            .await
            .expect(200)["state"]
            .clone()
    };
    assert_eq!(said(second, "confirm").await, "in_force");
    let mailbox = json!({"receipt": receipt});
    let found = world
        .post("/v1/mailbox/open", None, mailbox.clone())
        .await
        .expect(200);
    assert_eq!(found["legal_hold"], true, "the witness sees it");
    world.get("/v1/legal-holds", Some(odalys)).await.expect(200);
    world.get(&path, Some(odalys)).await.expect(200);

    said(second, "lift").await;
    assert_eq!(said(odalys, "lift/confirm").await, "lifted");
    let found = world
        .post("/v1/mailbox/open", None, mailbox)
        .await
        .expect(200);
    assert_eq!(found["legal_hold"], false);

    // Another that one owner thought of alone is dropped again.
    let hold = world
        .post("/v1/legal-holds", Some(odalys), matter)
        .await
        .expect(201);
    let path = format!("/v1/legal-holds/{}/proposal", id(&hold));
    let dropped = world.send(Method::DELETE, &path, Some(odalys), None).await;
    assert_eq!(dropped.expect(200)["state"], "dropped");
    recorder.compare("legal_hold");
}
