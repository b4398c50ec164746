//! A socket that gives up on a peer who sends a head too slowly, idles too long, or takes nothing of an answer.

use std::{
    io::{self, ErrorKind, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    accept::Limits,
    deadline::Deadline,
    refusal::Refusal,
    stage::{Stage, WaitFor},
};

pub(super) struct Paced<Io> {
    io: Io,
    stage: Arc<Stage>,
    limits: Limits,
    reading: Deadline,
    waited_for: WaitFor,
    writing: Deadline,
    refusal: Option<Refusal>,
    lingering: Option<Deadline>,
}

impl<Io: AsyncRead + AsyncWrite + Unpin> Paced<Io> {
    pub(super) fn new(io: Io, stage: Arc<Stage>, limits: &Limits) -> Self {
        let reading = Deadline::after(limits.head);
        let waited_for = stage.wait();
        Self {
            io,
            stage,
            limits: limits.clone(),
            reading,
            waited_for,
            writing: Deadline::default(),
            refusal: None,
            lingering: None,
        }
    }

    fn heard_something(&mut self) {
        if self.stage.wait() == WaitFor::NextRequest {
            self.stage.head_begins();
            self.keep_up_with_stage();
        }
    }

    fn keep_up_with_stage(&mut self) {
        let wait = self.stage.wait();
        if wait == self.waited_for {
            return;
        }
        self.waited_for = wait;
        match wait {
            WaitFor::Head => self.reading.set(self.limits.head),
            WaitFor::NextRequest => self.reading.set(self.limits.keep_alive),
            WaitFor::Us => self.reading.lift(),
        }
    }

    fn watch_progress<T>(
        &mut self,
        progress: Poll<io::Result<T>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.writing.lift();
            return progress;
        }
        self.writing.set_unless_running(self.limits.stalled_answer);
        if self.writing.has_passed(cx) {
            Poll::Ready(Err(ErrorKind::TimedOut.into()))
        } else {
            Poll::Pending
        }
    }

    /// Reads and forgets until the peer is done or the time is up (RFC 9112, 9.6).
    fn linger(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        const READS_BEFORE_OTHERS_HAVE_A_TURN: usize = 32;
        let Some(deadline) = &mut self.lingering else {
            return Poll::Ready(());
        };
        let mut space = [0; 8192];
        for _ in 0..READS_BEFORE_OTHERS_HAVE_A_TURN {
            if deadline.has_passed(cx) {
                return Poll::Ready(());
            }
            let mut forgotten = ReadBuf::new(&mut space);
            match ready!(Pin::new(&mut self.io).poll_read(cx, &mut forgotten)) {
                Ok(()) if !forgotten.filled().is_empty() => {}
                _ => return Poll::Ready(()),
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> AsyncRead for Paced<Io> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.io).poll_read(cx, buffer);
        if read.is_ready() {
            if buffer.filled().len() > before {
                this.heard_something();
            }
            return read;
        }
        this.keep_up_with_stage();
        if this.reading.has_passed(cx) {
            Poll::Ready(Err(ErrorKind::TimedOut.into()))
        } else {
            Poll::Pending
        }
    }
}

impl<Io: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Paced<Io> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.refusal.is_none() && this.stage.wait() == WaitFor::Head {
            this.refusal = Refusal::instead_of(slices, this.limits.problem_of);
        }
        let progress = match &mut this.refusal {
            Some(refusal) => {
                let replaced = slices.iter().map(|slice| slice.len()).sum();
                refusal.poll_write(&mut this.io, cx).map_ok(|()| replaced)
            }
            None => Pin::new(&mut this.io).poll_write_vectored(cx, slices),
        };
        this.watch_progress(progress, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let progress = Pin::new(&mut this.io).poll_flush(cx);
        this.watch_progress(progress, cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.lingering.is_none() {
            let progress = Pin::new(&mut this.io).poll_shutdown(cx);
            ready!(this.watch_progress(progress, cx))?;
            if this.stage.peer_may_still_be_sending() {
                this.lingering = Some(Deadline::after(this.limits.linger));
            }
        }
        this.linger(cx).map(Ok)
    }
}
