//! `broadside compile`: packets for everybody in office of a body, followed in the terminal until they are set.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use reqwest::{Client, Method, RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::Failure;
use super::words::counted;
use crate::entropy::Entropy;
use crate::ids;

/// A service that restarts is asked again for so long.
const TRIES: u32 = 60;
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, Args)]
pub struct Compile {
    /// The service.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: Url,
    /// A file with an API key whose scope is `organizer`; without it, `BROADSIDE_API_KEY` holds the key.
    #[arg(long)]
    key_file: Option<PathBuf>,
    /// The campaign, `cmp_…`.
    #[arg(long, required_unless_present_any = ["follow", "cancel"], requires = "body")]
    campaign: Option<String>,
    /// The body, `bod_…`: one packet for each official who is in office today.
    #[arg(long)]
    body: Option<String>,
    /// Another petition than the one that was opened last, `pet_…`.
    #[arg(long)]
    petition: Option<String>,
    /// `public_record_safe`, `full` or `association`.
    #[arg(long)]
    kind: Option<String>,
    /// `letter` or `a4`.
    #[arg(long)]
    paper: Option<String>,
    /// `en` or `es`; each official's own when absent.
    #[arg(long)]
    language: Option<String>,
    /// Also those that would come out as they stand.
    #[arg(long)]
    anew: bool,
    /// Attach the printed names to each volume as `signatures.csv`.
    #[arg(long)]
    signatures_csv: bool,
    /// Do not wait until they are set.
    #[arg(long)]
    leave: bool,
    /// Follow a compilation that was begun before, `cpl_…`.
    #[arg(long, conflicts_with_all = ["campaign", "cancel"])]
    follow: Option<String>,
    /// Cancel one, `cpl_…`: what is set stays.
    #[arg(long, conflicts_with = "campaign")]
    cancel: Option<String>,
}

struct Service {
    http: Client,
    base: Url,
    key: SecretString,
}

impl Compile {
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let service = self.service()?;
        if let Some(id) = &self.cancel {
            return cancel(&service, id).await;
        }
        let begun = match &self.follow {
            Some(id) => service.read(id).await?,
            None => self.begin(&service).await?,
        };
        let id = begun["id"].as_str().unwrap_or_default();
        let total = begun["total"].as_u64().unwrap_or_default();
        println!("{id} has {}", counted(total, "packet", "packets"));
        if self.leave {
            println!(
                "`broadside compile --follow {id}` shows how far they come, `--cancel {id}` stops them."
            );
            return Ok(ExitCode::SUCCESS);
        }
        let done = follow(&service, id, begun.clone()).await?;
        println!(
            "All of them in one archive, for an organizer or owner who is signed in: {}",
            service.address(&format!("/v1/compilations/{id}/archive"))
        );
        Ok(outcome(&done))
    }

    fn service(&self) -> Result<Service, Failure> {
        let key = match &self.key_file {
            Some(file) => std::fs::read_to_string(file)
                .map_err(|error| format!("{}: {error}", file.display()))?,
            None => variable().ok_or("no API key: --key-file or BROADSIDE_API_KEY gives one")?,
        };
        let host = self.url.host_str().unwrap_or_default();
        let bare = host.trim_matches(['[', ']']);
        let address = bare.parse::<std::net::IpAddr>();
        let is_here = bare == "localhost" || address.is_ok_and(|address| address.is_loopback());
        if self.url.scheme() != "https" && !is_here {
            return Err("--url must begin with https://: the key would be read on the way".into());
        }
        Ok(Service {
            http: Client::builder().timeout(Duration::from_secs(60)).build()?,
            base: self.url.clone(),
            key: SecretString::from(key.trim().to_owned()),
        })
    }

    async fn begin(&self, service: &Service) -> Result<Value, Failure> {
        let mut body = Map::new();
        for (name, value) in [
            ("body_id", &self.body),
            ("petition_id", &self.petition),
            ("kind", &self.kind),
            ("paper", &self.paper),
            ("language", &self.language),
        ] {
            body.extend(value.as_ref().map(|value| (name.to_owned(), json!(value))));
        }
        for (name, wanted) in [("anew", self.anew), ("signatures_csv", self.signatures_csv)] {
            body.extend(wanted.then(|| (name.to_owned(), json!(true))));
        }
        let campaign = self.campaign.as_deref().unwrap_or_default();
        let path = format!("/v1/campaigns/{campaign}/packets/for-body");
        // Repeated under the same key, it makes nothing twice.
        let once = ids::timeless(&Entropy::system()?).to_string();
        let request = || {
            let request = service.request(Method::POST, &path);
            request.header("idempotency-key", &once).json(&body)
        };
        service.insist(request).await
    }
}

async fn cancel(service: &Service, id: &str) -> Result<ExitCode, Failure> {
    let path = format!("/v1/compilations/{id}/cancellation");
    let request = || service.request(Method::POST, &path).json(&json!({}));
    let now = service.insist(request).await?;
    if now["state"] == "cancelled" {
        println!("{id} is cancelled: {}", line(&now));
    } else {
        println!("{id}: nothing was left to cancel: {}", line(&now));
    }
    Ok(ExitCode::SUCCESS)
}

/// A line whenever something has changed.
async fn follow(service: &Service, id: &str, begun: Value) -> Result<Value, Failure> {
    let (mut now, mut said) = (begun, String::new());
    loop {
        let line = line(&now);
        if line != said {
            println!("  {line}");
            said = line;
        }
        if now["state"] != "running" {
            return Ok(now);
        }
        tokio::time::sleep(PAUSE).await;
        now = service.read(id).await?;
    }
}

fn line(now: &Value) -> String {
    let mut line = format!("{} of {} ready", now["ready"], now["total"]);
    for name in ["unchanged", "waiting", "failed", "gone"] {
        if now[name] != 0 {
            line.push_str(&format!(", {} {name}", now[name]));
        }
    }
    line
}

/// Names what could not be set; the exit status is 1 then, and when it was cancelled meanwhile.
fn outcome(done: &Value) -> ExitCode {
    let packets = done["packets"].as_array().into_iter().flatten();
    for packet in packets.map(|one| &one["packet"]) {
        if packet["state"] == "failed" {
            println!(
                "  {} for {} could not be set: {}",
                packet["id"].as_str().unwrap_or_default(),
                packet["addressee"].as_str().unwrap_or_default(),
                packet["failure"].as_str().unwrap_or("no reason known")
            );
        }
    }
    if done["state"] == "finished" && done["failed"] == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

impl Service {
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.address(path));
        request.bearer_auth(self.key.expose_secret())
    }

    async fn read(&self, id: &str) -> Result<Value, Failure> {
        let path = format!("/v1/compilations/{id}");
        self.insist(|| self.request(Method::GET, &path)).await
    }

    /// Asks until somebody answers: a service that restarts has lost nothing.
    async fn insist(&self, request: impl Fn() -> RequestBuilder) -> Result<Value, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            let sent = request().send().await;
            let is_away = match &sent {
                Ok(answer) => answer.status().as_u16() == 503,
                Err(error) => error.is_connect() || error.is_timeout() || error.is_request(),
            };
            if is_away && tries < TRIES {
                if tries == 1 {
                    println!("  the service does not answer now; asking again");
                }
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let answer = sent.map_err(reqwest::Error::without_url)?;
            let status = answer.status();
            let said: Value = answer.json().await.unwrap_or_default();
            if status.is_success() {
                return Ok(said);
            }
            let kind = said["type"].as_str().unwrap_or_default();
            let slug = kind.rsplit('#').next().unwrap_or_default();
            let title = said["title"].as_str().unwrap_or_default();
            return Err(format!("the service answered {status} {slug}: {title}").into());
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a secret of whoever runs this command, no setting of the service"
)]
fn variable() -> Option<String> {
    std::env::var("BROADSIDE_API_KEY").ok()
}
