//! Who sees what: everybody, viewers, and other organizations.

use broadside::identity::Role;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::{story, text, unaddressed};
use crate::kit::{Answer, World};

#[tokio::test]
async fn everybody_sees_who_asks_whom_for_what() {
    let story = unaddressed(World::new().await).await;
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

#[tokio::test]
async fn what_was_asked_when_people_signed_is_what_stays_printed_under_their_names() {
    let story = story().await;
    let path = format!("/v1/campaigns/{}/demands", story.campaign);
    let ask = |text: &str| json!({"demands": [{"text": text}]});
    let campaign = format!("/v1/campaigns/{}", story.campaign);
    let put = |text: &str| {
        let places = (campaign.as_str(), path.as_str());
        story
            .world
            .change(poem::http::Method::PUT, places, &story.owner, ask(text))
    };
    put("Guards at nine branches.").await.expect(200);
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    let signature = json!({"email": "rosa@example.org", "standing": "employee"});
    let sign = format!("/v1/petitions/{id}/signatures");
    story.world.post(&sign, None, signature).await.expect(202);

    put("Guards everywhere, and armed.").await.expect(200);
    let shown = story.read(&id).await;
    assert_eq!(
        shown.json()["demands"][0]["text"],
        "Guards at nine branches."
    );

    let held = story.world.request(
        poem::http::Method::GET,
        &format!("/v1/public/petitions/{id}"),
    );
    let held = held.header("if-none-match", shown.header("etag").unwrap());
    assert_eq!(Answer::read(held.send().await).await.status, 304);

    let revision = story.get(&id).await["revision"].clone();
    let correction = json!({
        "correction_note": "The demand was widened.",
        "texts": [{"language": "en", "title": "Guards", "body": "We ask the Board."}],
    });
    let request = story
        .world
        .request(
            poem::http::Method::POST,
            &format!("/v1/petitions/{id}/versions"),
        )
        .header("authorization", format!("Bearer {}", story.owner.token))
        .header("if-match", format!("\"{revision}\""))
        .content_type("application/json")
        .body(correction.to_string());
    Answer::read(request.send().await).await.expect(201);
    let text = |shown: serde_json::Value| shown["demands"][0]["text"].clone();
    assert_eq!(
        text(story.read(&id).await.json()),
        "Guards everywhere, and armed."
    );
    let first = format!("/v1/public/petitions/{id}?version=1");
    let first = story.world.get(&first, None).await.expect(200);
    assert_eq!(text(first), "Guards at nine branches.");
}
