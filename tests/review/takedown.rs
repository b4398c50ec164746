//! Two reviewers take back what they should not have published.

use broadside::incidents::entity::incident;
use broadside::review::entity::published_testimony;
use poem::http::Method;
use sea_orm::PaginatorTrait;
use serde_json::json;

use super::one_testimony;
use crate::kit::{Reviewer, World};

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
