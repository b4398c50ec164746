//! The organization, as its owners change it.

use broadside::identity::Role;
use poem::http::Method;
use serde_json::json;

use super::{UNION, patch, union};

#[tokio::test]
async fn an_owner_names_the_contact_officer_and_the_threshold() {
    let (world, odalys) = union().await;
    let change = json!({
        "name": "Alder County Library Workers, Local 4410",
        "language": "ES-us",
        "k": 5,
        "moderates": true,
        "contact": {"name": "Priya Natarajan", "title": "Chapter President", "email": "president@local4410.example"},
    });
    let changed = patch(&world, "/v1/organization", &odalys, change)
        .await
        .expect(200);
    assert_eq!(changed["language"], "es-US");
    assert_eq!(changed["k"], 5);
    assert_eq!(changed["contact"]["name"], "Priya Natarajan");
    assert!(changed["contact"].get("telephone").is_none());
    let read = world
        .get("/v1/organization", Some(&odalys))
        .await
        .expect(200);
    assert_eq!(read, changed);
}

#[tokio::test]
async fn everything_wrong_with_a_change_is_said_at_once_and_nothing_is_changed() {
    let (world, odalys) = union().await;
    let change = json!({
        "name": "Alder\u{202e}County",
        "language": "no language",
        "contact": {
            "name": "Priya Natarajan", "email": "not an address",
            "titles": [{"language": "es", "title": "Delegada"}, {"language": "ES", "title": " "}],
        },
    });
    let answer = patch(&world, "/v1/organization", &odalys, change).await;
    assert_eq!(answer.problem(), "invalid-body");
    let pointers: Vec<_> = answer.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(
        pointers,
        [
            "/name",
            "/language",
            "/contact/email",
            "/contact/titles/1/language",
            "/contact/titles/1/title"
        ]
    );
    let read = world
        .get("/v1/organization", Some(&odalys))
        .await
        .expect(200);
    assert_eq!(read["name"], UNION);
    for k in [4, 51] {
        let answer = patch(&world, "/v1/organization", &odalys, json!({"k": k})).await;
        assert_eq!(answer.problem(), "invalid-body");
    }
}

#[tokio::test]
async fn nobody_overwrites_a_change_that_they_have_not_read() {
    let (world, odalys) = union().await;
    patch(&world, "/v1/organization", &odalys, json!({"k": 7}))
        .await
        .expect(200);
    let with = |tag: Option<&str>| {
        let mut request = world.request(Method::PATCH, "/v1/organization");
        request = request
            .header("authorization", format!("Bearer {}", odalys.token))
            .content_type("application/json")
            .body(json!({"k": 9}).to_string());
        if let Some(tag) = tag {
            request = request.header("if-match", tag);
        }
        async { crate::kit::Answer::read(request.send().await).await }
    };
    assert_eq!(with(None).await.problem(), "precondition-required");
    assert_eq!(with(Some("\"1\"")).await.problem(), "precondition-failed");
}

#[tokio::test]
async fn only_owners_change_it_and_everybody_reads_it() {
    let (world, odalys) = union().await;
    for role in [Role::Organizer, Role::Reviewer, Role::Viewer] {
        let member = world.member(&odalys, &[role]).await;
        world
            .get("/v1/organization", Some(&member))
            .await
            .expect(200);
        let answer = patch(&world, "/v1/organization", &member, json!({"k": 9})).await;
        assert_eq!(answer.problem(), "forbidden");
    }
}
