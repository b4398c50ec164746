//! Schemas: what requests may hold is closed and bounded, what nothing refers to goes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const PREFIX: &str = "#/components/schemas/";
/// What a number in JSON can hold without loss in every language.
const SAFE: i64 = 9_007_199_254_740_991;

pub(super) fn normalise(document: &mut Value) {
    each(document, &mut tidy);
    for name in requested(document) {
        let types = types(document);
        if let Some(schema) = schemas(document).and_then(|schemas| schemas.get_mut(&name)) {
            close(schema, &types);
        }
    }
}

fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document
        .get_mut("components")?
        .get_mut("schemas")?
        .as_object_mut()
}

/// Visits every object of the document, the outer ones first.
fn each(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(fields) => {
            visit(fields);
            fields.values_mut().for_each(|field| each(field, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, visit)),
        _ => {}
    }
}

/// Whole numbers get bounds, and bounds are whole numbers. A description stands once.
fn tidy(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        parts.retain(|part| {
            let fields = part.as_object();
            fields.is_none_or(|fields| fields.keys().any(|name| name != "description"))
        });
    }
    if schema.get("format") == Some(&json!("naive-date")) {
        schema.insert("format".into(), json!("date"));
    }
    if schema.get("type") != Some(&json!("integer")) {
        return;
    }
    let (lowest, highest) = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (0, i64::from(u8::MAX)),
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("uint64") => (0, SAFE),
        Some("int8") => (i64::from(i8::MIN), i64::from(i8::MAX)),
        Some("int16") => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (-SAFE, SAFE),
    };
    bound(schema, "minimum", lowest);
    bound(schema, "maximum", highest);
    let format = if highest <= i64::from(i32::MAX) {
        "int32"
    } else {
        "int64"
    };
    schema.insert("format".into(), json!(format));
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "bounds are written as whole numbers in the code"
)]
fn bound(schema: &mut Map<String, Value>, name: &str, otherwise: i64) {
    let bound = schema
        .get(name)
        .and_then(Value::as_f64)
        .map(|bound| bound as i64);
    schema.insert(name.to_owned(), json!(bound.unwrap_or(otherwise)));
}

/// The names of all schemas that bodies of requests are made of.
pub(super) fn requested(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = document["paths"].as_object().into_iter().flatten();
    for (_, item) in paths {
        for (_, operation) in item.as_object().into_iter().flatten() {
            follow(document, &operation["requestBody"], &mut found);
        }
    }
    found
}

fn follow(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|name| name.strip_prefix(PREFIX))
                && found.insert(name.to_owned())
            {
                follow(document, &document["components"]["schemas"][name], found);
            }
            fields
                .values()
                .for_each(|field| follow(document, field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| follow(document, item, found)),
        _ => {}
    }
}

fn types(document: &Value) -> Map<String, Value> {
    let schemas = document["components"]["schemas"].as_object();
    let types = schemas.into_iter().flatten();
    types
        .map(|(name, schema)| (name.clone(), schema["type"].clone()))
        .collect()
}

/// An object of a request takes no other fields; those it need not have may be `null`.
fn close(schema: &mut Value, types: &Map<String, Value>) {
    let Some(schema) = schema.as_object_mut() else {
        return;
    };
    if !schema.contains_key("properties") || schema.contains_key("allOf") {
        return;
    }
    schema.entry("additionalProperties").or_insert(json!(false));
    let required = schema.get("required").cloned().unwrap_or(json!([]));
    let fields = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, field) in fields.into_iter().flatten() {
        let is_required = required
            .as_array()
            .is_some_and(|list| list.contains(&json!(name)));
        if !is_required {
            allow_null(field, types);
        }
    }
}

/// 3.0 knows `nullable` only beside a `type`, and nothing beside a `$ref`.
fn allow_null(field: &mut Value, types: &Map<String, Value>) {
    let reference = field.get("$ref").and_then(Value::as_str).map(str::to_owned);
    if let Some(reference) = reference {
        let name = reference.trim_start_matches(PREFIX);
        let ty = types.get(name).cloned().unwrap_or(json!("object"));
        *field = json!({"type": ty, "allOf": [{"$ref": reference}]});
    } else if let (None, Some([part])) = (
        field.get("type"),
        field
            .get("allOf")
            .and_then(Value::as_array)
            .map(Vec::as_slice),
    ) {
        let name = part["$ref"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches(PREFIX);
        field["type"] = types.get(name).cloned().unwrap_or(json!("object"));
    }
    field["nullable"] = json!(true);
}

/// Removes the components that nothing refers to.
pub(super) fn drop_orphans(document: &mut Value) {
    let mut used = BTreeSet::new();
    follow(document, &document["paths"], &mut used);
    follow(document, &document["components"]["responses"], &mut used);
    follow(document, &document["x-webhooks"], &mut used);
    if let Some(schemas) = schemas(document) {
        schemas.retain(|name, _| used.contains(name));
    }
}
