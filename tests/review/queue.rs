//! The reviewers' queue tells ages in days and no order of arrival; a claim is one reviewer's until it lapses.

use chrono::Duration;
use poem::http::Method;
use serde_json::json;

use super::one_testimony;
use crate::kit::World;

#[tokio::test]
async fn the_queue_is_in_random_order_with_ages_in_days_and_nothing_finer() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for n in 0..12 {
        let body = json!({"kind": "layoff", "text": format!("Number {n}.")});
        world.testify(&call, body).await.expect(201);
    }
    let (first, second) = (world.queue(&call.ana).await, world.queue(&call.ana).await);
    assert_ne!(first, second, "asked twice, two orders");
    let sorted = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort();
        ids
    };
    assert_eq!(sorted(&first), sorted(&second));
    let queue = world.get("/v1/review/queue", Some(&call.ana.who)).await;
    for item in queue.expect(200)["items"].as_array().unwrap() {
        assert_eq!(item["age_days"], 1);
        let fields: Vec<&String> = item.as_object().unwrap().keys().collect();
        let timed = |field: &&&String| field.ends_with("_at") || field.ends_with("_on");
        assert!(!fields.iter().any(|field| timed(&field)), "{fields:?}");
    }
}

#[tokio::test]
async fn a_claim_is_one_reviewers_until_it_lapses() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let path = format!("/v1/review/testimonies/{id}/claim");
    world
        .review(&call.ana, Method::POST, &path, None, None)
        .await
        .expect(200);
    let taken = world
        .review(&call.ben, Method::POST, &path, None, None)
        .await;
    assert_eq!(taken.problem(), "claimed-by-another");
    world.advance(Duration::days(2));
    call.ben.who = world.signed_in(&call.ben.who).await;
    call.ben.unlock = world.unlock(&call.ben.who, &call.ben.passphrase).await;
    let now = world
        .review(&call.ben, Method::POST, &path, None, None)
        .await
        .expect(200);
    assert_eq!(now["claimed_by"], call.ben.who.member.to_string());
}
