//! Members, and what owners decide about them.

use broadside::identity::Role;
use poem::http::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{ODALYS, at_the_door, patch, sign_in, union};
use crate::kit::PASSWORD;
use crate::kit::{Answer, Persona, World};

async fn change_roles(world: &World, by: &Persona, of: &Persona, roles: &[&str]) -> Answer {
    let path = format!("/v1/members/{}", of.member);
    let read = world.get(&path, Some(by)).await;
    let etag = read.header("etag").unwrap_or("\"1\"").to_owned();
    let body = json!({"roles": roles});
    world.put(&format!("{path}/roles"), by, &etag, body).await
}

async fn tell(world: &World, by: &Persona, of: &Persona, what: &str) -> Answer {
    let path = format!("/v1/members/{}/{what}", of.member);
    world.post(&path, Some(by), json!({})).await
}

#[tokio::test]
async fn an_owner_lists_the_members_without_any_secret() {
    let (world, odalys) = union().await;
    world.advance(chrono::Duration::seconds(1));
    world
        .member(&odalys, &[Role::Organizer, Role::Reviewer])
        .await;
    let answer = world.get("/v1/members", Some(&odalys)).await;
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(
        !text.contains("argon2") && !text.contains("sealed"),
        "{text}"
    );
    let list = answer.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    assert_eq!(list["items"][0]["email"], ODALYS);
    assert_eq!(list["items"][1]["roles"], json!(["organizer", "reviewer"]));
    let page = world
        .get("/v1/members?limit=1", Some(&odalys))
        .await
        .expect(200);
    let next = format!(
        "/v1/members?limit=1&cursor={}",
        page["next"].as_str().unwrap()
    );
    let page = world.get(&next, Some(&odalys)).await.expect(200);
    assert_eq!(page["items"][0], list["items"][1]);
    assert!(page.get("next").is_none());
}

/// Somebody else's change is under way while this one is asked for: nobody overwrites what they have not read.
async fn overtaken(world: &World, by: &Persona, path: &str, other: String) -> Answer {
    let read = world.get(path, Some(by)).await;
    let etag = read.header("etag").unwrap().to_owned();
    let tx = world.app.db.begin().await.unwrap();
    tx.execute_unprepared(&other).await.unwrap();
    let request = world.request(Method::PATCH, path);
    let request = request
        .header("authorization", format!("Bearer {}", by.token))
        .header("if-match", etag)
        .content_type("application/json")
        .body(json!({"name": "Another Name"}).to_string());
    let late = async {
        // Long enough for the other to have read the old row, if nothing stops it.
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        tx.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(request.send(), late);
    Answer::read(answer).await
}

#[tokio::test]
async fn of_two_changes_at_once_the_second_is_told() {
    let (world, odalys) = union().await;
    for (path, table) in [("/v1/organization", "organization"), ("/v1/me", "member")] {
        let other = format!("UPDATE {table} SET revision = revision + 1");
        let answer = overtaken(&world, &odalys, path, other).await;
        assert_eq!(answer.problem(), "precondition-failed", "{path}");
    }
}

#[tokio::test]
async fn a_change_of_roles_counts_from_the_next_request_on() {
    let (world, odalys) = union().await;
    let marisol = world.member(&odalys, &[Role::Viewer]).await;
    assert_eq!(
        world.get("/v1/members", Some(&marisol)).await.problem(),
        "forbidden"
    );
    change_roles(&world, &odalys, &marisol, &["owner"])
        .await
        .expect(200);
    world.get("/v1/members", Some(&marisol)).await.expect(200);
    change_roles(&world, &odalys, &marisol, &["viewer"])
        .await
        .expect(200);
    assert_eq!(
        world.get("/v1/members", Some(&marisol)).await.problem(),
        "forbidden"
    );
}

#[tokio::test]
async fn a_disabled_member_is_out_at_once_and_comes_back_when_enabled() {
    let (world, odalys) = union().await;
    let second = world.member(&odalys, &[Role::Owner]).await;
    let (laptop, _) = at_the_door(&world, &odalys, ODALYS).await;
    let disabled = tell(&world, &second, &odalys, "disable").await.expect(200);
    assert_eq!(disabled["state"], "disabled");
    assert_eq!(
        world.get("/v1/me", Some(&laptop)).await.problem(),
        "unauthenticated"
    );
    assert_eq!(
        sign_in(&world, ODALYS, PASSWORD).await.problem(),
        "sign-in-refused"
    );
    tell(&world, &second, &odalys, "enable").await.expect(200);
    assert_eq!(
        world.get("/v1/me", Some(&laptop)).await.problem(),
        "unauthenticated"
    );
    sign_in(&world, ODALYS, PASSWORD).await.expect(201);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let (world, odalys) = union().await;
    let marisol = world.member(&odalys, &[Role::Owner]).await;
    tell(&world, &odalys, &marisol, "disable").await.expect(200);
    assert_eq!(
        tell(&world, &odalys, &odalys, "disable").await.problem(),
        "last-owner"
    );
    let demoted = change_roles(&world, &odalys, &odalys, &["viewer"]).await;
    assert_eq!(demoted.status, 409);
    assert_eq!(demoted.problem(), "last-owner");
    change_roles(&world, &odalys, &odalys, &["owner", "organizer"])
        .await
        .expect(200);
    tell(&world, &odalys, &marisol, "enable").await.expect(200);
    change_roles(&world, &odalys, &odalys, &["organizer"])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_member_of_another_organization_is_not_there() {
    let (world, odalys) = union().await;
    let stranger = world.organization("Eastmont Tenants").await;
    let path = format!("/v1/members/{}", odalys.member);
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    assert_eq!(
        change_roles(&world, &stranger, &odalys, &["viewer"])
            .await
            .problem(),
        "not-found"
    );
    assert_eq!(
        tell(&world, &stranger, &odalys, "disable").await.problem(),
        "not-found"
    );
    assert_eq!(
        tell(&world, &stranger, &odalys, "enable").await.problem(),
        "not-found"
    );
    world.get("/v1/me", Some(&odalys)).await.expect(200);
}

#[tokio::test]
async fn roles_are_known_words_each_once_and_at_least_one() {
    let (world, odalys) = union().await;
    for roles in [&[][..], &["admin"], &["viewer", "viewer"]] {
        assert_eq!(
            change_roles(&world, &odalys, &odalys, roles)
                .await
                .problem(),
            "invalid-body"
        );
    }
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let (world, odalys) = union().await;
    let (laptop, _) = at_the_door(&world, &odalys, ODALYS).await;
    let (odalys, _) = at_the_door(&world, &odalys, ODALYS).await;
    let change = |old: &str, new: &str| json!({"password": {"old": old, "new": new}});
    let wrong = patch(
        &world,
        "/v1/me",
        &odalys,
        change("not the old one", "quite another password"),
    )
    .await;
    assert_eq!(wrong.problem(), "password-wrong");
    let short = patch(&world, "/v1/me", &odalys, change(PASSWORD, "short")).await;
    assert_eq!(short.problem(), "invalid-body");
    patch(
        &world,
        "/v1/me",
        &odalys,
        change(PASSWORD, "quite another password"),
    )
    .await
    .expect(200);
    world.get("/v1/me", Some(&odalys)).await.expect(200);
    assert_eq!(
        world.get("/v1/me", Some(&laptop)).await.problem(),
        "unauthenticated"
    );
    assert_eq!(
        sign_in(&world, ODALYS, PASSWORD).await.problem(),
        "sign-in-refused"
    );
    sign_in(&world, ODALYS, "quite another password")
        .await
        .expect(201);
}

#[tokio::test]
async fn a_member_changes_their_name() {
    let (world, odalys) = union().await;
    let me = patch(&world, "/v1/me", &odalys, json!({"name": "Odalys Núñez"}))
        .await
        .expect(200);
    assert_eq!(me["name"], "Odalys Núñez");
    let tricky = patch(&world, "/v1/me", &odalys, json!({"name": "Oda\u{200b}lys"})).await;
    assert_eq!(tricky.problem(), "invalid-body");
}
