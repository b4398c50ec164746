//! What the nights take away, and what nobody can tell afterwards.

use broadside::testimony::entity::testimony;
use chrono::Duration;
use serde_json::json;

use crate::kit::{Call, World};

/// The ids of the rows in the order in which their bytes lie in the pages of the file.
async fn on_disk(world: &World) -> Vec<usize> {
    let db = &world.app.db.read;
    let rows = testimony::for_jobs().all(db).await.unwrap();
    let bytes = std::fs::read(world.data().join("broadside.db")).unwrap();
    let mut places: Vec<(usize, usize)> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let needle = &row.sealed[..32];
            let place = bytes.windows(32).position(|window| window == needle);
            (place.expect("a sealed row lies in the file"), index)
        })
        .collect();
    places.sort_unstable();
    places.into_iter().map(|(_, index)| index).collect()
}

async fn given(world: &World, call: &Call, times: usize) -> Vec<Vec<u8>> {
    let mut order = Vec::new();
    for number in 0..times {
        let known = known(world).await;
        let body = json!({"kind": "layoff", "text": format!("number {number}")});
        world.testify(call, body).await.expect(201);
        let now = self::known(world).await;
        order.extend(now.into_iter().filter(|sealed| !known.contains(sealed)));
    }
    order
}

pub(super) async fn known(world: &World) -> Vec<Vec<u8>> {
    let rows = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    rows.into_iter().map(|row| row.sealed).collect()
}

#[tokio::test]
async fn after_the_night_neither_pages_nor_rows_tell_who_came_first() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    let call = world.testimony_call().await;
    world.work().await;
    let arrival = given(&world, &call, 12).await;
    world.advance(Duration::hours(24));
    world.work().await;
    let rows = known(&world).await;
    checkpoint(&world).await;
    // The bytes of a page lie from its end to its beginning: what matters is that they follow the ids, not the arrival.
    let places = on_disk(&world).await;
    assert_eq!(places.len(), 12);
    let by_arrival: Vec<usize> = places
        .iter()
        .map(|index| {
            arrival
                .iter()
                .position(|sealed| *sealed == rows[*index])
                .unwrap()
        })
        .collect();
    let rising = by_arrival
        .windows(2)
        .filter(|pair| pair[0] < pair[1])
        .count();
    assert!((1..=10).contains(&rising), "{by_arrival:?}");
    let id_runs = places.windows(2).filter(|pair| pair[0] < pair[1]).count();
    assert!(
        id_runs <= 3 || id_runs >= 8,
        "the pages follow the ids: {places:?}"
    );
}

/// Brings what is in the write-ahead log into the file.
async fn checkpoint(world: &World) {
    use sea_orm::ConnectionTrait;
    let file = world.data().join("broadside.db");
    let db = sea_orm::Database::connect(format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await
        .unwrap();
    db.close().await.unwrap();
}

#[tokio::test]
async fn an_undecided_original_dies_after_180_days_and_a_decided_one_after_90() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world
        .testify(&call, json!({"kind": "layoff", "text": "Published."}))
        .await
        .expect(201);
    world.publish_all(&call).await;
    let taken = world
        .testify(&call, json!({"kind": "layoff", "text": "Undecided."}))
        .await
        .expect(201);
    let receipt = taken["receipt"].as_str().unwrap();
    world.work().await;
    let sealed = async || {
        known(&world)
            .await
            .iter()
            .filter(|sealed| !sealed.is_empty())
            .count()
    };
    world.advance(Duration::days(89));
    world.work().await;
    assert_eq!(sealed().await, 2);
    world.advance(Duration::days(2));
    world.work().await;
    assert_eq!(sealed().await, 1);
    world.advance(Duration::days(90));
    world.work().await;
    assert_eq!(sealed().await, 0);
    let gone = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await;
    assert_eq!(gone.problem(), "receipt-unknown");
}

#[tokio::test]
async fn what_is_published_can_still_be_withdrawn_when_its_original_is_destroyed() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let taken = world
        .testify(&call, json!({"kind": "layoff", "text": "Published."}))
        .await
        .expect(201);
    world.publish_all(&call).await;
    world.work().await;
    world.advance(Duration::days(100));
    world.work().await;
    world.advance(Duration::days(1));
    world.work().await;
    let receipt = taken["receipt"].as_str().unwrap();
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    let left = broadside::review::published(&world.app.db.read, call.campaign)
        .await
        .unwrap();
    assert!(left.is_empty());
}
