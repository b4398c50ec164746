//! `broadside admin …`: what needs the machine and not an account.

use std::io::Read;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::identity::{NewOwner, create_owner};

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
}

impl Admin {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let Command::CreateOwner {
            organization,
            email,
            name,
            language,
        } = self.command;
        let mut password = String::new();
        std::io::stdin().read_to_string(&mut password)?;
        let password = password.trim_end_matches(['\r', '\n']).to_owned();
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        let owner = NewOwner {
            organization,
            email,
            name,
            language,
            is_demo: false,
        };
        let (organization, member) = create_owner(&app, &owner, password).await?;
        println!("organization {organization}\nowner        {member}");
        println!(
            "Next: sign in, and set up a second factor; until then an owner cannot manage members."
        );
        Ok(ExitCode::SUCCESS)
    }
}
