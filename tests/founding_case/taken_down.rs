//! Somebody was overlooked in a published text: two reviewers take it down again.

use poem::http::Method;
use serde_json::json;

use super::campaign::id;
use crate::kit::{Recorder, World};

const TOLD: &[&str] = &[
    "confirm_takedown",
    "drop_takedown",
    "list_takedowns",
    "propose_takedown",
];

#[tokio::test]
async fn two_reviewers_take_down_what_names_somebody_they_overlooked() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let call = world.testimony_call().await;
    let told = json!({"kind": "layoff", "text": "We all knew whom the man with the limp meant."});
    world.testify(&call, told).await.expect(201);
    let published = world.publish_all(&call).await.remove(0);
    let path = format!("/v1/published-testimonies/{}/takedown", id(&published));
    let confirm = format!("{path}/confirm");
    let says = async |by, method, path: &str| world.send(method, path, Some(by), None).await;
    let (ana, ben) = (&call.ana.who, &call.ben.who);
    says(ana, Method::POST, &path).await.expect(204);
    says(ben, Method::DELETE, &path).await.expect(204);
    let dropped = says(ben, Method::POST, &confirm).await;
    assert_eq!(dropped.problem(), "second-reviewer-needed");
    says(ana, Method::POST, &path).await.expect(204);
    let waiting = world.get("/v1/review/takedowns", Some(ben)).await;
    assert_eq!(waiting.expect(200)["items"][0]["can_confirm"], true);
    let alone = says(ana, Method::POST, &confirm).await;
    assert_eq!(alone.problem(), "second-reviewer-needed");
    says(ben, Method::POST, &confirm).await.expect(204);
    let gone = says(ben, Method::POST, &confirm).await;
    assert_eq!(gone.problem(), "not-found");
    recorder.compare("taken_down");
}
