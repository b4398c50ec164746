//! Second drafts: a target that cannot decide, a translation that was not good enough, a number that was wrong.

use poem::http::Method;
use serde_json::json;

use super::campaign::id;
use super::office::{UNION, code_for};
use crate::kit::{Recorder, World};

const TOLD: &[&str] = &[
    "change_petition",
    "create_petition_version",
    "list_campaigns",
    "list_petitions",
    "remove_petition_text",
    "remove_target",
];

#[tokio::test]
async fn a_petition_is_corrected_before_and_after_people_sign() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let odalys = &world.organization(UNION).await;
    let who = Some(odalys);
    let new =
        json!({"name": "Safe branches", "summary": "A guard where the risk is.", "language": "en"});
    let campaign = id(&world.post("/v1/campaigns", who, new).await.expect(201));
    world.get("/v1/campaigns", who).await.expect(200);

    let board = json!({"name": "Parks Board", "kind": "board"});
    let board = world.post("/v1/bodies", who, board).await.expect(201);
    let targets = format!("/v1/campaigns/{campaign}/targets");
    let target = world
        .post(&targets, who, json!({"body_id": board["id"]}))
        .await
        .expect(201);
    let path = format!("{targets}/{}", id(&target));
    world
        .send(Method::DELETE, &path, who, None)
        .await
        .expect(204);
    let open = json!({"transition": "open"});

    let new = json!({
        "campaign_id": campaign, "language": "en",
        "title": "Guards at ten branches", "body": "We ask the Board to post a guard at each of ten branches.",
    });
    let petition = id(&world.post("/v1/petitions", who, new).await.expect(201));
    let path = format!("/v1/petitions/{petition}");
    world.get("/v1/petitions", who).await.expect(200);
    let spanish = format!("{path}/texts/es");
    let draft = json!({"title": "Guardias", "body": "Un borrador."});
    world
        .change(Method::PUT, (&path, &spanish), odalys, draft)
        .await
        .expect(200);
    let read = world.get(&path, who).await;
    let request = world.request(Method::DELETE, &spanish);
    let request = request
        .header("authorization", format!("Bearer {}", odalys.token))
        .header("if-match", read.header("etag").unwrap());
    let removed = crate::kit::Answer::read(request.send().await)
        .await
        .expect(200);
    assert_eq!(removed["texts"].as_array().unwrap().len(), 1);
    let dates =
        json!({"closes_at": "2026-11-30T08:00:00.000Z", "goal": 250, "workplace_threshold": 8});
    world
        .change(Method::PUT, (&path, &path), odalys, dates)
        .await
        .expect(200);

    let early = format!("{path}/transitions");
    let early = world.post(&early, who, open.clone()).await;
    assert_eq!(early.problem(), "no-target");
    let again = json!({"body_id": board["id"]});
    world.post(&targets, who, again).await.expect(201);
    world
        .post(&format!("{path}/transitions"), who, open)
        .await
        .expect(200);
    let signature = json!({"email": "rosa@mail.example", "standing": "employee"});
    world
        .post(&format!("{path}/signatures"), None, signature)
        .await
        .expect(202);
    world.work().await;
    let code = json!({"code": code_for(&world, "rosa@mail.example")});
    world
        .post("/v1/signatures/confirmations", None, code)
        .await
        .expect(200);
    let correction = json!({
        "correction_note": "There are nine such branches, not ten.",
        "texts": [{"language": "en", "title": "Guards at nine branches", "body": "We ask the Board to post a guard at each of nine branches."}],
    });
    let versions = format!("{path}/versions");
    let corrected = world
        .change(Method::POST, (&path, &versions), odalys, correction)
        .await;
    assert_eq!(corrected.expect(201)["version"], 2);
    recorder.compare("petitions");
}
