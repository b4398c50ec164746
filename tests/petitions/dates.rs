//! What happens by itself when a day comes.

use chrono::Duration;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::story;

#[tokio::test]
async fn dates_open_and_close_a_petition_by_themselves() {
    let story = story().await;
    let id = story
        .petition(&[
            ("opens_at", Duration::hours(1)),
            ("closes_at", Duration::hours(3)),
        ])
        .await;
    assert_eq!(story.go(&id, &["open"]).await["state"], "draft");
    assert_eq!(story.read(&id).await.problem(), "not-found");
    story.world.advance(Duration::hours(1));
    assert_eq!(story.read(&id).await.expect(200)["state"], "open");
    story.world.advance(Duration::hours(2));
    assert_eq!(story.read(&id).await.expect(200)["state"], "closed");
    story.world.advance(Duration::hours(5));
    story.world.work().await;
    let closed = story.get(&id).await;
    assert_eq!(
        (&closed["state"], &closed["closed_at"]),
        (&json!("closed"), &closed["closes_at"])
    );
    assert_eq!(
        story.step(&story.owner, &id, "resume").await.problem(),
        "petition-transition-refused"
    );
    assert_eq!(story.go(&id, &["deliver"]).await["state"], "delivered");
}

#[tokio::test]
async fn an_unanswered_petition_falls_overdue_the_day_after() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open", "close", "deliver"]).await;
    story.world.advance(
        "2026-11-30T23:59:59Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            - story.world.app.clock.now(),
    );
    story.world.work().await;
    assert_eq!(story.get(&id).await["state"], "delivered");
    story.world.advance(Duration::seconds(1));
    assert_eq!(story.get(&id).await["state"], "overdue");
    story.world.work().await;
    assert_eq!(story.go(&id, &["answer"]).await["state"], "answered");
}

#[tokio::test]
async fn the_deduplication_key_dies_seven_days_after_the_close() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open", "close"]).await;
    story
        .world
        .advance(Duration::days(7) - Duration::minutes(10));
    story.world.work().await;
    assert!(story.has_key(&id));
    story.world.advance(Duration::minutes(20));
    story.world.work().await;
    assert!(!story.has_key(&id));
}

#[tokio::test]
async fn a_draft_that_missed_its_dates_gets_new_ones_and_opens() {
    let story = story().await;
    let dates = [
        ("opens_at", Duration::hours(1)),
        ("closes_at", Duration::days(2)),
    ];
    let id = story.petition(&dates).await;
    story.world.advance(Duration::days(10));
    story.world.work().await;
    let late = story.step(&story.owner, &id, "open").await;
    assert_eq!(late.problem(), "petition-transition-refused");
    let path = format!("/v1/petitions/{id}");
    let change =
        json!({"opens_at": story.at(Duration::hours(1)), "closes_at": story.at(Duration::days(9))});
    story
        .world
        .put(&path, &story.owner, "\"1\"", change)
        .await
        .expect(200);
    story.go(&id, &["open"]).await;
    assert!(story.has_key(&id), "it takes signatures");
}

#[tokio::test]
async fn a_petition_in_review_gets_new_dates_and_an_open_one_does_not() {
    let story = story().await;
    story.set(|row| row.moderates = Set(true)).await;
    let id = story.petition(&[("closes_at", Duration::days(2))]).await;
    story.go(&id, &["submit"]).await;
    story.world.advance(Duration::days(3));
    let path = format!("/v1/petitions/{id}");
    let change = json!({"closes_at": story.at(Duration::days(1))});
    story
        .world
        .put(&path, &story.owner, "\"2\"", change)
        .await
        .expect(200);
    story.go(&id, &["open"]).await;
    story.world.advance(Duration::days(2));
    let change = json!({"closes_at": story.at(Duration::days(1))});
    let answer = story.world.put(&path, &story.owner, "*", change).await;
    assert_eq!(answer.problem(), "invalid-body");
}

#[tokio::test]
async fn dates_that_have_come_stay_and_the_threshold_is_never_lowered() {
    let story = story().await;
    let id = story.petition(&[("opens_at", Duration::hours(1))]).await;
    story.go(&id, &["open"]).await;
    story.world.advance(Duration::hours(2));
    let path = format!("/v1/petitions/{id}");
    let opens_at = story.get(&id).await["opens_at"].clone();
    let change = json!({"opens_at": opens_at, "workplace_threshold": 12, "goal": 500, "closes_at": story.at(Duration::days(1))});
    let changed = story
        .world
        .put(&path, &story.owner, "\"2\"", change)
        .await
        .expect(200);
    assert_eq!(
        (&changed["goal"], &changed["workplace_threshold"]),
        (&json!(500), &json!(12))
    );
    let change = json!({"opens_at": story.at(Duration::hours(1)), "workplace_threshold": 5, "closes_at": story.at(-Duration::hours(1))});
    let answer = story.world.put(&path, &story.owner, "\"3\"", change).await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"].as_array().unwrap().len(), 4);
}
