//! Accepts connections under limits, and stops within a limit.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use ipnet::IpNet;
use poem::Endpoint;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    admission::{Admission, Seat},
    connection::converse,
    refusal::{ProblemOf, plain_problem},
    tls::Tls,
};

/// How long a peer may take, and how many peers there may be.
#[derive(Clone, Debug)]
pub struct Limits {
    /// From the first byte of a request (or from connecting) to the end of its head.
    pub head: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// Between an answer and the next request.
    pub keep_alive: Duration,
    /// While the peer takes no byte of an answer.
    pub stalled_answer: Duration,
    pub handshake: Duration,
    /// Reading on after an early answer, so that a peer who is still sending gets to see it.
    pub linger: Duration,
    /// Between the wish to stop and cutting what is still in flight.
    pub stop: Duration,
    pub head_bytes: usize,
    pub connections: usize,
    /// A union hall sits behind one address: keep this in the hundreds.
    pub connections_per_address: usize,
    /// Not counted by address: this machine, and the proxies everybody comes through.
    pub exempt: Vec<IpNet>,
    /// What a peer is told whose request has no readable head.
    pub problem_of: ProblemOf,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            keep_alive: Duration::from_secs(60),
            stalled_answer: Duration::from_secs(30),
            handshake: Duration::from_secs(10),
            linger: Duration::from_secs(10),
            stop: Duration::from_secs(20),
            head_bytes: 32 * 1024,
            connections: 4096,
            connections_per_address: 512,
            exempt: ["127.0.0.0/8", "::1/128"]
                .iter()
                .filter_map(|net| net.parse().ok())
                .collect(),
            problem_of: plain_problem,
        }
    }
}

/// A bound socket that nobody is served from yet.
#[derive(Debug)]
pub struct Listener {
    tcp: TcpListener,
    tls: Option<Tls>,
}

impl Listener {
    pub async fn bind(address: SocketAddr) -> io::Result<Self> {
        Ok(Self {
            tcp: TcpListener::bind(address).await?,
            tls: None,
        })
    }

    #[must_use]
    pub fn with_tls(self, tls: Tls) -> Self {
        Self {
            tls: Some(tls),
            ..self
        }
    }

    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// What all connections of one listener share.
pub(super) struct Edge<E> {
    pub(super) app: E,
    pub(super) limits: Limits,
    pub(super) tls: Option<Tls>,
    pub(super) local: SocketAddr,
    pub(super) admission: Arc<Admission>,
    /// Finish what is in flight and take nothing new.
    pub(super) stopping: CancellationToken,
    /// Drop everything.
    pub(super) cut: CancellationToken,
}

/// Serves `app` until `stop` resolves; returns at most `limits.stop` later.
pub async fn serve<E: Endpoint + 'static>(
    listener: Listener,
    app: E,
    limits: Limits,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let Listener { tcp, tls } = listener;
    let edge = Arc::new(Edge {
        app,
        tls,
        local: tcp.local_addr()?,
        admission: Arc::new(Admission::new(&limits)),
        limits,
        stopping: CancellationToken::new(),
        cut: CancellationToken::new(),
    });
    let connections = TaskTracker::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&tcp, &edge.admission) => {
                let (stream, seat) = accepted?;
                connections.spawn(converse(edge.clone(), stream, seat));
            }
        }
    }
    drop(tcp);
    edge.stopping.cancel();
    connections.close();
    if timeout(edge.limits.stop, connections.wait()).await.is_err() {
        tracing::warn!(
            connections = connections.len(),
            "cutting the connections that outlasted the stop limit"
        );
        edge.cut.cancel();
        connections.wait().await;
    }
    Ok(())
}

/// The next peer with a seat. Waits for a free seat first, so that a crowd queues in the kernel, not here.
async fn accept(tcp: &TcpListener, admission: &Arc<Admission>) -> io::Result<(TcpStream, Seat)> {
    const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
    const LONGEST_PAUSE: Duration = Duration::from_secs(1);
    let mut pause = SHORTEST_PAUSE;
    loop {
        let free = admission.free_seat().await?;
        match tcp.accept().await {
            Ok((stream, peer)) => {
                pause = SHORTEST_PAUSE;
                if let Some(seat) = admission.take(free, peer) {
                    return Ok((stream, seat));
                }
            }
            Err(error) if is_the_peers_doing(&error) => {}
            Err(error) => {
                // Out of file descriptors, most often: the same call fails again until somebody leaves.
                tracing::warn!(reason = %error.kind(), "could not accept a connection");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

fn is_the_peers_doing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted
    )
}
