//! `broadside testify`: the reference client of a witness. It seals here, so that the service never sees the words.

mod facts;
mod mailbox;
pub(super) mod service;
mod show;

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::token::file::{self, Kept};
use crate::campaigns::CampaignId;
use crate::clock::Clock;
use crate::entropy::Entropy;
use crate::review::wire::sealed_act::MailboxAct;
use crate::testimony::client;
use crate::testimony::content::Content;
use crate::testimony::keys::fingerprint;
use crate::testimony::limits::violations;
use crate::testimony::receipt::{Receipt, text_contains_receipt};
use crate::testimony::told::Told;
use crate::testimony::wire::TestimonyKind;
use crate::testimony::wire::sealing::TestimonyKeys;
use crate::tokens::wire::WorkerToken;
use service::{Answer, Service};

/// More than fits is refused anyway.
const MOST_BYTES: u64 = 1024 * 1024;

/// Exactly one of giving testimony (with `--campaign`) and reading the mailbox (with `--receipt`).
#[derive(Debug, Args)]
pub struct Testify {
    /// Where the service is, such as https://broadside.example.org.
    #[arg(long)]
    url: String,
    /// The campaign to testify for (`cmp_…`). The text comes on standard input, or from --text-file.
    #[arg(long, required_unless_present = "receipt", conflicts_with = "receipt")]
    campaign: Option<CampaignId>,
    /// Read the text from this file.
    #[arg(long, value_name = "FILE")]
    text_file: Option<PathBuf>,
    /// What it is about: safety_incident or layoff.
    #[arg(long, default_value = "safety_incident")]
    kind: TestimonyKind,
    /// A fact, such as happened_on=2026-09-14, job_group=librarians or incident_types=threat_of_physical_force_or_weapon;
    /// may be given many times.
    #[arg(long = "fact", value_name = "KEY=VALUE")]
    facts: Vec<String>,
    /// The language of the text (BCP 47); that of the campaign without this.
    #[arg(long)]
    language: Option<String>,
    /// Publish nothing before I have read the wording and said yes through the mailbox.
    #[arg(long)]
    wants_approval: bool,
    /// Seal here and send no readable word; `--sealed=false` lets the service seal.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    sealed: bool,
    /// Spend the worker token in this file (`broadside token redeem`). The file is deleted once the testimony is stored.
    #[arg(long, value_name = "FILE", conflicts_with = "receipt")]
    token: Option<PathBuf>,
    /// The fingerprint of the organization's key as it prints it; with another key nothing is sent.
    #[arg(long)]
    fingerprint: Option<String>,
    /// Send without a fingerprint to compare with: whoever runs the service could show a key of their own.
    #[arg(long, conflicts_with = "fingerprint")]
    unverified: bool,
    /// Read the mailbox of this receipt; without a value, the receipt is the first line of standard input and stands in no
    /// history.
    #[arg(long, num_args = 0..=1, default_missing_value = "-")]
    receipt: Option<String>,
    /// With --receipt: add, approve, correct or withdraw. What is added or corrected comes on standard input (after the receipt,
    /// if that does too) or from --text-file, and leaves sealed.
    #[arg(long, requires = "receipt")]
    act: Option<MailboxAct>,
    /// Speak all the same from a network that the organization has entered as the employer's, which can see that this service is
    /// reached from there.
    #[arg(long)]
    accept_risk: bool,
    /// Go through this proxy, such as socks5h://127.0.0.1:9050 for Tor.
    #[arg(long)]
    proxy: Option<String>,
}

impl Testify {
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let service = Service::new(&self.url, self.proxy.as_deref())?;
        match (&self.receipt, self.campaign) {
            (Some(given), _) => {
                let act = self.act.map(|act| (act, self.accept_risk));
                mailbox::run(&service, given, act, self.text_file.as_deref()).await
            }
            (None, Some(campaign)) => self.testify(&service, campaign).await,
            (None, None) => Err("give --campaign or --receipt".into()),
        }
    }

    async fn testify(&self, service: &Service, campaign: CampaignId) -> Result<ExitCode, Failure> {
        let is_pinned = self.sealed && self.fingerprint.is_some();
        if !service.is_private() && !is_pinned {
            return Err("this address is not https: anybody on the way could read along or show keys of their own".into());
        }
        let keys = self.keys(service, campaign).await?;
        let content = self.content(&keys)?;
        let token = self.token(campaign)?;
        let entropy = Entropy::system()?;
        let receipt = entropy.with(Receipt::generate);
        let sent = if self.sealed {
            self.send_sealed(
                service,
                campaign,
                keys,
                &entropy,
                (&receipt, token),
                &content,
            )
            .await
        } else {
            let body = facts::plain(
                &content,
                &receipt,
                self.wants_approval,
                token,
                self.accept_risk,
            )?;
            service
                .testify(&format!("/v1/campaigns/{campaign}/testimonies"), &body)
                .await
        };
        match sent {
            Ok(Answer::Taken(withdraw_until)) => {
                show::receipt(&receipt, withdraw_until);
                if let Some(file) = &self.token {
                    file::destroy(file)?;
                    eprintln!("The token is spent, and its file deleted.");
                }
                Ok(ExitCode::SUCCESS)
            }
            Ok(Answer::Refused { slug, said }) => Err(show::refused(&slug, said).into()),
            Err(error) => {
                // It may be there: then this is the only way back to it.
                show::uncertain(&receipt);
                Err(error)
            }
        }
    }

    /// Fetched, shown with their fingerprint, and held against the one that was given.
    async fn keys(
        &self,
        service: &Service,
        campaign: CampaignId,
    ) -> Result<TestimonyKeys, Failure> {
        let keys = service.keys(campaign).await?;
        let may_do_without = self.unverified || !self.sealed;
        compare(&keys, self.fingerprint.as_deref(), may_do_without)?;
        if !keys.takes_testimony {
            return Err("the campaign takes no testimony now".into());
        }
        Ok(keys)
    }

    fn token(&self, campaign: CampaignId) -> Result<Option<WorkerToken>, Failure> {
        let Some(file) = &self.token else {
            return Ok(None);
        };
        match file::read(file)? {
            Kept::Token(token) if token.campaign == campaign => Ok(Some(token.worker_token())),
            Kept::Token(_) => Err("the token is for another campaign".into()),
            Kept::Request(_) => Err(
                "its token is not there yet: run `broadside token redeem` with this file again"
                    .into(),
            ),
        }
    }

    fn content(&self, keys: &TestimonyKeys) -> Result<Content, Failure> {
        let text = self.text()?;
        if text_contains_receipt(text.expose()) {
            return Err("the text holds what reads as a receipt: take it out, whoever reads it could act for its witness".into());
        }
        let language = self.language.as_deref().unwrap_or(&keys.language);
        let facts = facts::read(self.kind, language, &self.facts)?;
        let text = (!text.expose().trim().is_empty()).then_some(text);
        let content = Content { text, facts };
        let wrong = violations(&content, Clock::System.today());
        if wrong.is_empty() {
            return Ok(content);
        }
        let wrong: Vec<String> = wrong
            .iter()
            .map(|wrong| format!("{} {}", wrong.pointer.trim_start_matches('/'), wrong.detail))
            .collect();
        Err(wrong.join("; ").trim().to_owned().into())
    }

    fn text(&self) -> Result<Told, Failure> {
        let mut text = mailbox::text(self.text_file.as_deref())?;
        Ok(Told::from(std::mem::take(&mut *text)))
    }

    /// Once more with fresh keys where a reviewer came or left meanwhile.
    async fn send_sealed(
        &self,
        service: &Service,
        campaign: CampaignId,
        mut keys: TestimonyKeys,
        entropy: &Entropy,
        (receipt, token): (&Receipt, Option<WorkerToken>),
        content: &Content,
    ) -> Result<Answer, Failure> {
        let path = format!("/v1/campaigns/{campaign}/testimonies/sealed");
        let mut tries = 0;
        loop {
            let mut sealed = entropy.with(|rng| {
                client::seal_testimony(rng, &keys, receipt, content, self.wants_approval)
            })?;
            sealed.worker_token = token.clone();
            sealed.accept_risk = self.accept_risk.then_some(true);
            match service.testify(&path, &service::json(&sealed)?).await? {
                Answer::Refused { slug, .. } if slug == "readers-changed" && tries < 2 => {
                    tries += 1;
                    let fresh = service.keys(campaign).await?;
                    if fresh.organization_key != keys.organization_key {
                        return Err("the service shows another key now: nothing was sent".into());
                    }
                    keys = fresh;
                }
                answer => return Ok(answer),
            }
        }
    }
}

/// Asks whoever sits there. Without anybody to ask nothing is sent.
fn is_compared() -> Result<(), Failure> {
    let (stdin, stderr) = (std::io::stdin(), std::io::stderr());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Err("give the --fingerprint that the organization prints or says, or --unverified to send without one".into());
    }
    eprint!("Is it the one that the organization prints or says? [y/N] ");
    let mut said = String::new();
    stdin.read_line(&mut said)?;
    match said.trim().to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err("nothing was sent".into()),
    }
}

/// Shows the organization's fingerprint, and holds it against the one that was given; without one, against what somebody says.
pub(super) fn compare(
    keys: &TestimonyKeys,
    known: Option<&str>,
    may_do_without: bool,
) -> Result<(), Failure> {
    let shown = fingerprint(&client::organization_key(keys)?);
    eprintln!(
        "Organization  {}\nFingerprint   {shown}",
        keys.organization_name
    );
    let digits = |text: &str| {
        let digits = text.chars().filter(char::is_ascii_hexdigit);
        digits.collect::<String>().to_lowercase()
    };
    match known {
        Some(known) if digits(known) == digits(&shown) => Ok(()),
        Some(_) => Err("this is not the fingerprint that you gave: nothing was sent".into()),
        None if may_do_without => Ok(()),
        None => is_compared(),
    }
}
