//! Who sees what: everybody, viewers, and other organizations.

use broadside::identity::Role;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::{story, text};

#[tokio::test]
async fn everybody_sees_who_asks_whom_for_what() {
    let story = story().await;
    story
        .set(|row| row.contact_name = Set(Some("Odalys Owner".to_owned())))
        .await;
    let demands =
        json!({"demands": [{"text": "Guards."}, {"text": "Nurses instead.", "alternative_to": 1}]});
    story
        .world
        .put(
            &format!("/v1/campaigns/{}/demands", story.campaign),
            &story.owner,
            "\"1\"",
            demands,
        )
        .await
        .expect(200);
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = story
        .world
        .post("/v1/bodies", Some(&story.owner), board)
        .await
        .expect(201);
    let targets = format!("/v1/campaigns/{}/targets", story.campaign);
    story
        .world
        .post(
            &targets,
            Some(&story.owner),
            json!({"body_id": board["id"]}),
        )
        .await
        .expect(201);
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    let shown = story.read(&id).await.expect(200);
    assert_eq!(shown["demands"][1]["alternative_to"], 1);
    assert_eq!(
        shown["addressees"],
        json!([{"name": "Alder County Board of Supervisors"}])
    );
    assert_eq!(
        shown["sender"],
        json!({"name": "Alder County Library Workers", "contact_name": "Odalys Owner", "is_demo": true})
    );
    assert_eq!(shown["answer_requested_by"], "2026-11-30");
}

#[tokio::test]
async fn signers_choose_from_the_workplaces_or_find_theirs_not_listed() {
    let story = story().await;
    story
        .world
        .post(
            "/v1/workplaces",
            Some(&story.owner),
            json!({"name": "Eastmont Branch"}),
        )
        .await
        .expect(201);
    let id = story.petition(&[]).await;
    let path = format!("/v1/petitions/{id}/workplaces");
    assert_eq!(story.world.get(&path, None).await.problem(), "not-found");
    story.go(&id, &["open"]).await;
    let list = story.world.get(&path, None).await.expect(200);
    assert_eq!(
        (&list["items"][0]["name"], &list["not_listed"]),
        (&json!("Eastmont Branch"), &json!(true))
    );
}

#[tokio::test]
async fn a_petition_of_another_organization_is_not_found() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let other = story.world.organization("Birch City Staff").await;
    let path = format!("/v1/petitions/{id}");
    assert_eq!(
        story.world.get(&path, Some(&other)).await.problem(),
        "not-found"
    );
    assert_eq!(
        story
            .world
            .put(&path, &other, "\"1\"", json!({}))
            .await
            .problem(),
        "not-found"
    );
    assert_eq!(story.step(&other, &id, "open").await.problem(), "not-found");
    let text_path = format!("{path}/texts/es");
    assert_eq!(
        story
            .world
            .put(&text_path, &other, "\"1\"", text())
            .await
            .problem(),
        "not-found"
    );
    let list = story
        .world
        .get("/v1/petitions", Some(&other))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let mut foreign = story.new_petition();
    foreign["campaign_id"] = json!(story.campaign);
    let answer = story
        .world
        .post("/v1/petitions", Some(&other), foreign)
        .await;
    assert_eq!(answer.json()["violations"][0]["pointer"], "/campaign_id");
}

#[tokio::test]
async fn viewers_read_petitions_and_decide_nothing() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let viewer = story.world.member(&story.owner, &[Role::Viewer]).await;
    story
        .world
        .get(&format!("/v1/petitions/{id}"), Some(&viewer))
        .await
        .expect(200);
    assert_eq!(
        story.step(&viewer, &id, "open").await.problem(),
        "forbidden"
    );
}
