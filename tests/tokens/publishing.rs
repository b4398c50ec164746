//! Where what is published may say that a checked worker speaks.

use chrono::Duration;
use serde_json::{Value, json};

use super::*;

/// Verified testimonies from branches with these numbers, published, while so many more were checked and say nothing. What the
/// list of published ones says of each.
async fn published(
    world: &World,
    call: Call,
    branches: &[usize],
    silent: usize,
) -> (Call, Vec<bool>) {
    let by = steward(world, &call).await;
    let tokens = issued(world, &call, &by, (branches.len() + silent) as u64).await;
    world.advance(Duration::days(1));
    for (number, branch) in branches.iter().enumerate() {
        let mut body = told(Some(&tokens[number]), &receipt(number as u64));
        body["workplace_id"] = json!(call.workplaces[*branch].to_string());
        world.testify_today(&call, body).await.expect(201);
    }
    world
        .testify_today(&call, told(None, &receipt(900)))
        .await
        .expect(201);
    world.advance(Duration::days(1));
    let call = awake(world, call).await;
    world.publish_all(&call).await;
    let path = format!(
        "/v1/campaigns/{}/published-testimonies?limit=200",
        call.campaign
    );
    let list = world.get(&path, Some(&call.owner)).await.expect(200);
    let items = list["items"].as_array().unwrap();
    let said = items
        .iter()
        .map(|item| item["verified_worker"].as_bool().unwrap());
    (call, said.collect())
}

async fn release(world: &World, call: &Call) -> Value {
    let path = format!("/v1/campaigns/{}/statistics-releases", call.campaign);
    let made = world.post(&path, Some(&call.owner), json!({})).await;
    made.expect(201)
}

fn count(said: &[bool]) -> usize {
    said.iter().filter(|said| **said).count()
}

#[tokio::test]
async fn nine_alike_are_not_called_verified() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    // Ten in all, but the tenth is of another district.
    let (call, said) = published(&world, call, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 10).await;
    assert_eq!((said.len(), count(&said)), (11, 0));
    let made = release(&world, &call).await;
    assert_eq!(
        made["worker_tokens"]["issued"],
        json!({"shown": "about", "value": 20})
    );
    assert_eq!(
        made["worker_tokens"]["spent"],
        json!({"shown": "about", "value": 10})
    );
}

/// All ten who were checked testified: whatever says so names them.
#[tokio::test]
async fn where_nearly_all_who_were_checked_testified_nobody_is_called_verified() {
    for silent in [0, 9] {
        let world = World::new().await;
        let call = world.testimony_call().await;
        let (call, said) = published(&world, call, &[0; 10], silent).await;
        assert_eq!((said.len(), count(&said)), (11, 0), "{silent} said nothing");
        let made = release(&world, &call).await;
        assert_eq!(made["worker_tokens"]["spent"], json!({"shown": "withheld"}));
        assert!(
            !made["themes"].to_string().contains("verified"),
            "{silent} said nothing: {made}"
        );
    }
}

#[tokio::test]
async fn ten_alike_are_called_verified_and_who_stands_apart_is_not() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let mut branches = vec![0; 11];
    branches.push(1);
    let (call, said) = published(&world, call, &branches, 10).await;
    assert_eq!((said.len(), count(&said)), (13, 11));
    let made = release(&world, &call).await;
    let themes = made["themes"].as_array().unwrap();
    let verified = themes
        .iter()
        .find(|theme| theme["theme"] == "verified_workers");
    let tables = verified.unwrap()["tables"].as_array().unwrap();
    assert!(
        tables
            .iter()
            .all(|table| table["kind"] == "verified_worker")
    );
    let ones = json!({"shown": "about", "value": 1}).to_string();
    assert!(!made.to_string().contains(&ones));
}

/// Nobody who was not checked is counted.
#[tokio::test]
async fn without_tokens_nothing_is_said_of_them() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for seed in 0..12 {
        world
            .testify(&call, told(None, &receipt(seed)))
            .await
            .expect(201);
    }
    world.publish_all(&call).await;
    let made = release(&world, &call).await;
    assert!(made.get("worker_tokens").is_none());
    assert!(!made.to_string().contains("verified"), "{made}");
}
