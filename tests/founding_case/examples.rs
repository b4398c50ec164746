//! Which operations have an example in the document, and which still have none.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::kit::contract::{document, operations};
use crate::kit::recorder;

const STORIES: &[&str] = &[
    "library_union",
    "accounts",
    "directory",
    "layoffs",
    "legal_hold",
    "petitions",
    "second_thoughts",
    "checked_workers",
    "taken_down",
    "strategy_session",
    "announcements",
];

/// No story reaches these yet. The list may only shrink.
const WITHOUT: &[&str] = &[];

fn recorded(story: &str) -> Map<String, Value> {
    let text = std::fs::read_to_string(recorder::file(story)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_operation_has_an_example_or_is_on_the_list() {
    let known: BTreeSet<String> = STORIES
        .iter()
        .flat_map(|story| recorded(story))
        .map(|(id, _)| id)
        .collect();
    let all = operations().into_iter().map(|operation| operation.id);
    let without: Vec<_> = all.filter(|id| !known.contains(id)).collect();
    assert_eq!(
        without, WITHOUT,
        "only what no story reaches has no example"
    );
}

#[test]
fn no_operation_is_told_by_two_stories() {
    let mut told: Vec<String> = STORIES
        .iter()
        .flat_map(|story| recorded(story))
        .map(|(id, _)| id)
        .collect();
    told.sort_unstable();
    let twice: Vec<_> = told.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[test]
fn readers_of_the_document_find_every_recorded_body() {
    for story in STORIES {
        for (id, pair) in recorded(story) {
            let operations = document()["paths"].as_object().unwrap().values();
            let mut operations = operations.flat_map(|item| item.as_object().unwrap().values());
            let operation = operations
                .find(|operation| operation["operationId"] == id.as_str())
                .unwrap();
            let status = pair["status"].to_string();
            for (said, place) in [
                ("request", &operation["requestBody"]),
                ("response", &operation["responses"][&status]),
            ] {
                let Some(body) = pair[said].get("body") else {
                    continue;
                };
                let media = pair[said]["content_type"].as_str().unwrap();
                let bare = |kind: &str| kind.split(';').next() == Some(media);
                let mut kinds = place["content"].as_object().into_iter().flatten();
                let (_, kind) = kinds.find(|(kind, _)| bare(kind)).unzip();
                let shown = &kind.unwrap_or(&Value::Null)["examples"]["founding_case"]["value"];
                // A GET may come with a body that the operation does not take.
                assert!(place.is_null() || shown == body, "{id}: {said}");
            }
        }
    }
}
