//! Ends a request whose handler takes too long.

use std::time::Duration;

use poem::{Endpoint, Middleware, Request, Result, error::ResponseError, http::StatusCode};
use tokio::time::timeout;

/// 503, not 504: there is no gateway here, and asking again later may well help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request took longer than {} seconds", .after.as_secs())]
pub struct RequestTookTooLong {
    pub after: Duration,
}

impl ResponseError for RequestTookTooLong {
    fn status(&self) -> StatusCode {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

/// Middleware that drops a handler after its time, and with it the transaction it is in.
///
/// Covers everything up to the head of the answer; a streamed body is watched by the connection.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit {
    limit_of: fn(&Request) -> Duration,
}

impl TimeLimit {
    pub fn new(limit_of: fn(&Request) -> Duration) -> Self {
        Self { limit_of }
    }
}

impl Default for TimeLimit {
    fn default() -> Self {
        Self::new(|_| Duration::from_secs(30))
    }
}

impl<E: Endpoint> Middleware<E> for TimeLimit {
    type Output = TimeLimited<E>;

    fn transform(&self, inner: E) -> TimeLimited<E> {
        TimeLimited {
            inner,
            limit_of: self.limit_of,
        }
    }
}

#[derive(Debug)]
pub struct TimeLimited<E> {
    inner: E,
    limit_of: fn(&Request) -> Duration,
}

impl<E: Endpoint> Endpoint for TimeLimited<E> {
    type Output = E::Output;

    async fn call(&self, request: Request) -> Result<E::Output> {
        let after = (self.limit_of)(&request);
        timeout(after, self.inner.call(request))
            .await
            .unwrap_or_else(|_| Err(RequestTookTooLong { after }.into()))
    }
}
