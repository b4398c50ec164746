//! Examples that the stories of the tests recorded, put where readers of the document look for them.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

/// `tests/founding_case/` writes them. By operation: `request`, `response` and `status`.
const STORIES: &[&str] = &[
    include_str!("../../openapi/examples/library_union.json"),
    include_str!("../../openapi/examples/accounts.json"),
    include_str!("../../openapi/examples/directory.json"),
    include_str!("../../openapi/examples/legal_hold.json"),
    include_str!("../../openapi/examples/checked_workers.json"),
    include_str!("../../openapi/examples/petitions.json"),
    include_str!("../../openapi/examples/second_thoughts.json"),
    include_str!("../../openapi/examples/layoffs.json"),
    include_str!("../../openapi/examples/taken_down.json"),
    include_str!("../../openapi/examples/strategy_session.json"),
    include_str!("../../openapi/examples/announcements.json"),
];

static RECORDED: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let stories = STORIES
        .iter()
        .filter_map(|text| serde_json::from_str::<Map<_, _>>(text).ok());
    stories.flatten().collect()
});

pub(super) fn put_into(operation: &mut Map<String, Value>) {
    let id = operation.get("operationId").and_then(Value::as_str);
    let Some(recorded) = id.and_then(|id| RECORDED.get(id)) else {
        return;
    };
    let request = operation
        .get_mut("requestBody")
        .and_then(|body| body.get_mut("content"));
    add(request, &recorded["request"]);
    let status = recorded["status"].to_string();
    let response = operation
        .get_mut("responses")
        .and_then(|responses| responses.get_mut(&status)?.get_mut("content"));
    add(response, &recorded["response"]);
}

fn add(content: Option<&mut Value>, said: &Value) {
    let (Some(media), Some(body)) = (said["content_type"].as_str(), said.get("body")) else {
        return;
    };
    let bare = |kind: &str| kind.split(';').next() == Some(media);
    let mut kinds = content.and_then(Value::as_object_mut).into_iter().flatten();
    if let Some((_, place @ Value::Object(_))) = kinds.find(|(kind, _)| bare(kind)) {
        place["examples"] = json!({"founding_case": {
            "summary": "From the founding case (everybody is made up)",
            "value": body,
        }});
    }
}
