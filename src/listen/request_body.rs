//! The body of a request under its deadline, and a note of how far it was read.

use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering::Relaxed},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Frame, SizeHint};
use poem::{Request, http::header::CONTENT_LENGTH};

use super::{body::BodyTooSlow, deadline::Deadline};

const UNREAD: u8 = 0;
const AWAITED: u8 = 1;
const FINISHED: u8 = 2;
const LATE: u8 = 3;

/// How far a request's body was read; also found in the request's extensions.
#[derive(Clone, Debug, Default)]
pub(super) struct BodyWatch(Arc<AtomicU8>);

impl BodyWatch {
    pub(super) fn is_finished(&self) -> bool {
        self.0.load(Relaxed) == FINISHED
    }

    /// Somebody is waiting for the peer to send more.
    pub(super) fn is_awaited(&self) -> bool {
        self.0.load(Relaxed) == AWAITED
    }

    pub(super) fn is_late(&self) -> bool {
        self.0.load(Relaxed) == LATE
    }

    fn note(&self, state: u8) {
        self.0.store(state, Relaxed);
    }
}

/// A large body may take longer over a slow line: another second for each 80 KiB that it is said to have.
pub(super) fn deadline(request: &Request, least: Duration) -> Duration {
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    let more = announced.unwrap_or_default() / (80 * 1024);
    least + Duration::from_secs(more.min(150))
}

/// Gives the body of this request until `deadline` to arrive.
pub(super) fn watch(request: &mut Request, deadline: Duration) -> BodyWatch {
    let watch = BodyWatch::default();
    let body: BoxBody<Bytes, io::Error> = request.take_body().into();
    if body.is_end_stream() {
        watch.note(FINISHED);
    }
    let timed = TimedBody {
        body,
        deadline: Deadline::after(deadline),
        watch: watch.clone(),
    };
    request.set_body(BoxBody::new(timed));
    request.extensions_mut().insert(watch.clone());
    watch
}

struct TimedBody {
    body: BoxBody<Bytes, io::Error>,
    deadline: Deadline,
    watch: BodyWatch,
}

impl Body for TimedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        let frame = Pin::new(&mut this.body).poll_frame(cx);
        match &frame {
            Poll::Pending if this.deadline.has_passed(cx) => {
                this.watch.note(LATE);
                return Poll::Ready(Some(Err(io::Error::new(ErrorKind::TimedOut, BodyTooSlow))));
            }
            Poll::Pending => this.watch.note(AWAITED),
            Poll::Ready(None) => this.watch.note(FINISHED),
            Poll::Ready(Some(Ok(_))) if this.body.is_end_stream() => this.watch.note(FINISHED),
            Poll::Ready(_) => this.watch.note(UNREAD),
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_body_has_longer_to_arrive_and_none_for_ever() {
        let seconds = |announced: &str| {
            let request = Request::builder()
                .header(CONTENT_LENGTH, announced)
                .finish();
            deadline(&request, Duration::from_secs(30)).as_secs()
        };
        assert_eq!(["0", "65536", "none"].map(seconds), [30, 30, 30]);
        // 10 MiB at 80 KiB a second.
        assert_eq!(seconds("10485760"), 30 + 128);
        assert_eq!(seconds("99999999999"), 30 + 150);
    }
}
