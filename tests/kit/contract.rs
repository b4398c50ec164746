//! The contract as tests read it: every operation, and the smallest body that each takes.

use std::sync::LazyLock;

use broadside::server;
use poem::http::Method;
use serde_json::{Map, Value, json};

static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(server::document()).unwrap());

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    pub path: String,
    pub is_public: bool,
    about: Value,
}

pub fn document() -> &'static Value {
    &DOCUMENT
}

pub fn operations() -> Vec<Operation> {
    let mut found = vec![];
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, about) in item.as_object().unwrap() {
            found.push(Operation {
                id: about["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                is_public: about["security"].as_array().unwrap().is_empty(),
                about: about.clone(),
            });
        }
    }
    found
}

impl Operation {
    /// The path with every `{…}` filled in, by the id that `fill` knows for a pattern's prefix.
    pub fn path_with(&self, fill: impl Fn(&str) -> Option<String>) -> String {
        let mut path = self.path.clone();
        for parameter in self.parameters("path") {
            let name = parameter["name"].as_str().unwrap();
            let value = sample_with(&parameter["schema"], &fill);
            let value = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            path = path.replace(&format!("{{{name}}}"), &value);
        }
        path
    }

    /// Whether a request to this path reaches this operation.
    pub fn path_fits(&self, path: &str) -> bool {
        let fits = |wanted: &str, given: &str| wanted == given || wanted.starts_with('{');
        let (wanted, given) = (self.path.split('/'), path.split('/'));
        wanted.clone().count() == given.clone().count()
            && wanted.zip(given).all(|(wanted, given)| fits(wanted, given))
    }

    /// The headers that must come.
    pub fn headers(&self) -> Vec<(String, String)> {
        let required = self
            .parameters("header")
            .filter(|one| one["required"] == true);
        let required = required.map(|one| {
            let name = one["name"].as_str().unwrap().to_owned();
            (name, "\"1\"".to_owned())
        });
        required.collect()
    }

    /// Media type and smallest body, where the operation takes one.
    pub fn body_with(&self, fill: impl Fn(&str) -> Option<String>) -> Option<(String, String)> {
        let content = self.about["requestBody"]["content"].as_object()?;
        let (media, about) = content.iter().next()?;
        let body = match media.as_str() {
            "application/json" => sample_with(&about["schema"], &fill).to_string(),
            _ => "name\n".to_owned(),
        };
        Some((media.clone(), body))
    }

    fn parameters(&self, place: &'static str) -> impl Iterator<Item = &Value> {
        let list = self.about["parameters"].as_array().into_iter().flatten();
        list.filter(move |parameter| parameter["in"] == place)
    }
}

/// The smallest value that a schema takes; ids come from `fill`, by prefix.
fn sample_with(schema: &Value, fill: &impl Fn(&str) -> Option<String>) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.trim_start_matches("#/components/schemas/");
        return sample_with(&document()["components"]["schemas"][name], fill);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|words| words.first()) {
        return first.clone();
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        if let Some(first) = schema[list].as_array().and_then(|parts| parts.first()) {
            return sample_with(first, fill);
        }
    }
    match schema["type"].as_str() {
        Some("object") => Value::Object(object(schema, fill)),
        Some("array") => {
            let length = schema["minItems"].as_u64().unwrap_or_default();
            (0..length)
                .map(|_| sample_with(&schema["items"], fill))
                .collect()
        }
        Some("string") => json!(string(schema, fill)),
        Some("boolean") => json!(false),
        _ => json!(
            schema["minimum"]
                .as_f64()
                .map_or(1, |lowest| lowest.ceil() as i64)
        ),
    }
}

fn object(schema: &Value, fill: &impl Fn(&str) -> Option<String>) -> Map<String, Value> {
    let required = schema["required"].as_array().into_iter().flatten();
    let required = required.map(|name| name.as_str().unwrap());
    required
        .map(|name| {
            (
                name.to_owned(),
                sample_with(&schema["properties"][name], fill),
            )
        })
        .collect()
}

fn string(schema: &Value, fill: &impl Fn(&str) -> Option<String>) -> String {
    let pattern = schema["pattern"].as_str().unwrap_or_default();
    if let Some(prefix) = pattern
        .strip_prefix('^')
        .and_then(|rest| rest.strip_suffix("_[0-9a-f]{32}$"))
    {
        let made_up = || format!("{prefix}_{}", "0123456789abcdef".repeat(2));
        return fill(prefix).unwrap_or_else(made_up);
    }
    match schema["format"].as_str() {
        Some("date") => "2026-10-05".to_owned(),
        Some("date-time") => "2026-10-05T16:30:00Z".to_owned(),
        _ => "x".repeat(schema["minLength"].as_u64().unwrap_or(1) as usize),
    }
}
