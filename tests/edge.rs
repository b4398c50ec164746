//! What every answer has in common, and how the program starts and stops.

use std::time::Duration;

use poem::http::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kit::{Binary, World};

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let world = World::new().await;
    let answer = world
        .send(Method::DELETE, "/v1/petitions/pet_1/signatures", None, None)
        .await;
    assert_eq!(answer.problem(), "method-not-allowed");
    assert!(
        answer
            .header("allow")
            .unwrap()
            .split(", ")
            .any(|method| method == "POST")
    );
    let answer = world.send(Method::POST, "/healthz", None, None).await;
    assert_eq!(answer.header("allow"), Some("GET, HEAD"));
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_how() {
    let world = World::new().await;
    let body = json!({"email": "nobody@example.org", "password": "not the password"});
    let answer = world.post("/v1/sessions", None, body).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_its_standing() {
    let world = World::new().await;
    for path in ["/healthz", "/v1/nothing/here"] {
        let answer = world.get(path, None).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let answer = world.get("/v1/nothing/here", None).await;
    assert_eq!(answer.problem(), "not-found");
    assert!(
        answer
            .header("ratelimit")
            .unwrap()
            .starts_with("\"general\";r=")
    );
}

#[tokio::test]
async fn nobody_can_use_up_what_witnesses_may_ask() {
    let world = World::new().await;
    let unknown = json!({"receipt": "AAAA-AAAA-AAAA-AAAA-AAAA-AA"});
    for _ in 0..200 {
        let answer = world.post("/v1/mailbox/open", None, unknown.clone()).await;
        assert_eq!(answer.problem(), "receipt-unknown");
        assert_eq!(answer.header("ratelimit"), None);
    }
    let nothing = world.post("/v1/mailbox/nothing", None, json!({})).await;
    assert!(nothing.header("ratelimit").is_some());
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_whatever_it_is() {
    let world = World::new().await;
    let body = "x".repeat(10 * 1024 * 1024);
    let answer = world
        .post("/v1/sessions", None, json!({"email": body}))
        .await;
    assert_eq!(answer.problem(), "body-too-large");
}

#[tokio::test]
async fn too_many_guesses_from_one_address_have_to_wait() {
    let world = World::new().await;
    let body = json!({"email": 5});
    for _ in 0..60 {
        assert_eq!(
            world
                .post("/v1/sessions", None, body.clone())
                .await
                .problem(),
            "invalid-body"
        );
    }
    let answer = world.post("/v1/sessions", None, body).await;
    assert_eq!(answer.problem(), "rate-limited");
    assert!(
        answer
            .header("retry-after")
            .unwrap()
            .parse::<u64>()
            .unwrap()
            > 0
    );
    assert!(
        answer
            .header("ratelimit")
            .unwrap()
            .starts_with("\"sign-in\";r=0")
    );
    assert_eq!(
        world.get("/v1/nothing/here", None).await.problem(),
        "not-found"
    );
}

#[tokio::test]
async fn three_hundred_people_in_one_hall_sign_and_confirm_within_a_quarter_of_an_hour() {
    let world = World::new().await;
    for _ in 0..300 {
        for path in [
            "/v1/petitions/pet_1/signatures",
            "/v1/signatures/confirmations",
        ] {
            let answer = world.post(path, None, json!({})).await;
            assert_ne!(answer.status, 429);
        }
    }
}

#[tokio::test]
async fn a_ready_node_says_so() {
    let world = World::new().await;
    assert_eq!(world.get("/healthz", None).await.status, 200);
    assert_eq!(world.get("/readyz", None).await.status, 200);
}

#[tokio::test]
async fn the_first_start_says_what_one_has_to_know() {
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::serve(folder.path()).await;
    assert_eq!(binary.get("/readyz").await.status(), 200);
    let said = binary.said().await;
    for words in [
        "/docs",
        "create-owner",
        "pepper.key",
        "The loss of these is final",
        "petitions cannot open",
    ] {
        assert!(said.contains(words), "{words} in\n{said}");
    }
    drop(binary);
    let again = Binary::serve(folder.path()).await;
    assert!(!again.said().await.contains("Keys were made"));
}

#[tokio::test]
async fn it_stops_for_sigterm_and_for_ctrl_c_within_its_time() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().unwrap();
        let mut binary = Binary::with(folder.path(), |command| {
            command.env("BROADSIDE_STOP_WITHIN_SECONDS", "1");
        })
        .await;
        let host = binary.url.trim_start_matches("http://").to_owned();
        let mut half_open = TcpStream::connect(host).await.unwrap();
        half_open
            .write_all(b"GET /healthz HTTP/1.1\r\n")
            .await
            .unwrap();
        binary.signal(signal);
        assert!(binary.ended(Duration::from_secs(8)).success(), "{signal}");
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_read_gets_a_problem_of_the_catalogue() {
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::serve(folder.path()).await;
    let host = binary.url.trim_start_matches("http://").to_owned();
    let huge = format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(64 * 1024));
    for (text, slug) in [
        ("what\r\n\r\n", "malformed-request"),
        (huge.as_str(), "head-too-large"),
    ] {
        let mut stream = TcpStream::connect(&host).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        assert!(heard.contains(&format!("/problems#{slug}")), "{heard}");
        assert!(heard.contains("application/problem+json"));
    }
}
