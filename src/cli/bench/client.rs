//! A client that costs little, since it shares the machine with what it measures: one connection, requests as bytes.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What many clients got done in a time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    pub answered: u64,
    pub refused: u64,
    pub seconds: f64,
}

impl Done {
    pub fn rate(&self) -> f64 {
        self.answered as f64 / self.seconds.max(f64::EPSILON)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            answered: self.answered + other.answered,
            refused: self.refused + other.refused,
            seconds: self.seconds + other.seconds,
        }
    }
}

/// Lets `clients` ask one after the other for a time; `request` writes the n-th request of a client.
pub async fn ask_for<F>(
    address: SocketAddr,
    clients: u64,
    time: Duration,
    request: F,
) -> io::Result<Done>
where
    F: Fn(u64, u64, &mut Vec<u8>) + Send + Sync + 'static,
{
    let request = Arc::new(request);
    let began = now();
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let request = Arc::clone(&request);
            tokio::spawn(async move { one(address, client, began + time, &*request).await })
        })
        .collect();
    let mut done = Done::default();
    for task in tasks {
        let (answered, refused) = task.await??;
        done.answered += answered;
        done.refused += refused;
    }
    done.seconds = (now() - began).as_secs_f64();
    Ok(done)
}

async fn one(
    address: SocketAddr,
    client: u64,
    until: Instant,
    request: &(impl Fn(u64, u64, &mut Vec<u8>) + Sync),
) -> io::Result<(u64, u64)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (mut out, mut input) = (Vec::with_capacity(1024), Vec::with_capacity(2048));
    let (mut answered, mut refused, mut n) = (0, 0, 0);
    while now() < until {
        out.clear();
        request(client, n, &mut out);
        n += 1;
        stream.write_all(&out).await?;
        if read_status(&mut stream, &mut input).await? < 300 {
            answered += 1
        } else {
            refused += 1
        }
    }
    Ok((answered, refused))
}

async fn read_status(stream: &mut TcpStream, input: &mut Vec<u8>) -> io::Result<u16> {
    input.clear();
    let head = loop {
        let seen = input.len().saturating_sub(3);
        if stream.read_buf(input).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = input[seen..]
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
        {
            break seen + end + 4;
        }
    };
    let whole = head + length_of_body(&input[..head]);
    while input.len() < whole {
        if stream.read_buf(input).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    number(input.get(9..12)).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn length_of_body(head: &[u8]) -> usize {
    const NAME: &[u8] = b"content-length:";
    let mut lines = head.split(|byte| *byte == b'\n');
    let line =
        lines.find(|line| line.len() > NAME.len() && line[..NAME.len()].eq_ignore_ascii_case(NAME));
    let value = line.map(|line| line[NAME.len()..].trim_ascii());
    number(value).unwrap_or_default().into()
}

fn number(digits: Option<&[u8]>) -> Option<u16> {
    std::str::from_utf8(digits?).ok()?.parse().ok()
}

#[expect(clippy::disallowed_methods, reason = "the bench measures time")]
pub fn now() -> Instant {
    Instant::now()
}
