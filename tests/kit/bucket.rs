//! A server that speaks S3, with a door in front that a test can shut.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use broadside::config::Settings;
use reqwest::{Client, Method, Response};
use tokio::net::{TcpListener, TcpStream};

use super::needs::s3_python;

pub const BUCKET: &str = "alder";
pub const SECRET: &str = "a-secret-of-the-bucket";
const PREFIX: &str = "broadside/of-the-local";
/// The server wants to see that somebody signs, and checks nothing.
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=x/20261005/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x";

/// moto; it goes with the test.
pub struct Bucket {
    child: Child,
    url: String,
    door: u16,
    is_open: Arc<AtomicBool>,
}

impl Bucket {
    /// A server, and the bucket on it.
    pub async fn new() -> Self {
        let server = Self::without_bucket().await;
        let made = server.ask(Method::PUT, "", vec![]).await;
        assert_eq!(made.status(), 200);
        server
    }

    pub async fn without_bucket() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/s3d.py");
        let mut child = Command::new(s3_python().unwrap())
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port: u16 = lines.next().unwrap().unwrap().parse().unwrap();
        let is_open = Arc::new(AtomicBool::new(true));
        let door = door(port, Arc::clone(&is_open)).await;
        Self {
            child,
            url: format!("http://127.0.0.1:{port}/{BUCKET}"),
            door,
            is_open,
        }
    }

    pub fn into(&self, settings: &mut Settings) {
        let to = &mut settings.object_store;
        to.bucket = Some(BUCKET.to_owned());
        to.endpoint = Some(self.endpoint());
        to.access_key_id = Some("alder-key".to_owned());
        to.secret_access_key = Some(SECRET.to_owned().into());
        to.prefix = Some(PREFIX.to_owned());
    }

    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.door)
    }

    /// From now on every connection is cut off at once.
    pub fn shut(&self) {
        self.is_open.store(false, Ordering::SeqCst);
    }

    pub fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }

    /// Every object, by its whole name.
    pub async fn names(&self) -> Vec<String> {
        let listed = self.ask(Method::GET, "?list-type=2", vec![]).await;
        let text = listed.text().await.unwrap();
        let names = text
            .split("<Key>")
            .skip(1)
            .map(|rest| rest.split_once("</Key>").unwrap().0.to_owned());
        names.collect()
    }

    pub async fn read(&self, name: &str) -> Vec<u8> {
        let read = self.ask(Method::GET, &format!("/{name}"), vec![]).await;
        assert_eq!(read.status(), 200);
        read.bytes().await.unwrap().to_vec()
    }

    pub async fn put(&self, name: &str, bytes: Vec<u8>) {
        let put = self.ask(Method::PUT, &format!("/{name}"), bytes).await;
        assert_eq!(put.status(), 200);
    }

    pub async fn delete(&self, name: &str) {
        let gone = self.ask(Method::DELETE, &format!("/{name}"), vec![]).await;
        assert_eq!(gone.status(), 204);
    }

    /// A name that this service would give.
    pub fn named(object: uuid::Uuid) -> String {
        format!("{PREFIX}/packets/{}", object.simple())
    }

    async fn ask(&self, method: Method, path: &str, body: Vec<u8>) -> Response {
        let client = Client::builder().no_proxy().build().unwrap();
        let request = client.request(method, format!("{}{path}", self.url));
        let request = request.header("authorization", SIGNED).body(body);
        request.send().await.unwrap()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn door(to: u16, is_open: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((from, _)) = listener.accept().await {
            let is_open = Arc::clone(&is_open);
            tokio::spawn(async move { pass(from, to, &is_open).await });
        }
    });
    port
}

async fn pass(mut from: TcpStream, port: u16, is_open: &AtomicBool) {
    let Ok(mut to) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let shut = async {
        while is_open.load(Ordering::SeqCst) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        () = shut => {}
        _ = tokio::io::copy_bidirectional(&mut from, &mut to) => {}
    }
}
