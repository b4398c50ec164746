//! Counts a request's body while it is read, whatever its length was said to be.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, SizeHint};
use poem::{
    Endpoint, Middleware, Request, Result,
    error::ResponseError,
    http::{StatusCode, header::CONTENT_LENGTH},
};

use super::{request_body::BodyWatch, time_limit::RequestTookTooLong};

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is larger than {limit} bytes")]
pub struct BodyTooLarge {
    pub limit: u64,
}

impl ResponseError for BodyTooLarge {
    fn status(&self) -> StatusCode {
        StatusCode::PAYLOAD_TOO_LARGE
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body took too long to arrive")]
pub struct BodyTooSlow;

impl ResponseError for BodyTooSlow {
    fn status(&self) -> StatusCode {
        StatusCode::REQUEST_TIMEOUT
    }
}

/// Middleware that answers [`BodyTooLarge`] and [`BodyTooSlow`], whatever the endpoint made of its broken body.
///
/// Stands inside the problem conversion and outside [`TimeLimit`](super::TimeLimit).
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    limit_of: fn(&Request) -> u64,
}

impl BodyLimits {
    /// `limit_of` names the bytes that a request's route allows.
    pub fn new(limit_of: fn(&Request) -> u64) -> Self {
        Self { limit_of }
    }
}

impl<E: Endpoint> Middleware<E> for BodyLimits {
    type Output = BodyLimited<E>;

    fn transform(&self, inner: E) -> BodyLimited<E> {
        BodyLimited {
            inner,
            limit_of: self.limit_of,
        }
    }
}

#[derive(Debug)]
pub struct BodyLimited<E> {
    inner: E,
    limit_of: fn(&Request) -> u64,
}

impl<E: Endpoint> Endpoint for BodyLimited<E> {
    type Output = E::Output;

    async fn call(&self, mut request: Request) -> Result<E::Output> {
        let limit = (self.limit_of)(&request);
        if announced(&request).is_some_and(|length| length > limit) {
            return Err(BodyTooLarge { limit }.into());
        }
        let overrun = count(&mut request, limit);
        let body = request
            .extensions()
            .get::<BodyWatch>()
            .cloned()
            .unwrap_or_default();
        let answer = self.inner.call(request).await;
        if overrun.load(Relaxed) {
            return Err(BodyTooLarge { limit }.into());
        }
        // A handler that ran out of time while it waited for the peer is not to blame.
        let blames_handler = answer
            .as_ref()
            .is_err_and(|error| error.is::<RequestTookTooLong>());
        if body.is_late() || (blames_handler && body.is_awaited()) {
            return Err(BodyTooSlow.into());
        }
        answer
    }
}

fn announced(request: &Request) -> Option<u64> {
    request
        .headers()
        .get(CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()
}

fn count(request: &mut Request, limit: u64) -> Arc<AtomicBool> {
    let overrun = Arc::new(AtomicBool::new(false));
    let body = request.take_body().into();
    request.set_body(BoxBody::new(CountedBody {
        body,
        limit,
        left: limit,
        overrun: overrun.clone(),
    }));
    overrun
}

struct CountedBody {
    body: BoxBody<Bytes, io::Error>,
    limit: u64,
    left: u64,
    overrun: Arc<AtomicBool>,
}

impl Body for CountedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let frame = Pin::new(&mut this.body).poll_frame(cx);
        let Poll::Ready(Some(Ok(frame))) = frame else {
            return frame;
        };
        let length = frame.data_ref().map_or(0, Bytes::len) as u64;
        let Some(left) = this.left.checked_sub(length) else {
            this.left = 0;
            this.overrun.store(true, Relaxed);
            return Poll::Ready(Some(Err(io::Error::other(BodyTooLarge {
                limit: this.limit,
            }))));
        };
        this.left = left;
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
