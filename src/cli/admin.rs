//! `broadside admin …`: what needs the machine and not an account.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::Failure;
use super::serve::warn_of_loss;
use super::words::counted;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::identity::{
    FindOrganizationError, NewOwner, create_owner, find_organization, remove_totp_by_hand,
};
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
    /// Make an organization and its first owner. Asks for the password; where there is no terminal it comes on standard input.
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
        /// Everybody in it is made up, and its packets say so: petitions open without a mail server, packets need no public
        /// address. It stays so.
        #[arg(long)]
        rehearsal: bool,
        /// Make it although there is an organization of this name.
        #[arg(long)]
        another: bool,
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
                rehearsal,
                another,
            } => {
                let owner = NewOwner {
                    organization,
                    email,
                    name,
                    language,
                    is_demo: rehearsal,
                };
                make_owner(settings, owner, another).await
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

async fn make_owner(
    settings: Settings,
    owner: NewOwner,
    another: bool,
) -> Result<ExitCode, Failure> {
    let first_start = !Keyring::exists(&settings.data);
    let app = App::open(settings, Clock::System, Entropy::system()?).await?;
    if first_start {
        warn_of_loss(&app.settings);
    }
    if !another {
        refuse_a_second(&app, &owner.organization).await?;
    }
    let password = ask_for_a_password()?;
    let (organization, member) = create_owner(&app, &owner, password).await?;
    println!("organization {organization}\nowner        {member}");
    println!(
        "Next: sign in, and set up a second factor; until then an owner can do what a\nviewer can."
    );
    Ok(ExitCode::SUCCESS)
}

/// Two organizations of one name would share no member, no campaign and no key.
async fn refuse_a_second(app: &App, name: &str) -> Result<(), Failure> {
    let there = match find_organization(app, name).await {
        Ok(there) => there.to_string(),
        Err(FindOrganizationError::Several) => "several".to_owned(),
        Err(FindOrganizationError::Nobody) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let said = format!(
        "there is an organization of this name ({there}). An owner of it invites others with `create_invitation`; \
         for a second organization of the same name say `--another`"
    );
    Err(said.into())
}

/// Twice and unseen from whoever types; otherwise whatever stands on standard input, such as a file or a password manager's
/// answer.
fn ask_for_a_password() -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password)?;
        return Ok(password.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("Password of the owner (12 characters or more): ")?;
    let second = rpassword::prompt_password("Once more: ")?;
    if first != second {
        return Err("the two are not the same: nothing was made".into());
    }
    Ok(first)
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
        "{} sealed to the reviewers of today ({} made).",
        counted(done.testimonies, "testimony is", "testimonies are"),
        counted(done.made, "wrap was", "wraps were")
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
