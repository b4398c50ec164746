//! Bodies and officials with their terms.

use broadside::identity::Role;
use serde_json::{Value, json};

use super::{DISTRICT_4, county, id};

#[tokio::test]
async fn a_board_is_public_unless_said_otherwise() {
    let county = county().await;
    let path = format!("/v1/bodies/{}", county.board);
    let shown = county.world.get(&path, Some(&county.owner)).await;
    assert_eq!(shown.expect(200)["is_public"], true);
    let library = json!({"name": "Alder County Library", "kind": "employer"});
    assert_eq!(county.make("/v1/bodies", library).await["is_public"], false);
}

#[tokio::test]
async fn two_bodies_do_not_share_a_name() {
    let county = county().await;
    let again = json!({"name": "Alder County  Board of Supervisors", "kind": "board"});
    let again = county
        .world
        .post("/v1/bodies", Some(&county.owner), again)
        .await;
    assert_eq!(again.problem(), "already-exists");
}

#[tokio::test]
async fn an_official_holds_a_post_from_one_day_to_another() {
    let county = county().await;
    let mut supervisor = county.supervisor();
    supervisor["end_on"] = json!("2026-10-15");
    let made = county.make("/v1/officials", supervisor).await;
    assert_eq!(made["in_office"], true);
    assert_eq!(
        (&made["body"], &made["division"]),
        (
            &json!("Alder County Board of Supervisors"),
            &json!("District 4")
        )
    );
    county.world.advance(chrono::Duration::days(11));
    let later = county
        .world
        .get(&format!("/v1/officials/{}", id(&made)), Some(&county.owner))
        .await;
    assert_eq!(later.expect(200)["in_office"], false);
}

#[tokio::test]
async fn a_successor_takes_the_same_post() {
    let county = county().await;
    county.make("/v1/officials", county.supervisor()).await;
    let mut successor = county.supervisor();
    successor["name"] = json!("Bertrand Osei");
    successor["start_on"] = json!("2029-01-06");
    successor["end_on"] = Value::Null;
    county.make("/v1/officials", successor).await;
    let path = format!("/v1/officials?body_id={}", county.board);
    let list = county
        .world
        .get(&path, Some(&county.owner))
        .await
        .expect(200);
    let in_office: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| o["in_office"].clone())
        .collect();
    assert_eq!(in_office, [json!(true), json!(false)]);
}

#[tokio::test]
async fn nobody_leaves_office_before_entering_it() {
    let county = county().await;
    let mut backwards = county.supervisor();
    backwards["end_on"] = json!("2024-01-01");
    let answer = county
        .world
        .post("/v1/officials", Some(&county.owner), backwards)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"][0]["pointer"], "/end_on");
}

#[tokio::test]
async fn an_edit_says_which_version_it_read() {
    let county = county().await;
    let path = format!("/v1/divisions/{}", county.district);
    let new = json!({"ocd_id": DISTRICT_4, "name": "Fourth District"});
    let shown = county.world.get(&path, Some(&county.owner)).await;
    let etag = shown.header("etag").unwrap().to_owned();
    let changed = county
        .world
        .put(&path, &county.owner, &etag, new.clone())
        .await;
    assert_eq!(changed.expect(200)["name"], "Fourth District");
    let stale = county
        .world
        .put(&path, &county.owner, &etag, new.clone())
        .await;
    assert_eq!(stale.problem(), "precondition-failed");
    let blind = county
        .world
        .send(
            poem::http::Method::PUT,
            &path,
            Some(&county.owner),
            Some(new),
        )
        .await;
    assert_eq!(blind.problem(), "precondition-required");
}

#[tokio::test]
async fn a_repeated_creation_makes_one_thing() {
    let county = county().await;
    let branch = json!({"name": "Eastmont Branch", "division_id": county.district});
    let key = "11111111-2222-3333-4444-555555555555";
    let first = county
        .world
        .post_once("/v1/workplaces", &county.owner, key, branch.clone())
        .await
        .expect(201);
    let again = county
        .world
        .post_once("/v1/workplaces", &county.owner, key, branch.clone())
        .await
        .expect(201);
    assert_eq!(first, again);
    let other = county
        .world
        .post_once(
            "/v1/workplaces",
            &county.owner,
            key,
            json!({"name": "Alder Street Branch"}),
        )
        .await;
    assert_eq!(other.problem(), "idempotency-key-reused");
    let list = county
        .world
        .get("/v1/workplaces", Some(&county.owner))
        .await
        .expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn nothing_of_another_organization_is_seen_or_used() {
    let county = county().await;
    let other = county.world.organization("Birch City Staff").await;
    for path in [
        format!("/v1/bodies/{}", county.board),
        format!("/v1/divisions/{}", county.district),
    ] {
        assert_eq!(
            county.world.get(&path, Some(&other)).await.problem(),
            "not-found"
        );
    }
    let list = county
        .world
        .get("/v1/divisions", Some(&other))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let branch = json!({"name": "Birch Branch", "division_id": county.district});
    let answer = county
        .world
        .post("/v1/workplaces", Some(&other), branch)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    let body = json!({"name": "Taken", "kind": "board"});
    let path = format!("/v1/bodies/{}", county.board);
    assert_eq!(
        county
            .world
            .put(&path, &other, "\"1\"", body)
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn viewers_read_the_directory_and_change_nothing() {
    let county = county().await;
    let viewer = county.world.member(&county.owner, &[Role::Viewer]).await;
    county
        .world
        .get("/v1/bodies", Some(&viewer))
        .await
        .expect(200);
    let body = json!({"name": "Another Board", "kind": "board"});
    assert_eq!(
        county
            .world
            .post("/v1/bodies", Some(&viewer), body)
            .await
            .problem(),
        "forbidden"
    );
    assert_eq!(
        county.world.get("/v1/bodies", None).await.problem(),
        "unauthenticated"
    );
}
