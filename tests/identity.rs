//! Sessions and members.

use serde_json::json;

use crate::kit::World;

#[tokio::test]
async fn an_owner_signs_in_with_address_and_password() {
    let world = World::new().await;
    world.organization("Alder County Library Workers").await;
    let body = json!({"email": "owner@aldercountylibraryworkers.example", "password": "a long enough password"});
    let session = world.post("/v1/sessions", None, body).await.expect(201);
    assert_eq!(session["roles"], json!(["owner"]));
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_with_every_violation() {
    let world = World::new().await;
    let answer = world
        .post("/v1/sessions", None, json!({"email": 5, "extra": true}))
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"].as_array().unwrap().len(), 3);
}
