//! One connection: handshake, requests one after another, an orderly end.

use std::{
    convert::Infallible,
    error::Error,
    io,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::combinators::BoxBody;
use hyper::{
    Request, Response, Version,
    body::{Body, Frame, Incoming, SizeHint},
    header::{CACHE_CONTROL, CONNECTION, HOST, HeaderValue, X_CONTENT_TYPE_OPTIONS},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Addr, Endpoint,
    http::{StatusCode, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

use super::{
    accept::Edge,
    admission::Seat,
    paced::Paced,
    request_body,
    stage::{EndOfAnswer, Stage},
};

pub(super) async fn converse<E: Endpoint + 'static>(
    edge: Arc<Edge<E>>,
    stream: TcpStream,
    seat: Seat,
) {
    let ended = tokio::select! {
        ended = open(&edge, stream, &seat) => ended,
        () = edge.cut.cancelled() => Ok(()),
    };
    if let Err(reason) = ended {
        // Says what went wrong, never with whom.
        tracing::debug!(%reason, "a handshake failed");
    }
}

async fn open<E: Endpoint + 'static>(
    edge: &Arc<Edge<E>>,
    stream: TcpStream,
    seat: &Seat,
) -> Result<(), Box<dyn Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    // How a conversation breaks off is not written: every line has a time, and a witness may be behind it.
    let _ = match &edge.tls {
        None => exchange(edge, stream, seat, Scheme::HTTP).await,
        Some(tls) => {
            let stream = timeout(edge.limits.handshake, tls.acceptor().accept(stream)).await??;
            exchange(edge, stream, seat, Scheme::HTTPS).await
        }
    };
    Ok(())
}

async fn exchange<E, Io>(
    edge: &Arc<Edge<E>>,
    io: Io,
    seat: &Seat,
    scheme: Scheme,
) -> hyper::Result<()>
where
    E: Endpoint + 'static,
    Io: AsyncRead + AsyncWrite + Unpin,
{
    let stage = Arc::new(Stage::default());
    let io = Paced::new(io, stage.clone(), &edge.limits);
    let remote = RemoteAddr(Addr::SocketAddr(seat.peer));
    let service = service_fn(|request| {
        answer(
            edge.clone(),
            stage.clone(),
            remote.clone(),
            scheme.clone(),
            request,
        )
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            // hyper has one deadline for idling and for the head together; `Paced` tells the two apart.
            // Without any, hyper would not read, and so not look at the clock, while a kept connection idles.
            .header_read_timeout(edge.limits.keep_alive + edge.limits.head)
            .max_header_size(edge.limits.head_bytes)
            .serve_connection(TokioIo::new(io), service)
    );
    tokio::select! {
        ended = &mut connection => return ended,
        () = edge.stopping.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    connection.await
}

async fn answer<E: Endpoint>(
    edge: Arc<Edge<E>>,
    stage: Arc<Stage>,
    remote: RemoteAddr,
    scheme: Scheme,
    request: Request<Incoming>,
) -> Result<Response<Answer>, Infallible> {
    stage.request_is_here();
    if !names_its_host(&request) {
        stage.body_is_left_unread();
        let problem = (edge.limits.problem_of)(StatusCode::BAD_REQUEST);
        return Ok(closing(problem).map(|body| Answer {
            body,
            _end: stage.end_of_answer(),
        }));
    }
    let local = LocalAddr(Addr::SocketAddr(edge.local));
    let mut request = poem::Request::from((request, local, remote, scheme));
    let deadline = request_body::deadline(&request, edge.limits.body);
    let body = request_body::watch(&mut request, deadline);
    let mut response: Response<BoxBody<Bytes, io::Error>> =
        edge.app.get_response(request).await.into();
    // What is left of a body would be taken for the next request.
    let unread = !body.is_finished();
    if unread {
        stage.body_is_left_unread();
    }
    if unread || edge.admission.is_crowded() {
        response
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.map(|body| Answer {
        body,
        _end: stage.end_of_answer(),
    }))
}

/// Exactly one (RFC 9112, section 3.2): a proxy and we must not read two different ones.
fn names_its_host(request: &Request<Incoming>) -> bool {
    let hosts = request.headers().get_all(HOST).iter().count();
    hosts == 1 || (hosts == 0 && request.version() < Version::HTTP_11)
}

fn closing(problem: String) -> Response<BoxBody<Bytes, io::Error>> {
    let response = poem::Response::builder()
        .status(StatusCode::BAD_REQUEST)
        .content_type("application/problem+json")
        .header(CONNECTION, "close")
        .header(CACHE_CONTROL, "no-store")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff");
    response.body(problem).into()
}

/// The body of an answer, which starts the wait for the next request when hyper is done with it.
struct Answer {
    body: BoxBody<Bytes, io::Error>,
    _end: EndOfAnswer,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
