//! The service as a witness's client meets it: no cookies, no redirects, no user agent, and the same bytes again where no answer came.

use std::time::Duration;

use chrono::NaiveDate;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use reqwest::redirect::Policy;
use reqwest::{Client, Proxy, Response, StatusCode, Url};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::campaigns::CampaignId;
use crate::cli::Failure;
use crate::review::wire::sealed_act::NewMailboxAct;
use crate::testimony::client::auth;
use crate::testimony::proof;
use crate::testimony::receipt::Receipt;
use crate::testimony::wire::sealing::{SealedMailbox, TestimonyKeys};
use crate::tokens::wire::{IssuedToken, NewTokenRequest, TokenEpochs};

const TRIES: u32 = 4;

pub struct Service {
    http: Client,
    base: Url,
}

/// What became of a testimony that was sent.
pub enum Answer {
    /// Sealed and safe on disk; it can be withdrawn until this day.
    Taken(Option<NaiveDate>),
    Refused {
        slug: String,
        said: String,
    },
}

impl Service {
    pub fn new(url: &str, proxy: Option<&str>) -> Result<Self, Failure> {
        let base = Url::parse(url).map_err(|_| "--url is no address")?;
        let mut http = Client::builder()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(60))
            .no_proxy();
        if let Some(proxy) = proxy {
            http = http.proxy(Proxy::all(proxy).map_err(|_| "--proxy is no address")?);
        }
        Ok(Self {
            http: http.build()?,
            base,
        })
    }

    /// Nobody on the way can read or change what is said: TLS, an onion service, or this machine itself.
    pub fn is_private(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default();
        let bare = host.trim_matches(['[', ']']);
        let is_here = bare == "localhost"
            || bare
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        self.base.scheme() == "https" || is_here || host.ends_with(".onion")
    }

    /// For whatever opens a mailbox: who sees it on the way could open and withdraw in the witness's name.
    pub fn must_be_private(&self) -> Result<(), Failure> {
        match self.is_private() {
            true => Ok(()),
            false => Err("this address is not https: anybody on the way could act for you".into()),
        }
    }

    pub async fn keys(&self, campaign: CampaignId) -> Result<TestimonyKeys, Failure> {
        let path = format!("/v1/campaigns/{campaign}/testimony-keys");
        let answer = self.http.get(self.at(&path)?).send().await?;
        read(answer).await
    }

    pub async fn mailbox(&self, receipt: &Receipt) -> Result<SealedMailbox, Failure> {
        let body = json!({ "auth": auth(receipt).expose() });
        let answer = self.http.post(self.at("/v1/mailbox/sealed")?).json(&body);
        read(answer.send().await?).await
    }

    pub async fn token_epochs(&self, campaign: CampaignId) -> Result<TokenEpochs, Failure> {
        let path = format!("/v1/campaigns/{campaign}/worker-tokens");
        read(self.http.get(self.at(&path)?).send().await?).await
    }

    /// A repeat is harmless: the same request gets the same token.
    pub async fn issue_token(
        &self,
        campaign: CampaignId,
        asked: &NewTokenRequest,
    ) -> Result<IssuedToken, Failure> {
        let path = format!("/v1/campaigns/{campaign}/worker-tokens");
        read(self.post_until_answered(&path, &json(asked)?).await?).await
    }

    /// Does something in a mailbox.
    pub async fn act(&self, act: &NewMailboxAct) -> Result<Answer, Failure> {
        let request = self.http.post(self.at("/v1/mailbox/sealed/act")?);
        let request = request.header("content-type", "application/json");
        taken(request.body(json(act)?.to_vec()).send().await?).await
    }

    /// Sends a testimony, with a proof of work where many do at once.
    pub async fn testify(&self, path: &str, body: &[u8]) -> Result<Answer, Failure> {
        match self.send(path, body).await? {
            Answer::Refused { slug, .. } if slug == "proof-of-work-needed" => {
                eprintln!("Many testify at this moment: this machine has to do some work first.");
                self.send(path, &self.proven(body).await?).await
            }
            answer => Ok(answer),
        }
    }

    /// The same body with the solution of a fresh challenge as its first field.
    async fn proven(&self, body: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failure> {
        let answer = self.http.get(self.at("/v1/testimony-challenge")?);
        let challenge = read(answer.send().await?).await?;
        let proof = tokio::task::spawn_blocking(move || proof::solve(&challenge)).await?;
        let proof = proof.ok_or("the service gives work that cannot be done")?;
        let rest = body.strip_prefix(b"{").ok_or("the body is none")?;
        let first = format!("{{\"proof\":\"{proof}\",");
        Ok(Zeroizing::new([first.as_bytes(), rest].concat()))
    }

    /// A repeat is harmless: the service knows the same testimony again.
    async fn send(&self, path: &str, body: &[u8]) -> Result<Answer, Failure> {
        taken(self.post_until_answered(path, body).await?).await
    }

    async fn post_until_answered(&self, path: &str, body: &[u8]) -> Result<Response, Failure> {
        let mut last = String::new();
        for before in 0..TRIES {
            if before > 0 {
                tokio::time::sleep(Duration::from_secs(1 << before)).await;
            }
            let request = self.http.post(self.at(path)?);
            let request = request
                .header("content-type", "application/json")
                .body(body.to_vec());
            match request.send().await {
                Ok(answer) if answer.status() == StatusCode::SERVICE_UNAVAILABLE => {
                    last = "the service is busy".to_owned();
                }
                Ok(answer) => return Ok(answer),
                // Without its source: that may name the address.
                Err(_) => last = "the service did not answer".to_owned(),
            }
        }
        Err(last.into())
    }

    fn at(&self, path: &str) -> Result<Url, Failure> {
        let base = self.base.as_str().trim_end_matches('/');
        Ok(Url::parse(&format!("{base}{path}"))?)
    }
}

async fn taken(answer: Response) -> Result<Answer, Failure> {
    let status = answer.status();
    let said: Value = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
    if status.is_success() {
        let until = said["withdraw_until"].as_str();
        return Ok(Answer::Taken(until.and_then(|day| day.parse().ok())));
    }
    let slug = said["type"].as_str().unwrap_or_default();
    let slug = slug.rsplit(['/', '#', ':']).next().unwrap_or_default();
    Ok(Answer::Refused {
        slug: slug.to_owned(),
        said: refusal(status, &said),
    })
}

async fn read<T: ParseFromJSON>(answer: Response) -> Result<T, Failure> {
    let status = answer.status();
    let said: Value = serde_json::from_slice(&answer.bytes().await?).unwrap_or_default();
    if !status.is_success() {
        return Err(refusal(status, &said).into());
    }
    T::parse_from_json(Some(said)).map_err(|_| "the service answers in another form".into())
}

fn refusal(status: StatusCode, said: &Value) -> String {
    let title = said["title"].as_str().unwrap_or("no reason was given");
    match said["detail"].as_str() {
        Some(detail) => format!("the service answered {status}: {title}. {detail}"),
        None => format!("the service answered {status}: {title}"),
    }
}

/// The body of a request.
pub fn json(body: &impl ToJSON) -> Result<Zeroizing<Vec<u8>>, Failure> {
    Ok(Zeroizing::new(serde_json::to_vec(&body.to_json())?))
}
