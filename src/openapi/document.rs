//! Puts the document together: what stands around operations and schemas.

use serde_json::{Map, Value, json};

use super::{examples, operation, problems, schema};

const ABOUT: &str = "Broadside collects signed petitions and anonymous worker testimony about layoffs and workplace \
safety, and compiles both into packets for the officials and associations who can act.\n\n\
**Begin** with `create_session`: its token opens everything that is not for everybody. `get_readiness` says what is \
still missing, and the groups below stand in the order in which they are needed.\n\n\
**Forms.** JSON in snake case; times are RFC 3339 in UTC (`…_at`), days are dates (`…_on`); ids are prefixed texts. A field \
that is absent is left out of answers, never `null`; in requests `null` means the same as leaving a field out, unless the \
field says otherwise. Unknown fields are refused.\n\n\
**Lists** come as `{\"items\": [], \"next\": \"…\"}`; send `next` back as `cursor`. `Link` says the same.\n\n\
**Failures** are `application/problem+json` (RFC 9457). `type` names the kind, all of which stand at `/problems`; \
`x-problems` lists those of an operation. A body of another shape is answered with every violation at once.\n\n\
**Repeating.** A POST that creates takes `Idempotency-Key`; the same key again gives the first answer and does nothing. \
Edits take `If-Match` with the `ETag` of what was read.\n\n\
**Witnesses** need no account. Their operations leave no log, no counter and no time finer than a day.";

/// The document as it is committed and served, from the framework's own. Keys are sorted, so that it never moves by itself.
pub fn served(raw: &str) -> String {
    let document = normalise(serde_json::from_str(raw).unwrap_or_default());
    let mut text = serde_json::to_string_pretty(&sorted(document)).unwrap_or_default();
    text.push('\n');
    text
}

fn normalise(mut document: Value) -> Value {
    document["openapi"] = json!("3.0.3");
    document["servers"] = json!([{"url": "/"}]);
    let info = &mut document["info"];
    info["description"] = json!(ABOUT);
    info["contact"] = json!({"name": "Whoever runs this service"});
    info["license"] = json!({
        "name": "AGPL-3.0-or-later",
        "url": "https://www.gnu.org/licenses/agpl-3.0.html",
    });
    if let Some(webhooks) = document
        .as_object_mut()
        .and_then(|document| document.remove("webhooks"))
    {
        document["x-webhooks"] = webhooks;
    }
    in_reading_order(&mut document);
    schema::normalise(&mut document);
    let mut shared = Map::new();
    for_operations(&mut document, |path, method, operation| {
        if method == "get" {
            operation::can_be_unchanged(operation);
        }
        operation::normalise(path, operation, &mut shared);
        examples::put_into(operation);
    });
    shared.insert("Problem".into(), problems::any());
    document["components"]["responses"] = Value::Object(shared);
    schema::drop_orphans(&mut document);
    document
}

/// The groups of operations in the order in which somebody new needs them.
const GROUPS: [&str; 19] = [
    "Identity",
    "Readiness",
    "Directory",
    "Campaigns",
    "Petitions",
    "Signatures",
    "Sheets",
    "Worker tokens",
    "Testimony",
    "Review",
    "Statistics",
    "Layoffs",
    "Events",
    "Announcements",
    "Packets",
    "Deliveries",
    "Answers",
    "Public record",
    "Audit",
];

fn in_reading_order(document: &mut Value) {
    let place = |tag: &Value| GROUPS.iter().position(|group| tag["name"] == *group);
    if let Some(tags) = document.get_mut("tags").and_then(Value::as_array_mut) {
        tags.sort_by_key(|tag| place(tag).unwrap_or(GROUPS.len()));
    }
}

/// Visits every operation with its path and method.
pub(super) fn for_operations(
    document: &mut Value,
    mut visit: impl FnMut(&str, &str, &mut Map<String, Value>),
) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for (path, item) in paths {
        let methods = item.as_object_mut().into_iter().flatten();
        for (method, operation) in methods {
            if let Some(operation) = operation.as_object_mut() {
                visit(path, method, operation);
            }
        }
    }
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().collect();
            fields.sort_by(|(one, _), (other, _)| one.cmp(other));
            let sorted = fields
                .into_iter()
                .map(|(name, field)| (name, sorted(field)));
            Value::Object(sorted.collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
