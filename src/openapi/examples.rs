//! Examples that the founding case recorded, put where readers of the document look for them.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// By operation: `request` (a body) and `response` (`status` and `body`).
static RECORDED: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let text = include_str!("../../openapi/examples/founding_case.json");
    serde_json::from_str(text).unwrap_or_default()
});

pub(super) fn put_into(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str);
    let Some(recorded) = id.and_then(|id| RECORDED.get(id)) else {
        return;
    };
    let request = operation
        .get_mut("requestBody")
        .map(|body| &mut body["content"]["application/json"]);
    add(request, recorded.get("request"));
    let response = &recorded["response"];
    let status = response["status"].to_string();
    let place = operation
        .get_mut("responses")
        .and_then(|responses| responses.get_mut(&status))
        .and_then(|response| response.get_mut("content")?.get_mut("application/json"));
    add(place, response.get("body"));
}

fn add(place: Option<&mut Value>, example: Option<&Value>) {
    if let (Some(place @ Value::Object(_)), Some(example)) = (place, example) {
        place["examples"] = json!({"founding_case": {
            "summary": "From the founding case (all people are made up)",
            "value": example,
        }});
    }
}
