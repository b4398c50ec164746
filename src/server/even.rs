//! Answers to whoever tries a receipt are even in length and in time: from outside a wrong one looks like a right one.

use std::time::Duration;

use poem::http::header::CONTENT_LENGTH;
use poem::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result};
use tokio::time::{Instant, sleep_until};

use crate::http::Problem;

/// Opening a mailbox takes a few milliseconds; whoever watches sees the end of a slot, not of the work.
const SLOT: Duration = Duration::from_millis(25);

/// Lengths of an answer, head and body. A mailbox without long notes is as long as the news that there is none.
const SIZES: [usize; 4] = [4 * 1024, 16 * 1024, 64 * 1024, 256 * 1024];

/// What is done in a mailbox is answered in few words or none. These fit into the head that a web server in front takes.
const SHORT: usize = 2 * 1024;

/// What answers with a mailbox, or with the news that there is none.
const MAILBOXES: [&str; 2] = ["/v1/mailbox/open", "/v1/mailbox/sealed"];

/// Where an answer has no body that could be longer.
const PADDING: HeaderName = HeaderName::from_static("x-padding");

/// Middleware around everything that makes an answer.
#[derive(Clone, Copy, Debug)]
pub struct Even;

impl<E: Endpoint> Middleware<E> for Even {
    type Output = Evened<E>;

    fn transform(&self, inner: E) -> Evened<E> {
        Evened { inner }
    }
}

#[derive(Debug)]
pub struct Evened<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for Evened<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let path = request.uri().path();
        let is_at_a_mailbox = request.method() == Method::POST && path.starts_with("/v1/mailbox/");
        let opens = is_at_a_mailbox && MAILBOXES.contains(&path);
        let began = Instant::now();
        let mut response = self.inner.call(request).await?.into_response();
        // A picture has its own length, and whoever asks for one with a wrong receipt gets none.
        let is_picture = response
            .content_type()
            .is_some_and(|media| media.starts_with("image/"));
        if is_at_a_mailbox && !is_picture {
            pad(&mut response, if opens { SIZES[0] } else { SHORT }).await?;
        }
        if is_at_a_mailbox {
            sleep_until(end_of_slot(began, began.elapsed())).await;
        }
        Ok(response)
    }
}

fn end_of_slot(began: Instant, took: Duration) -> Instant {
    let slots = took.as_millis() / SLOT.as_millis() + 1;
    began + SLOT * u32::try_from(slots).unwrap_or(u32::MAX)
}

/// JSON may end in white space (RFC 8259, section 2). What has no body gets a header that says nothing.
async fn pad(response: &mut Response, least: usize) -> Result<()> {
    let body = response.take_body().into_vec().await;
    let mut body = body.map_err(|error| Problem::broken("body", &error))?;
    response.headers_mut().remove(CONTENT_LENGTH);
    let head = length_of_head(response.status(), response.headers());
    if response.status() == StatusCode::NO_CONTENT {
        let line = PADDING.as_str().len() + 4;
        let wanted = size_for(head + line, least).saturating_sub(head + line);
        if let Ok(padding) = HeaderValue::from_str(&"-".repeat(wanted)) {
            response.headers_mut().insert(PADDING, padding);
        }
        return Ok(());
    }
    let size = size_for(head + length_line(body.len()) + body.len(), least);
    let room = size.saturating_sub(head);
    // The line that says how long the body is belongs to the head as well.
    let wanted = room.saturating_sub(length_line(room.saturating_sub(length_line(room))));
    body.resize(wanted.max(body.len()), b' ');
    response.set_body(body);
    Ok(())
}

/// `content-length: 1234`, which the server writes later.
fn length_line(body: usize) -> usize {
    CONTENT_LENGTH.as_str().len() + body.to_string().len() + 4
}

fn length_of_head(status: StatusCode, headers: &HeaderMap) -> usize {
    let lines = headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 4);
    lines.sum::<usize>() + status.canonical_reason().map_or(0, str::len)
}

fn size_for(length: usize, least: usize) -> usize {
    let fits = [least]
        .into_iter()
        .chain(SIZES)
        .find(|size| length <= *size);
    fits.unwrap_or_else(|| length.next_multiple_of(SIZES[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_waits_for_the_end_of_its_slot() {
        let began = Instant::now();
        let at = |millis| end_of_slot(began, Duration::from_millis(millis)) - began;
        assert_eq!([at(0), at(24)], [SLOT; 2]);
        assert_eq!([at(25), at(49)], [SLOT * 2; 2]);
    }

    #[test]
    fn lengths_are_few() {
        assert_eq!(
            [size_for(1, SHORT), size_for(1, SIZES[0])],
            [2 * 1024, 4 * 1024]
        );
        assert_eq!(size_for(2 * 1024 + 1, SHORT), 4 * 1024);
        assert_eq!(size_for(4 * 1024 + 1, SIZES[0]), 16 * 1024);
        assert_eq!(size_for(256 * 1024 + 1, SIZES[0]), 512 * 1024);
    }
}
