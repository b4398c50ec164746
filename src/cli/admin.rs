//! `broadside admin …`: what needs the machine and not an account.

use std::io::Read;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::identity::{NewOwner, create_owner, find_organization, remove_totp_by_hand};
use crate::review::{Halves, recover_testimonies};
use crate::secrets::keyring::Keyring;

/// The new one and the one before: an access token lives for 15 minutes.
const KEPT_SESSION_KEYS: usize = 2;

/// The subcommands.
#[derive(Debug, Args)]
pub struct Admin {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an organization and its first owner; the password comes on standard input.
    CreateOwner {
        #[arg(long)]
        organization: String,
        #[arg(long)]
        email: String,
        #[arg(long, default_value = "Owner")]
        name: String,
        /// BCP 47.
        #[arg(long, default_value = "en")]
        language: String,
    },
    /// Take away the second factor of a member who has lost it, where no other owner can.
    RemoveSecondFactor {
        #[arg(long)]
        email: String,
    },
    /// Seal testimony to the reviewers of today with the two printed halves of the recovery key, for the day on which no
    /// reviewer can open it any more. The halves come on standard input: two lines each, one half below the other.
    Recover {
        /// Its id (`org_…`) or its exact name.
        #[arg(long)]
        organization: String,
    },
    /// Sign access tokens with a new key from the next start on; tokens of the key before stay good.
    RotateSessionKeys,
}

impl Admin {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        match self.command {
            Command::CreateOwner {
                organization,
                email,
                name,
                language,
            } => {
                let owner = NewOwner {
                    organization,
                    email,
                    name,
                    language,
                    is_demo: false,
                };
                make_owner(settings, owner).await
            }
            Command::RemoveSecondFactor { email } => {
                let app = App::open(settings, Clock::System, Entropy::system()?).await?;
                let member = remove_totp_by_hand(&app, &email).await?;
                println!("{member} has no second factor now, and all their sessions have ended.");
                Ok(ExitCode::SUCCESS)
            }
            Command::Recover { organization } => recover(settings, &organization).await,
            Command::RotateSessionKeys => rotate_session_keys(&settings),
        }
    }
}

async fn make_owner(settings: Settings, owner: NewOwner) -> Result<ExitCode, Failure> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    let app = App::open(settings, Clock::System, Entropy::system()?).await?;
    let (organization, member) = create_owner(&app, &owner, password).await?;
    println!("organization {organization}\nowner        {member}");
    println!(
        "Next: sign in, and set up a second factor; until then an owner can do what a viewer can."
    );
    Ok(ExitCode::SUCCESS)
}

fn rotate_session_keys(settings: &Settings) -> Result<ExitCode, Failure> {
    let mut keys = Keyring::load(&settings.data)?;
    Entropy::system()?.with(|rng| keys.rotate_sessions(rng, KEPT_SESSION_KEYS))?;
    println!("A new key signs access tokens from the next start of each node on.");
    println!("Where several nodes run, copy keys/sessions.key to all of them first.");
    Ok(ExitCode::SUCCESS)
}

async fn recover(settings: Settings, organization: &str) -> Result<ExitCode, Failure> {
    let mut typed = Zeroizing::new(String::with_capacity(4096));
    std::io::stdin().take(4096).read_to_string(&mut typed)?;
    let halves = Halves::from_lines(&typed)?;
    let app = App::open(settings, Clock::System, Entropy::system()?).await?;
    let id = find_organization(&app, organization).await?;
    let done = recover_testimonies(&app, id, "system", &halves).await?;
    println!(
        "{} testimonies are sealed to the reviewers of today ({} wraps were made).",
        done.testimonies, done.made
    );
    if done.not_sealed_to_it > 0 {
        println!(
            "{} were never sealed to the recovery key, and stay closed.",
            done.not_sealed_to_it
        );
    }
    println!("Now print a new recovery key: this machine has seen the whole of the old one.");
    Ok(ExitCode::SUCCESS)
}
