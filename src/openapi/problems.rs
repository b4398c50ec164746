//! The catalogue of problems in the document, and as a page of its own.

use serde_json::{Value, json};

use crate::http::{Kind, catalogue::ALL};

pub(super) fn find(slug: &str) -> Option<Kind> {
    ALL.iter().find(|kind| kind.slug == slug).copied()
}

/// `not-found` is `NotFound` among the responses.
pub(super) fn component(kind: Kind) -> String {
    kind.slug
        .split('-')
        .flat_map(|word| {
            let (first, rest) = word.split_at(1.min(word.len()));
            [first.to_ascii_uppercase(), rest.to_owned()]
        })
        .collect()
}

/// The response for all problems of one status that an operation can answer with.
pub(super) fn response(kinds: &[Kind]) -> Value {
    let lines: Vec<String> = kinds.iter().map(line).collect();
    let (separator, bullet) = if lines.len() > 1 {
        ("\n", "- ")
    } else {
        ("", "")
    };
    let lines: Vec<String> = lines.iter().map(|line| format!("{bullet}{line}")).collect();
    let examples: serde_json::Map<_, _> = kinds
        .iter()
        .map(|kind| (kind.slug.to_owned(), json!({"value": example(*kind)})))
        .collect();
    let mut response = json!({
        "description": lines.join(separator),
        "content": {"application/problem+json": {
            "schema": {"$ref": "#/components/schemas/Problem"},
            "examples": examples,
        }},
    });
    if let Some(headers) = headers(kinds) {
        response["headers"] = headers;
    }
    response
}

fn line(kind: &Kind) -> String {
    format!("`{}`: {}", kind.slug, kind.about.trim())
}

/// What stands under `default`.
pub(super) fn any() -> Value {
    json!({
        "description": "Any other failure, in the same form. All kinds stand at `/problems`.",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

fn headers(kinds: &[Kind]) -> Option<Value> {
    let kind = kinds.first()?;
    match kind.status {
        401 => Some(json!({"WWW-Authenticate": {
            "description": "How to authenticate, where a token was missing or refused.",
            "schema": {"type": "string"},
        }})),
        429 | 503 => Some(json!({"Retry-After": {
            "description": "Seconds to wait.",
            "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 86400},
        }})),
        _ => None,
    }
}

fn example(kind: Kind) -> Value {
    let mut problem = json!({
        "type": format!("/problems#{}", kind.slug),
        "title": kind.title,
        "status": kind.status,
        "detail": kind.about.trim(),
    });
    if kind.slug == "invalid-body" {
        problem["violations"] = json!([{"pointer": "/title", "detail": "is required"}]);
    }
    problem
}

/// `openapi/problems.md`, written from the catalogue.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Problems\n\n\
         Every failure is `application/problem+json` (RFC 9457) whose `type` is `/problems#` and one of these names. \
         This page is written from `src/http/catalogue.rs`: `just contract`.\n",
    );
    for kind in ALL {
        let Kind {
            slug,
            status,
            title,
            about,
        } = kind;
        text.push_str(&format!(
            "\n## {slug}\n\n{status} · *{title}*\n\n{}\n",
            about.trim()
        ));
    }
    text
}

/// The same as a page without scripts, where `/problems#slug` leads.
pub(super) fn html() -> String {
    let mut text = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>Problems - Broadside</title>\n<link rel=\"stylesheet\" href=\"/docs/page.css\">\n<main>\n<h1>Problems</h1>\n\
         <p>Every failure is <code>application/problem+json</code> (RFC 9457); its <code>type</code> leads to a line of this page.</p>\n<dl>\n",
    );
    for kind in ALL {
        let Kind {
            slug,
            status,
            title,
            about,
        } = kind;
        text.push_str(&format!(
            "<dt id=\"{slug}\"><code>{slug}</code> {status} <i>{}</i></dt>\n<dd>{}</dd>\n",
            html_escape::encode_text(title),
            with_code(about.trim()),
        ));
    }
    text.push_str("</dl>\n</main>\n</html>\n");
    text
}

/// Turns pairs of backticks into `<code>`.
fn with_code(text: &str) -> String {
    let mut html = String::new();
    for (index, part) in text.split('`').enumerate() {
        let part = html_escape::encode_text(part);
        match index % 2 {
            0 => html.push_str(&part),
            _ => html.push_str(&format!("<code>{part}</code>")),
        }
    }
    html
}
