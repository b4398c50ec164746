//! What the document still fails to say, in words for whoever added the operation.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::problems;
use super::schema::requested;

/// Every place where the document breaks a rule of the house; empty when all is well.
pub fn findings(document: &Value) -> Vec<String> {
    let mut found = vec![];
    let mut ids = BTreeSet::new();
    for (path, item) in fields(&document["paths"]) {
        for (method, operation) in fields(item) {
            let id = operation["operationId"].as_str().unwrap_or_default();
            let mut say = |what: String| found.push(format!("{method} {path} ({id}): {what}"));
            if !ids.insert(id.to_owned()) || !is_verb_noun(id) {
                say("needs an operation_id of its own, verb_noun".into());
            }
            check_operation(document, operation, &mut say);
        }
    }
    for name in requested(document) {
        let schema = &document["components"]["schemas"][&name];
        bounded(schema, &name, &mut |what| found.push(what));
    }
    found
}

fn check_operation(document: &Value, operation: &Value, say: &mut impl FnMut(String)) {
    for name in ["summary", "description"] {
        if operation[name].as_str().unwrap_or_default().is_empty() {
            say(format!("needs a {name} in its doc comment"));
        }
    }
    if operation["tags"]
        .as_array()
        .is_none_or(|tags| tags.len() != 1)
    {
        say("needs one tag".into());
    }
    for slug in items(&operation["x-problems"]) {
        let slug = slug.as_str().unwrap_or_default();
        if problems::find(slug).is_none() {
            say(format!(
                "names a problem that is not in the catalogue: {slug}"
            ));
        }
    }
    for (status, response) in fields(&operation["responses"]) {
        let text = response["description"].as_str().unwrap_or_default();
        if response.get("$ref").is_none() && text.is_empty() {
            say(format!("its answer {status} needs a description"));
        }
    }
    for parameter in items(&operation["parameters"]) {
        let name = parameter["name"].as_str().unwrap_or_default();
        if parameter["description"]
            .as_str()
            .unwrap_or_default()
            .is_empty()
        {
            say(format!("its parameter {name} needs a doc comment"));
        }
        let schema = resolved(document, &parameter["schema"]);
        // What HTTP itself defines has the limit of all headers together.
        if !matches!(name, "If-None-Match" | "Range") {
            bounded(schema, &format!("parameter {name}"), say);
        }
    }
}

/// Follows one reference.
fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema["$ref"].as_str().unwrap_or_default();
    match reference.strip_prefix("#/components/schemas/") {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

/// Strings and lists of a request have a largest length.
fn bounded(schema: &Value, at: &str, say: &mut impl FnMut(String)) {
    let has = |name: &str| schema.get(name).is_some();
    match schema["type"].as_str() {
        Some("string") => {
            let is_closed = ["maxLength", "enum", "pattern", "allOf"]
                .iter()
                .any(|name| has(name))
                || matches!(
                    schema["format"].as_str(),
                    Some("date" | "date-time" | "uuid" | "binary")
                );
            if !is_closed {
                say(format!("{at}: a string of a request needs a max_length"));
            }
        }
        Some("array") => {
            if !has("maxItems") {
                say(format!("{at}: a list of a request needs max_items"));
            }
            bounded(&schema["items"], &format!("{at}[]"), say);
        }
        _ => {}
    }
    for (name, field) in fields(&schema["properties"]) {
        bounded(field, &format!("{at}.{name}"), say);
    }
    for part in items(&schema["allOf"]) {
        bounded(part, at, say);
    }
}

fn is_verb_noun(id: &str) -> bool {
    let words: Vec<&str> = id.split('_').collect();
    let is_word = |word: &&str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    words.len() > 1 && words.iter().all(is_word)
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().map(Map::iter).into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
