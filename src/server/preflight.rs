//! Lets pages of every site ask for the public record with `If-None-Match`: browsers ask first whether they may (CORS).

use std::sync::LazyLock;

use poem::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_MAX_AGE, ALLOW,
};
use poem::http::{Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use poem_openapi::OpenApi;

use super::problems::matches;
use crate::accountability::record::api::RecordApi;

const METHODS: &str = "GET, HEAD, OPTIONS";
/// A day.
const HOLDS_FOR: &str = "86400";

/// The paths of the record, from the same source as the document.
static OPEN: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let paths = RecordApi::meta().into_iter().flat_map(|api| api.paths);
    let parts = |path: &str| path.split('/').map(str::to_owned).collect();
    paths.map(|path| parts(&path.path)).collect()
});

/// Middleware around the operations.
#[derive(Clone, Copy, Debug)]
pub struct Preflight;

impl<E: Endpoint> Middleware<E> for Preflight {
    type Output = Asked<E>;

    fn transform(&self, inner: E) -> Asked<E> {
        Asked { inner }
    }
}

#[derive(Debug)]
pub struct Asked<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Asked<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        if request.method() == Method::OPTIONS && is_open(request.uri().path()) {
            return Ok(may());
        }
        self.inner
            .call(request)
            .await
            .map(IntoResponse::into_response)
    }
}

fn is_open(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    OPEN.iter().any(|known| matches(known, &parts))
}

fn may() -> Response {
    Response::builder()
        .status(StatusCode::NO_CONTENT)
        .header(ALLOW, METHODS)
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(ACCESS_CONTROL_ALLOW_METHODS, METHODS)
        .header(ACCESS_CONTROL_ALLOW_HEADERS, "If-None-Match")
        .header(ACCESS_CONTROL_MAX_AGE, HOLDS_FOR)
        .finish()
}
