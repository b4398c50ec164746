//! The document and its page, served by the service itself: nothing is fetched from anybody else.

use std::sync::LazyLock;

use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response, Route, endpoint::make_sync};
use poem_openapi::OpenApiService;
use sha2::{Digest, Sha256};

use super::problems;
use crate::http::IfNoneMatch;

/// Scripts only from here; Swagger UI sets styles on its elements and draws its icons as data.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const INDEX: &str = include_str!("page/index.html");
const START: &str = include_str!("page/start.js");
const STYLE: &str = include_str!("page/page.css");

/// For clients that seal: every step of it with fixed randomness. Written by `tests/sealing/vectors.rs`.
const VECTORS: &str = include_str!("../../openapi/test-vectors.json");

/// `/openapi.json` with its test vectors, `/docs` and `/problems`.
pub fn add_to(route: Route, document: &'static str) -> Route {
    let ui = &*SWAGGER_UI;
    route
        .at("/openapi.json", file("application/json", document))
        .at(
            "/openapi/test-vectors.json",
            file("application/json", VECTORS),
        )
        .at("/problems", file("text/html; charset=utf-8", &PROBLEMS))
        .at("/docs", file("text/html; charset=utf-8", INDEX))
        .at(
            "/docs/swagger-ui.css",
            file("text/css; charset=utf-8", &ui.style),
        )
        .at(
            "/docs/swagger-ui.js",
            file("text/javascript; charset=utf-8", &ui.script),
        )
        .at(
            "/docs/start.js",
            file("text/javascript; charset=utf-8", START),
        )
        .at("/docs/page.css", file("text/css; charset=utf-8", STYLE))
}

static PROBLEMS: LazyLock<String> = LazyLock::new(problems::html);

/// The framework brings Swagger UI as one page with everything inside; cut apart, it needs no inline script.
struct SwaggerUi {
    style: String,
    script: String,
}

static SWAGGER_UI: LazyLock<SwaggerUi> = LazyLock::new(|| {
    let html = OpenApiService::new((), "", "").swagger_ui_html();
    let between = |begin: &str, end: &str| {
        let (_, rest) = html.split_once(begin).unwrap_or_default();
        let (text, _) = rest.split_once(end).unwrap_or_default();
        text.to_owned()
    };
    SwaggerUi {
        style: between("<style charset=\"UTF-8\">", "</style>"),
        script: between("<script charset=\"UTF-8\">", "</script>\n</head>"),
    }
});

/// One file that stays the same while the process lives.
fn file(content_type: &'static str, text: &'static str) -> impl Endpoint<Output = Response> {
    let digest = Sha256::digest(text.as_bytes());
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&digest[..16]));
    poem::get(make_sync(move |request: Request| {
        let answer = Response::builder()
            .header(header::ETAG, &tag)
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::CONTENT_SECURITY_POLICY, POLICY)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        if IfNoneMatch::of(request.headers()).holds(&tag) {
            return answer.status(StatusCode::NOT_MODIFIED).finish();
        }
        answer.content_type(content_type).body(text)
    }))
}
