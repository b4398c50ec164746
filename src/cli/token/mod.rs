//! `broadside token`: a worker's side of a worker token. The blind never leaves this machine.

pub mod file;

use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::Failure;
use super::testify::compare;
use super::testify::service::Service;
use crate::campaigns::CampaignId;
use crate::entropy::Entropy;
use crate::testimony::client::organization_key;
use crate::tokens::client::{self, PendingToken};
use crate::tokens::rules::EpochState;
use crate::tokens::voucher::Voucher;
use file::Kept;

/// A token proves that a steward has checked somebody, and not whom.
#[derive(Debug, Args)]
pub struct Token {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Redeem a voucher, and keep the token in a file for `broadside testify --token`.
    Redeem(Redeem),
    /// Say what a file holds, and, with --url, whether its token can be spent.
    Show(Show),
}

#[derive(Debug, Args)]
struct Redeem {
    /// Where the service is, such as https://broadside.example.org.
    #[arg(long)]
    url: String,
    /// The campaign of the voucher (`cmp_…`).
    #[arg(long)]
    campaign: CampaignId,
    /// Where to keep the token. Written before anything is sent: run this again with the same file if no answer came.
    #[arg(long)]
    file: PathBuf,
    /// The fingerprint of the organization's key as it prints it; with another key nothing is sent.
    #[arg(long)]
    fingerprint: Option<String>,
    /// Send without a fingerprint to compare with, and without being asked.
    #[arg(long, conflicts_with = "fingerprint")]
    unverified: bool,
    /// Go through this proxy, such as socks5h://127.0.0.1:9050 for Tor.
    #[arg(long)]
    proxy: Option<String>,
}

#[derive(Debug, Args)]
struct Show {
    /// The file of the token.
    #[arg(long)]
    file: PathBuf,
    /// Ask this service whether the token's epoch is open, and whether it shows everybody the same key.
    #[arg(long)]
    url: Option<String>,
    /// Go through this proxy, such as socks5h://127.0.0.1:9050 for Tor.
    #[arg(long, requires = "url")]
    proxy: Option<String>,
}

impl Token {
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self.what {
            What::Redeem(redeem) => redeem.run().await,
            What::Show(show) => show.run().await,
        }
    }
}

impl Redeem {
    async fn run(self) -> Result<ExitCode, Failure> {
        let service = Service::new(&self.url, self.proxy.as_deref())?;
        if !service.is_private() {
            return Err(
                "this address is not https: anybody on the way could take the voucher".into(),
            );
        }
        let keys = service.keys(self.campaign).await?;
        compare(&keys, self.fingerprint.as_deref(), self.unverified)?;
        let signer = organization_key(&keys)?;
        let pending = self.pending()?;
        let issued = service
            .issue_token(self.campaign, &pending.request()?)
            .await?;
        let shown = service.token_epochs(self.campaign).await?;
        let token = pending.accept(&signer, &shown, &issued)?;
        describe(&token);
        file::finish(&self.file, token)?;
        eprintln!(
            "The voucher is used up. The token is in the file; nobody else has it, and nobody can give it to you again."
        );
        Ok(ExitCode::SUCCESS)
    }

    /// The request of an earlier try, or a new one for the voucher on standard input.
    fn pending(&self) -> Result<PendingToken, Failure> {
        if self.file.exists() {
            return match file::read(&self.file)? {
                Kept::Request(pending) if pending.campaign == self.campaign => Ok(pending),
                Kept::Request(_) => Err("the file holds a request for another campaign".into()),
                Kept::Token(_) => Err("the file holds a token already".into()),
            };
        }
        if std::io::stdin().is_terminal() {
            eprintln!("Type the voucher, and end with Ctrl-D on a line of its own:");
        }
        let mut typed = Zeroizing::new(String::with_capacity(256));
        std::io::stdin().take(256).read_to_string(&mut typed)?;
        let voucher = Voucher::parse(&typed).map_err(|error| format!("the voucher: {error}"))?;
        let printed = voucher.print();
        let entropy = Entropy::system()?;
        file::begin(
            &self.file,
            entropy.with(|rng| PendingToken::new(rng, self.campaign, &printed))?,
        )?;
        match file::read(&self.file)? {
            Kept::Request(pending) => Ok(pending),
            Kept::Token(_) => Err("the file was changed meanwhile".into()),
        }
    }
}

impl Show {
    async fn run(self) -> Result<ExitCode, Failure> {
        let token = match file::read(&self.file)? {
            Kept::Token(token) => token,
            Kept::Request(pending) => {
                println!(
                    "Campaign   {}\nToken      not there yet: `broadside token redeem` again",
                    pending.campaign
                );
                return Ok(ExitCode::SUCCESS);
            }
        };
        describe(&token);
        let Some(url) = &self.url else {
            return Ok(ExitCode::SUCCESS);
        };
        let service = Service::new(url, self.proxy.as_deref())?;
        let shown = service.token_epochs(token.campaign).await?;
        let epoch = shown.epochs.iter().find(|shown| shown.epoch == token.epoch);
        let epoch = epoch.ok_or("the service knows no such epoch")?;
        if epoch.public_key != token.public_key {
            return Err("the service shows another key now than it used for this token: do not spend it, and tell the organization".into());
        }
        match (epoch.state, epoch.opens_on, epoch.spendable_until) {
            (EpochState::Open, _, Some(until)) => {
                println!("Spendable  now, until {until}, included")
            }
            (EpochState::Issuing, Some(day), _) => println!("Spendable  from {day} on"),
            (EpochState::Over, ..) => println!("Spendable  no more"),
            _ => println!("Spendable  not yet: the day after ten were issued"),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Nothing of the token itself.
fn describe(token: &client::Token) {
    println!(
        "Campaign   {}\nEpoch      {}\nIts key    {}",
        token.campaign, token.epoch, token.public_key
    );
}
