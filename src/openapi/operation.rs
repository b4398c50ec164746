//! One operation: its problems, its headers, its security, all said outright.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::problems;
use crate::http::Kind;

/// Mends one operation; responses that many operations share go into `shared`.
pub(super) fn normalise(
    path: &str,
    operation: &mut Map<String, Value>,
    shared: &mut Map<String, Value>,
) {
    keep_one_tag(operation);
    let mut slugs = take_problems(operation);
    slugs.extend(generic(path, operation).into_iter().map(str::to_owned));
    slugs.sort();
    slugs.dedup();
    operation.entry("security").or_insert(json!([]));
    add_headers(operation, &slugs);
    bound_paging(operation);
    add_responses(operation, &slugs, shared);
    operation.insert("x-problems".into(), json!(slugs));
}

/// Whatever is read with an `ETag` is not sent again to whoever holds it: `server` sees to that for all.
pub(super) fn can_be_unchanged(operation: &mut Map<String, Value>) {
    let headers = operation["responses"]["200"]["headers"].as_object();
    let has_tag = headers
        .into_iter()
        .flatten()
        .any(|(name, _)| name.eq_ignore_ascii_case("etag"));
    let responses = operation["responses"].as_object_mut();
    if let (true, Some(responses)) = (has_tag, responses) {
        let unchanged = json!({"description": "Unchanged: what you hold is what there is."});
        responses.entry("304").or_insert(unchanged);
    }
}

/// An operation may stand elsewhere than its neighbours in the code; it stands in one place only.
fn keep_one_tag(operation: &mut Map<String, Value>) {
    if let Some(Value::Array(tags)) = operation.get_mut("tags") {
        let others = tags.len().saturating_sub(1);
        tags.drain(..others);
    }
}

/// Takes the line `Problems: …` out of the description.
fn take_problems(operation: &mut Map<String, Value>) -> Vec<String> {
    let Some(Value::String(description)) = operation.get("description") else {
        return vec![];
    };
    let (about, list) = match description.rfind("Problems:") {
        Some(at) => description.split_at(at),
        None => (description.as_str(), ""),
    };
    let slugs = list.split('`').skip(1).step_by(2).map(str::to_owned);
    let slugs = slugs.collect();
    let about = about.trim().to_owned();
    operation.insert("description".into(), json!(about));
    slugs
}

/// What every operation of its form can answer with.
fn generic(path: &str, operation: &Map<String, Value>) -> Vec<&'static str> {
    let mut slugs = vec!["internal", "database-unavailable", "timed-out"];
    if !is_for_witnesses(operation) {
        slugs.push("rate-limited");
    }
    if operation.contains_key("security") {
        slugs.extend(["unauthenticated", "forbidden"]);
    }
    if path.contains('{') {
        slugs.push("not-found");
    }
    if let Some(body) = operation.get("requestBody") {
        slugs.extend(["unsupported-media-type", "body-too-large"]);
        if !body["content"]["application/json"].is_null() {
            slugs.extend(["malformed-json", "invalid-body"]);
        }
    }
    let mut parameters = parameters(operation);
    if parameters
        .clone()
        .any(|parameter| parameter["in"] != "path")
    {
        slugs.push("invalid-parameter");
    }
    if parameters.any(|parameter| parameter["name"] == "cursor") {
        slugs.push("invalid-cursor");
    }
    slugs
}

/// Nothing counts the requests of witnesses, so nothing limits them one by one.
fn is_for_witnesses(operation: &Map<String, Value>) -> bool {
    operation["tags"] == json!(["Testimony"])
}

fn parameters(operation: &Map<String, Value>) -> impl Iterator<Item = &Value> + Clone {
    let list = operation.get("parameters").and_then(Value::as_array);
    list.into_iter().flatten()
}

/// Headers that extractors read without the framework knowing.
fn add_headers(operation: &mut Map<String, Value>, slugs: &[String]) {
    let says = |slug: &str| slugs.iter().any(|named| named == slug);
    let mut headers = vec![];
    if says("idempotency-key-reused") {
        headers.push(header(
            "Idempotency-Key",
            false,
            "A key of your own, such as a UUID. The same key with the same request gives the first answer and does nothing twice; \
             keys are forgotten within two days.",
            json!({"type": "string", "minLength": 16, "maxLength": 128, "pattern": "^[!-~]{16,128}$"}),
        ));
    }
    if says("precondition-required") {
        headers.push(header(
            "If-Match",
            true,
            "The `ETag` that you read.",
            json!({"type": "string", "maxLength": 200}),
        ));
    }
    if operation["responses"].get("304").is_some() {
        headers.push(header(
            "If-None-Match",
            false,
            "The `ETag` that you hold; while it is the current one, the answer is 304.",
            json!({"type": "string"}),
        ));
    }
    if operation["responses"].get("206").is_some() {
        headers.push(header(
            "Range",
            false,
            "A range of bytes (RFC 9110, section 14.2), such as `bytes=0-1023`.",
            json!({"type": "string"}),
        ));
    }
    let Some(headers) = (!headers.is_empty()).then_some(headers) else {
        return;
    };
    let list = operation.entry("parameters").or_insert(json!([]));
    if let Some(list) = list.as_array_mut() {
        let known: Vec<Value> = list.iter().map(|one| one["name"].clone()).collect();
        list.extend(
            headers
                .into_iter()
                .filter(|one| !known.contains(&one["name"])),
        );
    }
}

fn header(name: &str, required: bool, about: &str, schema: Value) -> Value {
    json!({"name": name, "in": "header", "required": required, "description": about, "schema": schema})
}

/// `cursor` and `limit` are the same everywhere (`page.rs`).
fn bound_paging(operation: &mut Map<String, Value>) {
    let list = operation
        .get_mut("parameters")
        .and_then(Value::as_array_mut);
    for parameter in list.into_iter().flatten() {
        match parameter["name"].as_str() {
            Some("cursor") => {
                parameter["description"] =
                    json!("Where the page begins: `next` of the page before.");
                parameter["schema"] = json!({"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"});
            }
            Some("limit") => {
                let (default, maximum) = (crate::page::DEFAULT_LIMIT, crate::page::MAX_LIMIT);
                parameter["description"] = json!("How many items at most.");
                parameter["schema"] = json!({
                    "type": "integer", "format": "int32", "minimum": 1, "maximum": maximum, "default": default,
                });
            }
            _ => {}
        }
    }
}

/// One response a status: shared where it is one kind, written out where it can be several.
fn add_responses(
    operation: &mut Map<String, Value>,
    slugs: &[String],
    shared: &mut Map<String, Value>,
) {
    let mut by_status: BTreeMap<u16, Vec<Kind>> = BTreeMap::new();
    for kind in slugs.iter().filter_map(|slug| problems::find(slug)) {
        by_status.entry(kind.status).or_default().push(kind);
    }
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (status, kinds) in by_status {
        let response = match kinds.as_slice() {
            [kind] => {
                let name = problems::component(*kind);
                let reference = json!({"$ref": format!("#/components/responses/{name}")});
                shared.insert(name, problems::response(&kinds));
                reference
            }
            _ => problems::response(&kinds),
        };
        responses.insert(status.to_string(), response);
    }
    responses.insert(
        "default".into(),
        json!({"$ref": "#/components/responses/Problem"}),
    );
    for (_, response) in responses {
        mend_success(response);
    }
}

/// The framework writes a character set into media types, and no description for plain JSON.
fn mend_success(response: &mut Value) {
    if response["description"] == "" {
        response["description"] = json!("Done; what was asked for.");
    }
    let Some(content) = response.get_mut("content").and_then(Value::as_object_mut) else {
        return;
    };
    if let Some(json) = content.remove("application/json; charset=utf-8") {
        content.insert("application/json".into(), json);
    }
}
