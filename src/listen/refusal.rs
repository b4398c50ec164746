//! Gives a problem document to a peer whose request hyper refuses before anybody else sees it.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

use poem::http::StatusCode;
use tokio::io::AsyncWrite;

/// Makes the body of `application/problem+json` for 400, 414 and 431.
pub type ProblemOf = fn(StatusCode) -> String;

pub(super) fn plain_problem(status: StatusCode) -> String {
    let title = status.canonical_reason().unwrap_or_default();
    format!(
        r#"{{"type":"about:blank","title":"{title}","status":{}}}"#,
        status.as_u16()
    )
}

/// hyper answers a head that it cannot read by itself, with no body, and has no hook for it.
pub(super) struct Refusal {
    answer: Vec<u8>,
    written: usize,
}

impl Refusal {
    /// `None` for anything but the bare head that hyper writes on its own.
    pub(super) fn instead_of(slices: &[IoSlice<'_>], problem_of: ProblemOf) -> Option<Self> {
        const LONGEST: usize = 160;
        if slices.iter().map(|slice| slice.len()).sum::<usize>() > LONGEST {
            return None;
        }
        let bare: Vec<u8> = slices
            .iter()
            .flat_map(|slice| slice.iter().copied())
            .collect();
        let bare = str::from_utf8(&bare).ok()?.strip_suffix("\r\n\r\n")?;
        let (status, headers) = bare.strip_prefix("HTTP/1.1 ")?.split_once("\r\n")?;
        if !headers.starts_with("connection: close\r\ncontent-length: 0") {
            return None;
        }
        let status = StatusCode::from_bytes(status.get(..3)?.as_bytes())
            .ok()
            .filter(StatusCode::is_client_error)?;
        let problem = problem_of(status);
        let answer = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/problem+json\r\n\
             cache-control: no-store\r\nx-content-type-options: nosniff\r\ncontent-length: {}\r\n\r\n{problem}",
            problem.len(),
        );
        Some(Self {
            answer: answer.into_bytes(),
            written: 0,
        })
    }

    pub(super) fn poll_write(
        &mut self,
        io: &mut (impl AsyncWrite + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.written < self.answer.len() {
            match ready!(Pin::new(&mut *io).poll_write(cx, &self.answer[self.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        Poll::Ready(Ok(()))
    }
}
