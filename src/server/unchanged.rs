//! Answers 304 to a reader who holds what would be sent (RFC 9110, section 13.1.2).

use data_encoding::HEXLOWER;
use poem::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG};
use poem::http::{HeaderValue, Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use sha2::{Digest, Sha256};

use crate::http::{IfNoneMatch, Problem, conditional};

/// Middleware around the operations.
#[derive(Clone, Copy, Debug)]
pub struct Unchanged;

impl<E: Endpoint> Middleware<E> for Unchanged {
    type Output = Compared<E>;

    fn transform(&self, inner: E) -> Compared<E> {
        Compared { inner }
    }
}

#[derive(Debug)]
pub struct Compared<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Compared<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let held = reads.then(|| IfNoneMatch::of(request.headers()));
        let mut response = self.inner.call(request).await?.into_response();
        let (Some(held), StatusCode::OK) = (held, response.status()) else {
            return Ok(response);
        };
        let Some(tag) = tag_of(&mut response).await? else {
            return Ok(response);
        };
        if held.holds(&tag) {
            response.set_status(StatusCode::NOT_MODIFIED);
            response.headers_mut().remove(CONTENT_TYPE);
            response.headers_mut().remove(CONTENT_LENGTH);
            response.set_body(());
        }
        Ok(response)
    }
}

/// The `ETag` of the answer. A revision says what an editor has read, but dates and counts move on without one: for
/// readers the digest of the whole answer goes with it.
async fn tag_of(response: &mut Response) -> Result<Option<String>> {
    let tag = response.headers().get(ETAG);
    let Some(tag) = tag.and_then(|tag| tag.to_str().ok()).map(str::to_owned) else {
        return Ok(None);
    };
    let Some(revision) = conditional::revision_of(&tag) else {
        return Ok(Some(tag));
    };
    let body = response.take_body().into_bytes().await;
    let body = body.map_err(|error| Problem::broken("body", &error))?;
    let digest = HEXLOWER.encode(&Sha256::digest(&body)[..8]);
    let tag = conditional::etag_of_answer(revision, &digest);
    response.set_body(body);
    if let Ok(value) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(ETAG, value);
    }
    Ok(Some(tag))
}
