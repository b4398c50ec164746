//! Real sockets on this machine: what a slow, a greedy and a hasty peer get.

use std::{io, net::SocketAddr, time::Duration};

use poem::{Body, Endpoint, EndpointExt, Request, endpoint::make};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, timeout},
};

use super::{BodyLimits, Limits, Listener, TimeLimit, serve};

mod admitting;
mod bodies;
mod heads;
mod rationing;
mod stopping;
mod tls;
mod waiting;

/// A deadline under test. The ones that are not stay at their seconds, so that a mix-up shows.
const SOON: Duration = Duration::from_millis(80);
const PATIENCE: Duration = Duration::from_secs(5);

struct House {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<io::Result<()>>,
}

impl House {
    async fn open(limits: Limits, app: impl Endpoint + 'static) -> Self {
        Self::with(
            Listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap(),
            limits,
            app,
        )
    }

    fn with(listener: Listener, limits: Limits, app: impl Endpoint + 'static) -> Self {
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(serve(listener, app, limits, async { drop(stopped.await) }));
        Self {
            address,
            stop,
            served,
        }
    }

    async fn visit(&self) -> Visitor {
        Visitor(TcpStream::connect(self.address).await.unwrap())
    }

    /// Stops the house; how long that took.
    async fn close(self) -> Duration {
        let began = Instant::now();
        self.stop.send(()).unwrap();
        timeout(PATIENCE, self.served)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
        began.elapsed()
    }
}

struct Visitor(TcpStream);

impl Visitor {
    async fn says(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.unwrap();
    }

    /// Everything until the house hangs up.
    async fn hears_all(&mut self) -> String {
        let mut heard = Vec::new();
        timeout(PATIENCE, self.0.read_to_end(&mut heard))
            .await
            .expect("the house hangs up")
            .unwrap();
        String::from_utf8(heard).unwrap()
    }

    /// One answer whose body ends with `ending`.
    async fn hears(&mut self, ending: &str) -> String {
        let mut heard = Vec::new();
        while !heard.ends_with(ending.as_bytes()) {
            let read = timeout(PATIENCE, self.0.read_buf(&mut heard))
                .await
                .expect("an answer")
                .unwrap();
            assert_ne!(
                read,
                0,
                "the house hung up after {:?}",
                String::from_utf8_lossy(&heard)
            );
        }
        String::from_utf8(heard).unwrap()
    }
}

/// Answers with the length of the body, and takes at most 1,000 bytes.
fn measure() -> impl Endpoint {
    let measure = |body: Body| async {
        Ok::<_, poem::Error>(format!("{} bytes", body.into_bytes().await?.len()))
    };
    make(move |mut request: Request| measure(request.take_body()))
        .with(TimeLimit::default())
        .with(BodyLimits::new(|_| 1000))
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}
