//! Holds a JSON value against a documented schema and names every place where they differ.

use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use serde_json::Value;

use crate::http::Violation;

/// Control characters have no place in any text here; SQLite would take NUL, PostgreSQL and PDF would not.
pub(super) fn refuse_controls(value: &Value, at: &mut String, found: &mut Vec<Violation>) {
    match value {
        Value::String(text) if text.chars().any(is_refused_control) => {
            found.push(Violation::new(
                at.clone(),
                "must not contain control characters",
            ));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(at, &index.to_string(), |at| {
                    refuse_controls(item, at, found)
                });
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                if name.chars().any(is_refused_control) {
                    found.push(Violation::new(
                        at.clone(),
                        "must not have control characters in names",
                    ));
                }
                below(at, name, |at| refuse_controls(field, at, found));
            }
        }
        _ => {}
    }
}

fn is_refused_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

pub(super) fn compare(
    registry: &Registry,
    schema: &MetaSchemaRef,
    value: &Value,
    at: &mut String,
    found: &mut Vec<Violation>,
) {
    let schema = match schema {
        MetaSchemaRef::Inline(schema) => schema,
        MetaSchemaRef::Reference(name) => match registry.schemas.get(name) {
            Some(schema) => schema,
            None => return,
        },
    };
    if value.is_null() && schema.nullable {
        return;
    }
    for part in &schema.all_of {
        compare(registry, part, value, at, found);
    }
    if !schema.one_of.is_empty() {
        return choose(registry, schema, value, at, found);
    }
    if !has_type(schema.ty, value) {
        let detail = format!("must be {}", article(schema.ty));
        return found.push(Violation::new(at.clone(), detail));
    }
    match value {
        // What only describes a reference says nothing about fields.
        Value::Object(fields) if schema.ty == "object" => {
            object(registry, schema, fields, at, found);
        }
        Value::Array(items) => array(registry, schema, items, at, found),
        Value::String(text) => string(schema, text, at, found),
        Value::Number(number) => numeric(schema, number, at, found),
        _ => {}
    }
}

/// A union with a discriminator is held against the variant it names; without one it must fit some variant.
fn choose(
    registry: &Registry,
    schema: &MetaSchema,
    value: &Value,
    at: &mut String,
    found: &mut Vec<Violation>,
) {
    if let Some(discriminator) = &schema.discriminator {
        let named = value
            .get(discriminator.property_name)
            .and_then(Value::as_str);
        let variant = discriminator
            .mapping
            .iter()
            .find(|(name, _)| Some(name.as_str()) == named);
        let Some((_, reference)) = variant else {
            let names: Vec<_> = discriminator
                .mapping
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            let detail = format!("must be one of: {}", names.join(", "));
            return below(at, discriminator.property_name, |at| {
                found.push(Violation::new(at.clone(), detail));
            });
        };
        let name = reference.rsplit('/').next().unwrap_or_default();
        let variant = MetaSchemaRef::Reference(name.to_owned());
        return compare(registry, &variant, value, at, found);
    }
    let fits = schema.one_of.iter().any(|variant| {
        let mut inner = Vec::new();
        compare(registry, variant, value, &mut String::new(), &mut inner);
        inner.is_empty()
    });
    if !fits {
        found.push(Violation::new(
            at.clone(),
            "must fit one of the documented shapes",
        ));
    }
}

fn object(
    registry: &Registry,
    schema: &MetaSchema,
    fields: &serde_json::Map<String, Value>,
    at: &mut String,
    found: &mut Vec<Violation>,
) {
    for name in &schema.required {
        if !fields.contains_key(*name) {
            below(at, name, |at| {
                found.push(Violation::new(at.clone(), "is required"))
            });
        }
    }
    for (name, field) in fields {
        let known = schema.properties.iter().find(|(known, _)| known == name);
        match (known, &schema.additional_properties) {
            (Some((_, shape)), _) => {
                let optional = !schema.required.contains(&name.as_str());
                if !(optional && field.is_null()) {
                    below(at, name, |at| compare(registry, shape, field, at, found));
                }
            }
            (None, Some(shape)) => {
                below(at, name, |at| compare(registry, shape, field, at, found));
            }
            (None, None) if could_be_a_field(name) => below(at, name, |at| {
                found.push(Violation::new(at.clone(), "is not a documented field"))
            }),
            // What stands in the place of a name is the client's own text: the pointer stops at the object that holds it.
            (None, None) => found.push(Violation::new(
                at.clone(),
                "has a field that is not documented",
            )),
        }
    }
}

/// Looks like the name of a field, misspelt or of another version.
fn could_be_a_field(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    (1..=40).contains(&name.len()) && name.bytes().all(is_plain)
}

fn array(
    registry: &Registry,
    schema: &MetaSchema,
    items: &[Value],
    at: &mut String,
    found: &mut Vec<Violation>,
) {
    limit(
        schema.min_items,
        schema.max_items,
        items.len(),
        "items",
        at,
        found,
    );
    let Some(shape) = &schema.items else { return };
    for (index, item) in items.iter().enumerate() {
        below(at, &index.to_string(), |at| {
            compare(registry, shape, item, at, found)
        });
    }
}

fn string(schema: &MetaSchema, text: &str, at: &str, found: &mut Vec<Violation>) {
    let length = text.chars().count();
    limit(
        schema.min_length,
        schema.max_length,
        length,
        "characters",
        at,
        found,
    );
    if !schema.enum_items.is_empty() {
        if !schema
            .enum_items
            .iter()
            .any(|item| item.as_str() == Some(text))
        {
            let known: Vec<_> = schema.enum_items.iter().filter_map(Value::as_str).collect();
            let detail = format!("must be one of: {}", known.join(", "));
            found.push(Violation::new(at, detail));
        }
    } else if let Some(wrong) = format_of(schema, text) {
        found.push(Violation::new(at, wrong));
    }
}

fn format_of(schema: &MetaSchema, text: &str) -> Option<String> {
    let fits = match schema.format {
        Some("naive-date") => text.parse::<chrono::NaiveDate>().is_ok(),
        Some("date-time") => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        Some("uuid") => uuid::Uuid::parse_str(text).is_ok(),
        _ => match schema.pattern.as_deref().and_then(id_prefix) {
            Some(prefix) => crate::ids::parse(prefix, text).is_ok(),
            None => return None,
        },
    };
    let name = match schema.format {
        Some("naive-date") => "a date, such as 2026-10-05",
        Some("date-time") => "a time in RFC 3339, such as 2026-10-05T16:30:00Z",
        Some(format) => format,
        None => schema
            .pattern
            .as_deref()
            .unwrap_or("of the documented form"),
    };
    (!fits).then(|| format!("must be {name}"))
}

/// The patterns of typed ids all read `^prefix_[0-9a-f]{32}$`.
fn id_prefix(pattern: &str) -> Option<&str> {
    pattern.strip_prefix('^')?.strip_suffix("_[0-9a-f]{32}$")
}

fn numeric(schema: &MetaSchema, number: &serde_json::Number, at: &str, found: &mut Vec<Violation>) {
    let Some(number) = number.as_f64() else {
        return;
    };
    if let Some(minimum) = schema.minimum.filter(|minimum| number < *minimum) {
        found.push(Violation::new(at, format!("must be at least {minimum}")));
    }
    if let Some(maximum) = schema.maximum.filter(|maximum| number > *maximum) {
        found.push(Violation::new(at, format!("must be at most {maximum}")));
    }
}

fn limit(
    minimum: Option<usize>,
    maximum: Option<usize>,
    length: usize,
    unit: &str,
    at: &str,
    found: &mut Vec<Violation>,
) {
    if let Some(minimum) = minimum.filter(|minimum| length < *minimum) {
        found.push(Violation::new(
            at,
            format!("must have at least {minimum} {unit}"),
        ));
    }
    if let Some(maximum) = maximum.filter(|maximum| length > *maximum) {
        found.push(Violation::new(
            at,
            format!("must have at most {maximum} {unit}"),
        ));
    }
}

fn has_type(ty: &str, value: &Value) -> bool {
    match ty {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => true,
    }
}

fn article(ty: &str) -> String {
    let article = if ty.starts_with(['a', 'i', 'o']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {ty}")
}

/// Goes one step down the pointer (RFC 6901 escapes) and comes back.
fn below(at: &mut String, step: &str, visit: impl FnOnce(&mut String)) {
    let length = at.len();
    at.push('/');
    at.push_str(&step.replace('~', "~0").replace('/', "~1"));
    visit(at);
    at.truncate(length);
}
