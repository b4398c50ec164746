//! Keys of machines.

use broadside::identity::Role;
use chrono::Duration;
use serde_json::{Value, json};

use super::{delete, union};
use crate::kit::{Answer, Persona, World};

async fn make(world: &World, by: &Persona, scopes: &[&str]) -> Answer {
    let body = json!({"name": "the chapter's website", "scopes": scopes});
    world.post("/v1/api-keys", Some(by), body).await
}

/// A machine that holds the key.
fn machine(of: &Persona, made: &Value) -> Persona {
    Persona {
        token: made["key"].as_str().unwrap().to_owned(),
        ..of.clone()
    }
}

#[tokio::test]
async fn a_key_is_shown_once_and_reads_what_its_scope_allows() {
    let (world, odalys) = union().await;
    let made = make(&world, &odalys, &["viewer"]).await.expect(201);
    let key = made["key"].as_str().unwrap();
    assert!(key.starts_with("bsk_") && key.len() == 56, "{key}");
    let website = machine(&odalys, &made);
    world
        .get("/v1/organization", Some(&website))
        .await
        .expect(200);
    let list = world.get("/v1/api-keys", Some(&odalys)).await;
    assert!(!String::from_utf8_lossy(&list.bytes).contains(key));
    let list = list.expect(200);
    assert_eq!(list["items"][0]["last_used_on"], "2026-10-05");
    assert_eq!(list["items"][0]["scopes"], json!(["viewer"]));
}

#[tokio::test]
async fn no_key_does_what_takes_a_person() {
    let (world, odalys) = union().await;
    let made = make(&world, &odalys, &["organizer", "viewer"])
        .await
        .expect(201);
    let website = machine(&odalys, &made);
    for path in [
        "/v1/members",
        "/v1/invitations",
        "/v1/api-keys",
        "/v1/me",
        "/v1/sessions",
        "/v1/audit-entries",
    ] {
        let answer = world.get(path, Some(&website)).await;
        assert_eq!(answer.problem(), "forbidden", "{path}");
    }
    let answer = make(&world, &website, &["viewer"]).await;
    assert_eq!(answer.problem(), "forbidden");
}

#[tokio::test]
async fn a_key_is_never_given_the_powers_of_owners_and_reviewers() {
    let (world, odalys) = union().await;
    for scope in ["owner", "reviewer", "everything"] {
        assert_eq!(
            make(&world, &odalys, &[scope]).await.problem(),
            "invalid-body"
        );
    }
}

#[tokio::test]
async fn a_revoked_or_expired_or_unknown_key_opens_nothing() {
    let (world, odalys) = union().await;
    let made = make(&world, &odalys, &["viewer"]).await.expect(201);
    let website = machine(&odalys, &made);
    let path = format!("/v1/api-keys/{}", made["api_key"]["id"].as_str().unwrap());
    let stranger = world.organization("Eastmont Tenants").await;
    assert_eq!(
        delete(&world, &path, &stranger).await.problem(),
        "not-found"
    );
    delete(&world, &path, &odalys).await.expect(204);
    delete(&world, &path, &odalys).await.expect(204);
    assert_eq!(
        world
            .get("/v1/organization", Some(&website))
            .await
            .problem(),
        "unauthenticated"
    );

    let end = world.app.clock.now() + Duration::days(30);
    let body = json!({"name": "a trial", "scopes": ["viewer"], "expires_at": end});
    let made = world
        .post("/v1/api-keys", Some(&odalys), body)
        .await
        .expect(201);
    let trial = machine(&odalys, &made);
    world
        .get("/v1/organization", Some(&trial))
        .await
        .expect(200);
    world.advance(Duration::days(30));
    assert_eq!(
        world.get("/v1/organization", Some(&trial)).await.problem(),
        "unauthenticated"
    );

    let unknown = machine(&odalys, &json!({"key": "bsk_AAAA"}));
    assert_eq!(
        world
            .get("/v1/organization", Some(&unknown))
            .await
            .problem(),
        "unauthenticated"
    );
    let past = json!({"name": "late", "scopes": ["viewer"], "expires_at": world.app.clock.now()});
    let answer = world.post("/v1/api-keys", Some(&odalys), past).await;
    assert_eq!(answer.problem(), "invalid-body");
}

#[tokio::test]
async fn a_key_rests_while_whoever_made_it_is_disabled() {
    let (world, odalys) = union().await;
    let second = world.member(&odalys, &[Role::Owner]).await;
    let website = machine(
        &second,
        &make(&world, &second, &["viewer"]).await.expect(201),
    );
    let tell = async |what: &str| {
        let path = format!("/v1/members/{}/{what}", second.member);
        world
            .post(&path, Some(&odalys), json!({}))
            .await
            .expect(200)
    };
    tell("disable").await;
    assert_eq!(
        world
            .get("/v1/organization", Some(&website))
            .await
            .problem(),
        "unauthenticated"
    );
    tell("enable").await;
    world
        .get("/v1/organization", Some(&website))
        .await
        .expect(200);
}

#[tokio::test]
async fn a_repeated_request_makes_one_key_and_shows_it_again() {
    let (world, odalys) = union().await;
    let body = json!({"name": "the chapter's website", "scopes": ["viewer"]});
    let key = "0195f6a0-website-key";
    let first = world
        .post_once("/v1/api-keys", &odalys, key, body.clone())
        .await
        .expect(201);
    let again = world
        .post_once("/v1/api-keys", &odalys, key, body)
        .await
        .expect(201);
    assert_eq!(first, again);
    let list = world.get("/v1/api-keys", Some(&odalys)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}
