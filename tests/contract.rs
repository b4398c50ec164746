//! The contract: committed as it is generated, whole by the house's rules, and served with its page.

use broadside::{openapi, server};
use poem::http::Method;
use serde_json::Value;

use crate::kit::World;

fn document() -> Value {
    serde_json::from_str(server::document()).unwrap()
}

fn committed(name: &str) -> String {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("openapi")
        .join(name);
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let same = committed("openapi.json") == server::document();
    assert!(same, "run `just contract` and read the difference");
}

#[test]
fn the_committed_page_of_problems_is_the_catalogue() {
    let same = committed("problems.md") == openapi::problems_markdown();
    assert!(same, "run `just contract` and read the difference");
}

#[test]
fn every_operation_says_all_that_its_callers_need() {
    let findings = openapi::check::findings(&document());
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}

#[test]
fn every_slug_of_the_catalogue_is_said_once() {
    let mut slugs: Vec<_> = broadside::http::catalogue::ALL
        .iter()
        .map(|kind| kind.slug)
        .collect();
    slugs.sort_unstable();
    let all = slugs.len();
    slugs.dedup();
    assert_eq!(slugs.len(), all);
}

#[tokio::test]
async fn the_service_serves_the_document_and_knows_when_a_reader_has_it() {
    let world = World::new().await;
    let first = world.get("/openapi.json", None).await;
    assert_eq!(first.bytes, server::document().as_bytes());
    assert_eq!(first.header("content-type"), Some("application/json"));
    let tag = first.header("etag").unwrap();
    let again = world
        .request(Method::GET, "/openapi.json")
        .header("if-none-match", tag);
    assert_eq!(again.send().await.0.status(), 304);
}

#[tokio::test]
async fn the_page_needs_nobody_else() {
    let world = World::new().await;
    let page = world.get("/docs", None).await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'self'"), "{policy}");
    let html = String::from_utf8(page.bytes).unwrap();
    assert!(!html.contains("://"), "{html}");
    let files = html.split('"').filter(|part| part.starts_with("/docs/"));
    for file in files {
        let answer = world.get(file, None).await;
        assert_eq!(answer.status, 200, "{file}");
        assert!(answer.bytes.len() > 100, "{file} is empty");
    }
}

#[tokio::test]
async fn the_type_of_a_problem_leads_to_its_line() {
    let world = World::new().await;
    let page = world.get("/problems", None).await;
    let html = String::from_utf8(page.bytes).unwrap();
    for kind in broadside::http::catalogue::ALL {
        assert!(
            html.contains(&format!("id=\"{}\"", kind.slug)),
            "{}",
            kind.slug
        );
    }
}
