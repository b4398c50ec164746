//! Two reviewers take back what they should not have published.

use broadside::incidents::entity::incident;
use broadside::review::entity::published_testimony;
use poem::http::Method;
use sea_orm::PaginatorTrait;
use serde_json::json;

use super::one_testimony;
use crate::kit::{Persona, Reviewer, World};

async fn says(world: &World, by: &Reviewer, id: &str, what: &str) -> crate::kit::Answer {
    let path = format!("/v1/published-testimonies/{id}/takedown{what}");
    world.send(Method::POST, &path, Some(&by.who), None).await
}

#[tokio::test]
async fn a_text_goes_with_its_facts_when_a_second_reviewer_confirms() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    let published = world.publish_all(&call).await.remove(0);
    let id = published["id"].as_str().unwrap();
    let db = &world.app.db.read;
    let none = says(&world, &call.ben, id, "/confirm").await;
    assert_eq!(none.problem(), "second-reviewer-needed");
    says(&world, &call.ana, id, "").await.expect(204);
    // Asked again, it is still the first one's request.
    says(&world, &call.ben, id, "").await.expect(204);
    let alone = says(&world, &call.ana, id, "/confirm").await;
    assert_eq!(alone.problem(), "second-reviewer-needed");
    assert_eq!(incident::for_jobs().count(db).await.unwrap(), 1);
    says(&world, &call.ben, id, "/confirm").await.expect(204);

    assert_eq!(incident::for_jobs().count(db).await.unwrap(), 0);
    let row = published_testimony::for_jobs()
        .one(db)
        .await
        .unwrap()
        .unwrap();
    assert!(row.text.is_empty() && row.withdrawn_on.is_some());
    assert!(row.division_id.is_none() && row.takedown_asked_by.is_none());
    // The witness still takes the original back.
    let body = json!({ "receipt": receipt });
    world
        .post("/v1/mailbox/withdraw", None, body)
        .await
        .expect(204);
}

async fn waiting(world: &World, by: &Persona) -> Vec<serde_json::Value> {
    let list = world.get("/v1/review/takedowns", Some(by)).await;
    list.expect(200)["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn the_second_reviewer_finds_what_waits_and_since_how_many_days() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    one_testimony(&world, &call, false).await;
    one_testimony(&world, &call, false).await;
    let published = world.publish_all(&call).await;
    let ids: Vec<&str> = published
        .iter()
        .map(|p| p["id"].as_str().unwrap())
        .collect();
    assert!(waiting(&world, &call.ben.who).await.is_empty());
    for id in &ids {
        says(&world, &call.ana, id, "").await.expect(204);
    }
    world.advance(chrono::Duration::days(3));
    let ben = world.signed_in(&call.ben.who).await;
    let seen = waiting(&world, &ben).await;
    assert_eq!(seen.len(), 2);
    for item in &seen {
        assert!(ids.contains(&item["published_id"].as_str().unwrap()));
        assert_eq!(
            (&item["age_days"], &item["can_confirm"]),
            (&json!(3), &json!(true))
        );
        assert_eq!(item.as_object().unwrap().len(), 5, "{item}");
    }
    let path = format!("/v1/published-testimonies/{}/takedown/confirm", ids[0]);
    let confirmed = world.send(Method::POST, &path, Some(&ben), None).await;
    confirmed.expect(204);
    let left = waiting(&world, &ben).await;
    assert_eq!((left.len(), &left[0]["published_id"]), (1, &json!(ids[1])));
    let elsewhere = world.organization("Elm County Library Workers").await;
    let stranger = world.reviewer(&elsewhere).await;
    assert!(waiting(&world, &stranger.who).await.is_empty());
}

#[tokio::test]
async fn nobody_takes_down_what_another_organization_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    one_testimony(&world, &call, false).await;
    let published = world.publish_all(&call).await.remove(0);
    let id = published["id"].as_str().unwrap();
    let elsewhere = world.organization("Elm County Library Workers").await;
    let stranger = world.reviewer(&elsewhere).await;
    for what in ["", "/confirm"] {
        let answer = says(&world, &stranger, id, what).await;
        assert_eq!(answer.problem(), "not-found");
    }
}
