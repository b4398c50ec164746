//! Failures of every kind are problems, and none repeats what the client sent.

use poem::http::{HeaderMap, Method};
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

/// Sent wherever a client can send something; it may come back nowhere.
const CANARY: &str = "canary-7f3a";
const CAMPAIGNS: &str = "/v1/campaigns";

/// A problem without a trace of what was sent.
#[track_caller]
fn assert_problem(answer: &Answer, status: u16, slug: &str) {
    assert_eq!(answer.problem(), slug, "{answer:?}");
    assert_eq!(answer.status.as_u16(), status);
    assert_silent(&answer.headers, &answer.bytes);
}

#[track_caller]
fn assert_silent(headers: &HeaderMap, body: &[u8]) {
    let said = format!("{headers:?} {}", String::from_utf8_lossy(body)).to_lowercase();
    assert!(!said.contains(CANARY), "{said}");
}

async fn send(
    world: &World,
    method: Method,
    path: &str,
    who: Option<&Persona>,
    media: Option<&str>,
    body: Vec<u8>,
) -> Answer {
    let mut request = world.request(method, path);
    if let Some(who) = who {
        request = request.header("authorization", format!("Bearer {}", who.token));
    }
    if let Some(media) = media {
        request = request.header("content-type", media);
    }
    Answer::read(request.body(body).send().await).await
}

async fn post(
    world: &World,
    who: &Persona,
    media: Option<&str>,
    body: impl Into<Vec<u8>>,
) -> Answer {
    send(
        world,
        Method::POST,
        CAMPAIGNS,
        Some(who),
        media,
        body.into(),
    )
    .await
}

async fn alder() -> (World, Persona) {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    (world, owner)
}

#[tokio::test]
async fn a_path_that_nobody_answers_is_not_found() {
    let world = World::new().await;
    for path in [
        "/canary-7f3a",
        "/v1/canary-7f3a",
        "/v1/campaigns/canary-7f3a/canary-7f3a",
        "/docs/canary-7f3a",
    ] {
        assert_problem(&world.get(path, None).await, 404, "not-found");
    }
}

#[tokio::test]
async fn an_id_of_another_form_is_refused() {
    let (world, owner) = alder().await;
    for id in [
        "canary-7f3a",
        "cmp_canary-7f3a",
        "%ff",
        "..%2f..%2fcanary-7f3a",
    ] {
        let answer = world.get(&format!("{CAMPAIGNS}/{id}"), Some(&owner)).await;
        match answer.status.as_u16() {
            400 => assert_problem(&answer, 400, "invalid-parameter"),
            _ => assert_problem(&answer, 404, "not-found"),
        }
    }
}

#[tokio::test]
async fn a_method_that_a_path_does_not_have_is_refused_with_those_it_has() {
    let (world, owner) = alder().await;
    for method in [Method::DELETE, Method::TRACE, Method::OPTIONS, Method::PUT] {
        let answer = send(&world, method, CAMPAIGNS, Some(&owner), None, vec![]).await;
        assert_problem(&answer, 405, "method-not-allowed");
        let allowed = answer
            .header("allow")
            .expect("405 carries Allow (RFC 9110, section 15.5.6)");
        assert!(
            allowed.contains("GET") && allowed.contains("POST"),
            "{allowed}"
        );
    }
}

#[tokio::test]
async fn a_caller_without_a_good_token_is_asked_to_sign_in() {
    let world = World::new().await;
    let long = "x".repeat(6000);
    for token in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer canary-7f3a",
        "Basic canary-7f3a",
        "Bearer a.b.canary-7f3a",
        &long,
    ] {
        let request = world
            .request(Method::GET, CAMPAIGNS)
            .header("authorization", token);
        let answer = Answer::read(request.send().await).await;
        assert_problem(&answer, 401, "unauthenticated");
        assert!(
            answer.header("www-authenticate").is_some(),
            "RFC 9110, section 15.5.2"
        );
    }
}

#[tokio::test]
async fn the_name_of_the_scheme_is_written_in_any_case() {
    let (world, owner) = alder().await;
    for scheme in ["bearer", "BEARER", "Bearer"] {
        let request = world
            .request(Method::GET, CAMPAIGNS)
            .header("authorization", format!("{scheme} {}", owner.token));
        Answer::read(request.send().await).await.expect(200);
    }
}

#[tokio::test]
async fn control_characters_hide_nothing_else_that_is_wrong() {
    let (world, owner) = alder().await;
    let body = json!({"name": "canary\u{7}", "language": 7, "colour": "red"}).to_string();
    let answer = post(&world, &owner, Some("application/json"), body).await;
    assert_problem(&answer, 422, "invalid-body");
    let violations = answer.json()["violations"].clone();
    let pointers: Vec<_> = violations.as_array().unwrap().iter().collect();
    for pointer in ["/name", "/language", "/colour"] {
        let is_named = pointers.iter().any(|one| one["pointer"] == pointer);
        assert!(is_named, "{pointer} in {violations}");
    }
}

#[tokio::test]
async fn what_is_not_json_is_malformed() {
    let (world, owner) = alder().await;
    let bodies: [&[u8]; 8] = [
        b"",
        b"canary-7f3a",
        b"{\"name\": \"canary-7f3a\"",
        b"{\"name\": \"canary-7f3a\"} {}",
        b"{\"name\": \"\xff\xfe canary-7f3a\"}",
        br#"{"name": "\ud800 canary-7f3a"}"#,
        br#"{"name": "\udc00\ud800 canary-7f3a"}"#,
        b"{\"name\": NaN}",
    ];
    for body in bodies {
        let answer = post(&world, &owner, Some("application/json"), body).await;
        assert_problem(&answer, 400, "malformed-json");
    }
}

#[tokio::test]
async fn json_nested_without_end_is_malformed_and_costs_nothing() {
    let (world, owner) = alder().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let answer = post(&world, &owner, Some("application/json"), deep).await;
    assert_problem(&answer, 400, "malformed-json");
}

#[tokio::test]
async fn json_of_another_shape_is_refused_with_every_place() {
    let (world, owner) = alder().await;
    let bodies = [
        json!(null),
        json!([]),
        json!("canary-7f3a"),
        json!(5),
        json!({}),
        json!({"name": 5, "summary": "Guards.", "language": "en"}),
        json!({"name": true, "summary": "Guards.", "language": "en"}),
        json!({"name": ["canary-7f3a"]}),
        json!({"name": {"canary-7f3a": 1}}),
        json!({"name": "canary-7f3a".repeat(1000)}),
        json!({"name": "fine", "canary-7f3a": "canary-7f3a"}),
        json!({"name": "NUL \u{0} canary-7f3a"}),
        json!({"name": "escape \u{1b}[31m canary-7f3a"}),
        json!({"canary-7f3a \u{0}": 1}),
    ];
    for body in bodies {
        let answer = post(&world, &owner, Some("application/json"), body.to_string()).await;
        assert_problem(&answer, 422, "invalid-body");
        let violations = answer.json()["violations"].clone();
        assert!(
            violations.as_array().is_some_and(|list| !list.is_empty()),
            "{body}: {violations}"
        );
    }
}

#[tokio::test]
async fn a_body_of_another_media_type_is_not_supported() {
    let (world, owner) = alder().await;
    let body = json!({"name": "canary-7f3a"}).to_string();
    for media in [
        None,
        Some("text/plain"),
        Some("application/xml"),
        Some("canary-7f3a"),
        Some("application/x-www-form-urlencoded"),
    ] {
        let answer = post(&world, &owner, media, body.clone()).await;
        assert_problem(&answer, 415, "unsupported-media-type");
        let said = answer.json()["detail"].to_string();
        assert!(said.contains("`application/json`"), "{said}");
    }
}

#[tokio::test]
async fn an_id_of_another_form_is_pointed_at() {
    let (world, owner) = alder().await;
    let whole =
        json!({"campaign_id": "cmp_canary-7f3a", "language": "en", "title": "A", "body": "B"});
    let target = json!({"body_id": "canary-7f3a"});
    let campaign = "/v1/campaigns/cmp_00000000000000000000000000000000/targets";
    for (path, body, pointer) in [
        ("/v1/petitions", whole, "/campaign_id"),
        (campaign, target, "/body_id"),
    ] {
        let answer = world.post(path, Some(&owner), body).await;
        assert_problem(&answer, 422, "invalid-body");
        assert_eq!(answer.json()["violations"][0]["pointer"], pointer);
    }
}

#[tokio::test]
async fn whoever_knows_nothing_more_exact_says_what_the_catalogue_says() {
    let world = World::new().await;
    let answer = world.get(CAMPAIGNS, None).await;
    assert_problem(&answer, 401, "unauthenticated");
    let kind = broadside::http::catalogue::UNAUTHENTICATED;
    assert_eq!(answer.json()["detail"], kind.about.trim());
}

#[tokio::test]
async fn a_body_of_ten_mebibytes_is_too_large() {
    let (world, owner) = alder().await;
    let body = json!({"name": CANARY.repeat(10 * 1024 * 1024 / CANARY.len())}).to_string();
    let answer = post(&world, &owner, Some("application/json"), body).await;
    assert_problem(&answer, 413, "body-too-large");
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_is_refused() {
    let (world, owner) = alder().await;
    for cursor in [
        "canary-7f3a",
        "AAAA",
        "%00",
        "AAAAAAAAAAAAAAAAAAAAAAA",
        "'%20OR%201=1--",
    ] {
        let answer = world
            .get(&format!("{CAMPAIGNS}?cursor={cursor}"), Some(&owner))
            .await;
        assert_problem(&answer, 400, "invalid-cursor");
    }
}

#[tokio::test]
async fn a_limit_out_of_bounds_is_refused() {
    let (world, owner) = alder().await;
    for limit in [
        "0",
        "-1",
        "201",
        "1.5",
        "canary-7f3a",
        "99999999999999999999",
        "%00",
    ] {
        let answer = world
            .get(&format!("{CAMPAIGNS}?limit={limit}"), Some(&owner))
            .await;
        assert_problem(&answer, 400, "invalid-parameter");
    }
}

#[tokio::test]
async fn an_idempotency_key_of_another_form_is_refused() {
    let (world, owner) = alder().await;
    for key in ["short", "canary-7f3a canary-7f3a", &"x".repeat(129)] {
        let request = world.request(Method::POST, CAMPAIGNS);
        let request = request.header("authorization", format!("Bearer {}", owner.token));
        let request = request
            .header("idempotency-key", key)
            .content_type("application/json");
        let answer = Answer::read(
            request
                .body(json!({"name": "fine"}).to_string())
                .send()
                .await,
        )
        .await;
        assert_problem(&answer, 400, "idempotency-key-invalid");
    }
}

#[tokio::test]
async fn control_characters_are_refused_wherever_they_stand() {
    let (world, owner) = alder().await;
    let body = json!({"name": "fine", "summary": "NUL \u{0} canary-7f3a"});
    let answer = post(&world, &owner, Some("application/json"), body.to_string()).await;
    assert_problem(&answer, 422, "invalid-body");
    let pointers: Vec<Value> = answer.json()["violations"].as_array().unwrap().clone();
    assert_eq!(pointers[0]["pointer"], "/summary");
}

#[tokio::test]
async fn a_misspelt_field_is_pointed_at_and_a_text_in_its_place_is_not_repeated() {
    let (world, owner) = alder().await;
    let whole = json!({"name": "Safe branches", "summary": "Guards.", "language": "en"});
    let pointers = async |name: &str| {
        let mut body = whole.clone();
        body[name] = json!("x");
        let answer = post(&world, &owner, Some("application/json"), body.to_string()).await;
        answer.json()["violations"][0]["pointer"].clone()
    };
    assert_eq!(pointers("sumary").await, "/sumary");
    assert_eq!(pointers("demandText").await, "/demandText");
    assert_eq!(pointers("Marisol said so, on May 3").await, "");
}
