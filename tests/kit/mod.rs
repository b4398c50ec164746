//! What every test stands on: a whole service on a database of its own, people in it, and a clock that moves by hand.

mod answer;
mod binary;
pub mod bucket;
pub mod contract;
pub mod database;
pub mod log;
mod made_up;
pub mod needs;
mod people;
pub mod pictures;
pub mod recorder;
mod review;

pub use answer::Answer;
pub use binary::{Binary, command, command_in};
pub use people::{PASSWORD, Persona};
pub use recorder::Recorder;
pub use review::{Call, Reviewer};

use std::path::PathBuf;

use broadside::app::App;
use broadside::clock::Clock;
use broadside::config::Settings;
use broadside::entropy::Entropy;
use broadside::{server, work};
use chrono::{DateTime, Utc};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::http::Method;
use poem::test::TestClient;
use serde_json::Value;

type Service = BoxEndpoint<'static, Response>;

/// A running service without sockets.
pub struct World {
    pub app: App,
    client: TestClient<Service>,
    database: database::Database,
    folder: tempfile::TempDir,
}

/// Half past nine on a Monday in October.
pub fn start_of_story() -> DateTime<Utc> {
    "2026-10-05T16:30:00Z".parse().unwrap()
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::seen_by(change, |_, service| service).await
    }

    /// One whose requests and answers a recorder sees.
    pub async fn recorded(recorder: &Recorder) -> Self {
        let around = |app: &App, service| recorder.around(app.clock.clone(), service);
        Self::seen_by(|_| {}, around).await
    }

    async fn seen_by(
        change: impl FnOnce(&mut Settings),
        around: impl FnOnce(&App, Service) -> Service,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Settings {
            data: folder.path().to_owned(),
            press_binary: Some(PathBuf::from(env!("CARGO_BIN_EXE_broadside"))),
            ..Settings::default()
        };
        // Stories tell of many witnesses while the clock stands still.
        settings.limits.free_testimonies_a_minute = 1_000_000;
        change(&mut settings);
        let database = database::prepare(&mut settings).await;
        let clock = Clock::manual(start_of_story());
        let app = App::open(settings, clock, Entropy::seeded(7))
            .await
            .unwrap();
        let client = TestClient::new(around(&app, server::endpoint(app.clone())));
        Self {
            app,
            client,
            database,
            folder,
        }
    }

    /// One request; `body` is sent as JSON.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        who: Option<&Persona>,
        body: Option<Value>,
    ) -> Answer {
        let mut request = self.client.request(method, path);
        if let Some(who) = who {
            request = request.header("authorization", format!("Bearer {}", who.token));
        }
        if let Some(body) = body {
            request = request
                .content_type("application/json")
                .body(body.to_string());
        }
        Answer::read(request.send().await).await
    }

    pub async fn get(&self, path: &str, who: Option<&Persona>) -> Answer {
        self.send(Method::GET, path, who, None).await
    }

    pub async fn post(&self, path: &str, who: Option<&Persona>, body: Value) -> Answer {
        self.send(Method::POST, path, who, Some(body)).await
    }

    /// An edit of what is read just before.
    pub async fn change(
        &self,
        method: Method,
        (read, path): (&str, &str),
        who: &Persona,
        body: Value,
    ) -> Answer {
        let read = self.get(read, Some(who)).await;
        let etag = read.header("etag").expect("an ETag");
        let request = self
            .request(method, path)
            .header("authorization", format!("Bearer {}", who.token))
            .header("if-match", etag)
            .content_type("application/json");
        Answer::read(request.body(body.to_string()).send().await).await
    }

    /// A spreadsheet, sent as it is.
    pub async fn post_csv(&self, path: &str, who: &Persona, csv: &str) -> Answer {
        let request = self
            .request(Method::POST, path)
            .header("authorization", format!("Bearer {}", who.token))
            .content_type("text/csv");
        Answer::read(request.body(csv.to_owned()).send().await).await
    }

    /// An edit of the version that was read.
    pub async fn put(&self, path: &str, who: &Persona, etag: &str, body: Value) -> Answer {
        let request = self.client.request(Method::PUT, path);
        let request = request
            .header("authorization", format!("Bearer {}", who.token))
            .header("if-match", etag)
            .content_type("application/json");
        Answer::read(request.body(body.to_string()).send().await).await
    }

    /// A POST that may be repeated under the same key.
    pub async fn post_once(&self, path: &str, who: &Persona, key: &str, body: Value) -> Answer {
        let request = self.client.request(Method::POST, path);
        let request = request
            .header("authorization", format!("Bearer {}", who.token))
            .header("idempotency-key", key)
            .content_type("application/json");
        Answer::read(request.body(body.to_string()).send().await).await
    }

    /// A request with headers of its own, for what the short forms do not cover.
    pub fn request(
        &self,
        method: Method,
        path: &str,
    ) -> poem::test::TestRequestBuilder<'_, Service> {
        self.client.request(method, path)
    }

    /// Does all background work that is due by the clock.
    pub async fn work(&self) {
        work::drain(&self.app).await;
    }

    pub fn advance(&self, by: chrono::Duration) {
        self.app.clock.advance(by);
    }

    /// Every mail that left so far, whole, as `.eml` text with the body decoded, oldest first by name.
    pub fn mails(&self) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("mail")) else {
            return vec![];
        };
        let mut files: Vec<PathBuf> = folder.map(|file| file.unwrap().path()).collect();
        files.sort_by_key(|file| std::fs::metadata(file).unwrap().modified().unwrap());
        files
            .iter()
            .map(|file| readable(&std::fs::read_to_string(file).unwrap()))
            .collect()
    }

    /// Every folder in which this service writes.
    pub fn folders(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.folder.path().to_owned()];
        folders.extend(self.database.folder());
        folders
    }

    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// Undoes quoted-printable, so that tests can look for words.
fn readable(mail: &str) -> String {
    let joined = mail.replace("=\r\n", "").replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail
            .get(..2)
            .and_then(|code| std::str::from_utf8(code).ok());
        match code
            .and_then(|code| u8::from_str_radix(code, 16).ok())
            .filter(|_| *first == b'=')
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
