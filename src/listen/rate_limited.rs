//! Refuses the requests of clients who have used up their allowance.

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result, error::ResponseError,
    http::StatusCode,
};

use super::{
    client_address::TrustedProxies,
    limits::{Class, RateLimits, Standing},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many requests")]
pub struct TooManyRequests {
    pub standing: Standing,
}

impl ResponseError for TooManyRequests {
    fn status(&self) -> StatusCode {
        StatusCode::TOO_MANY_REQUESTS
    }
}

/// Middleware that answers [`TooManyRequests`], and writes the `RateLimit` headers on what it lets through.
///
/// Errors pass with their [`Standing`] as poem data, for the problem conversion outside to write.
#[derive(Clone, Debug)]
pub struct RateLimited {
    limits: Arc<RateLimits>,
    proxies: Arc<TrustedProxies>,
    class_of: fn(&Request) -> Option<Class>,
}

impl RateLimited {
    /// `class_of` gives `None` for what is never refused, such as `/healthz`.
    pub fn new(
        limits: Arc<RateLimits>,
        proxies: Arc<TrustedProxies>,
        class_of: fn(&Request) -> Option<Class>,
    ) -> Self {
        Self {
            limits,
            proxies,
            class_of,
        }
    }
}

impl<E: Endpoint> Middleware<E> for RateLimited {
    type Output = Rationed<E>;

    fn transform(&self, inner: E) -> Rationed<E> {
        Rationed {
            inner,
            gate: self.clone(),
        }
    }
}

#[derive(Debug)]
pub struct Rationed<E> {
    inner: E,
    gate: RateLimited,
}

impl<E: Endpoint> Endpoint for Rationed<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let Some(class) = (self.gate.class_of)(&request) else {
            return self
                .inner
                .call(request)
                .await
                .map(IntoResponse::into_response);
        };
        let standing = self
            .gate
            .limits
            .check(class, self.gate.proxies.client_of(&request));
        if !standing.is_allowed() {
            return Err(TooManyRequests { standing }.into());
        }
        match self.inner.call(request).await {
            Ok(answer) => {
                let mut response = answer.into_response();
                standing.write_to(response.headers_mut());
                Ok(response)
            }
            Err(mut error) => {
                error.set_data(standing);
                Err(error)
            }
        }
    }
}
