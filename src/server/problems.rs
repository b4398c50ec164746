//! Turns whatever failed below into a problem, with the headers that HTTP asks for beside it.

use std::sync::Arc;

use poem::http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use poem::http::{HeaderValue, StatusCode, Uri};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use poem_openapi::{OpenApi, OperationId};

use super::Apis;
use crate::http::refusal;
use crate::listen::{Standing, TooManyRequests};

/// Middleware outside everything that can fail.
#[derive(Clone, Debug)]
pub struct Problems(Arc<Methods>);

impl Problems {
    pub fn new() -> Self {
        Self(Arc::new(Methods::of_the_operations()))
    }
}

impl<E: Endpoint> Middleware<E> for Problems {
    type Output = Explained<E>;

    fn transform(&self, inner: E) -> Explained<E> {
        Explained {
            inner,
            methods: Arc::clone(&self.0),
        }
    }
}

#[derive(Debug)]
pub struct Explained<E> {
    inner: E,
    methods: Arc<Methods>,
}

impl<E: Endpoint> Endpoint for Explained<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let uri = request.uri().clone();
        let mut response = match self.inner.call(request).await {
            Ok(answer) => answer.into_response(),
            Err(error) => explain(error),
        };
        self.complete(&uri, &mut response);
        Ok(response)
    }
}

fn explain(error: poem::Error) -> Response {
    let refused = error
        .downcast_ref()
        .map(|TooManyRequests { standing }| *standing);
    let standing = refused.or_else(|| error.data::<Standing>().copied());
    let error = if error.is_from_response() {
        error
    } else {
        with_data_of(&error, refusal::refuse(&error).into())
    };
    let mut response = error.into_response();
    if let Some(standing) = standing {
        standing.write_to(response.headers_mut());
    }
    response
}

/// Keeps what the log line wants to know.
fn with_data_of(error: &poem::Error, mut problem: poem::Error) -> poem::Error {
    if let Some(operation) = error.data::<OperationId>() {
        problem.set_data(*operation);
    }
    problem
}

impl<E> Explained<E> {
    /// What RFC 9110 wants beside 401 and 405, and what makes a client come back after 503.
    fn complete(&self, uri: &Uri, response: &mut Response) {
        let (name, value) = match response.status() {
            StatusCode::UNAUTHORIZED => (WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
            StatusCode::METHOD_NOT_ALLOWED => (ALLOW, self.methods.allowed_at(uri.path())),
            StatusCode::SERVICE_UNAVAILABLE => (RETRY_AFTER, HeaderValue::from_static("5")),
            _ => return,
        };
        response.headers_mut().entry(name).or_insert(value);
    }
}

/// Which methods each path has, from the same source as the document.
#[derive(Debug)]
struct Methods(Vec<(Vec<String>, HeaderValue)>);

impl Methods {
    fn of_the_operations() -> Self {
        let mut methods: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        let apis = <Apis as OpenApi>::meta();
        for path in apis.into_iter().flat_map(|api| api.paths) {
            let parts: Vec<_> = path.path.split('/').map(str::to_owned).collect();
            let names = path
                .operations
                .iter()
                .map(|operation| operation.method.to_string());
            match methods.iter_mut().find(|(known, _)| *known == parts) {
                Some((_, known)) => known.extend(names),
                None => methods.push((parts, names.collect())),
            }
        }
        Self(
            methods
                .into_iter()
                .map(|(parts, names)| (parts, listed(names)))
                .collect(),
        )
    }

    fn allowed_at(&self, path: &str) -> HeaderValue {
        let parts: Vec<_> = path.split('/').collect();
        let fitting = self.0.iter().filter(|(known, _)| matches(known, &parts));
        // A path that is spelled out stands before one with a parameter in its place, as in the router.
        let found = fitting.min_by_key(|(known, _)| known.iter().filter(is_parameter).count());
        match found {
            Some((_, methods)) => methods.clone(),
            None if path.starts_with("/v1") => HeaderValue::from_static(""),
            None => HeaderValue::from_static("GET, HEAD"),
        }
    }
}

fn is_parameter(part: &&String) -> bool {
    part.starts_with([':', '{'])
}

pub(super) fn matches(pattern: &[String], parts: &[&str]) -> bool {
    let fits = |(pattern, part): (&String, &&str)| {
        is_parameter(&pattern) && !part.is_empty() || pattern == part
    };
    pattern.len() == parts.len() && pattern.iter().zip(parts).all(fits)
}

fn listed(mut names: Vec<String>) -> HeaderValue {
    if names.iter().any(|name| name == "GET") {
        names.push("HEAD".to_owned());
    }
    names.sort();
    names.dedup();
    HeaderValue::try_from(names.join(", ")).unwrap_or(HeaderValue::from_static(""))
}
