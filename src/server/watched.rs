//! One log line a request: the operation, the status, the time, a random id. Of a witness's request there is none.

use poem::http::{HeaderName, HeaderValue, StatusCode};
use poem::{Endpoint, Middleware, Request, Response, Result};
use poem_openapi::OperationId;
use tracing::Instrument;

use super::kinds::may_be_a_witness;
use crate::app::App;
use crate::watch::quiet::quietly;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Middleware outside everything but the parts of the node.
#[derive(Clone, Copy, Debug)]
pub struct Watch;

impl<E: Endpoint> Middleware<E> for Watch {
    type Output = Watched<E>;

    fn transform(&self, inner: E) -> Watched<E> {
        Watched { inner }
    }
}

#[derive(Debug)]
pub struct Watched<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Watched<E> {
    type Output = Response;

    #[expect(clippy::disallowed_methods, reason = "a stopwatch for the log line")]
    async fn call(&self, request: Request) -> Result<Response> {
        if may_be_a_witness(request.uri().path()) {
            return Ok(quietly(self.inner.get_response(request)).await);
        }
        let began = std::time::Instant::now();
        let method = request.method().clone();
        let id = fresh_id(&request);
        let span = tracing::info_span!("request", id);
        let mut response = self
            .inner
            .get_response(request)
            .instrument(span.clone())
            .await;
        let milliseconds = began.elapsed().as_secs_f64() * 1000.0;
        span.in_scope(|| line(method.as_str(), &response, milliseconds));
        if let Ok(id) = HeaderValue::try_from(id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        Ok(response)
    }
}

/// Our own: what a client sends could carry anything.
fn fresh_id(request: &Request) -> String {
    let random = request.data::<App>().map(|app| app.entropy.bytes::<12>());
    data_encoding::HEXLOWER.encode(&random.unwrap_or_default())
}

fn line(method: &str, response: &Response, milliseconds: f64) {
    let operation = response
        .data::<OperationId>()
        .map_or("-", |operation| operation.0);
    let status = response.status();
    let milliseconds = (milliseconds * 10.0).round() / 10.0;
    if status == StatusCode::INTERNAL_SERVER_ERROR {
        tracing::error!(
            method,
            operation,
            status = status.as_u16(),
            milliseconds,
            "answered"
        );
    } else if operation == "-" {
        tracing::debug!(
            method,
            operation,
            status = status.as_u16(),
            milliseconds,
            "answered"
        );
    } else {
        tracing::info!(
            method,
            operation,
            status = status.as_u16(),
            milliseconds,
            "answered"
        );
    }
}
