//! `broadside demo`: plays the founding case over HTTP against a real server on a fresh data folder.
//!
//! Nothing here is canned: every figure in the packets is counted from what the story's people sent.

mod client;
mod county;
mod mailbox;
mod people;
mod story;
mod summary;
mod voices;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Days;
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Failure, serve};
use crate::accountability::day::day_of;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Limits, Settings};
use crate::data_folder::{self, LockError};
use crate::entropy::Entropy;
use crate::identity::{NewOwner, create_owner};

#[derive(Debug, Args)]
pub struct Demo {
    /// Where the packets are left.
    #[arg(long, default_value = "demo")]
    out: PathBuf,
    /// Keep the server up afterwards, with two sign-ins.
    #[arg(long)]
    stay: bool,
    /// How many people sign the county's petition.
    #[arg(long, default_value_t = 360)]
    signers: usize,
}

pub const OWNER: &str = "odalys.owner@union.example";
pub const PASSWORD: &str = "demo: nobody real is here";

/// Between the first packet and the one that follows it.
const DAYS: u64 = 45;

/// Stands in every data folder that a demo made, and says that the next demo may remove it.
const MARKER: &str = "made-by-broadside-demo";

/// A fresh folder. What an earlier demo left there goes; what may be somebody's real data does not, nor what a demo that
/// stayed up still serves.
fn make_room(settings: &Settings) -> Result<(), Failure> {
    let data = &settings.data;
    let marker = data.join(MARKER);
    if data.exists() {
        if !marker.is_file() {
            let said = format!(
                "{} exists, and no demo made it: choose another folder with --out",
                data.display()
            );
            return Err(said.into());
        }
        let _ours_alone = data_folder::lock(settings).map_err(|error| match error {
            LockError::Held(folder) => {
                format!(
                    "a demo still runs in {folder}: stop it, or choose another folder with --out"
                )
            }
            other => other.to_string(),
        })?;
        std::fs::remove_dir_all(data)?;
    }
    if let Some(out) = data.parent() {
        std::fs::create_dir_all(out)?;
    }
    data_folder::prepare(data)?;
    Ok(std::fs::write(
        marker,
        "The next `broadside demo` removes this folder.\n",
    )?)
}

impl Demo {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let data = self.out.join("data");
        let mut settings = fresh(settings, &data);
        make_room(&settings)?;
        let _lock = data_folder::lock(&settings)?;
        let listener = serve::bind(&settings).await?;
        // Links in mails and packets name the port that was free.
        settings.listen = listener.local_addr()?;
        let base = settings.public_base();
        let clock = set_back()?;
        let app = App::open(settings, clock.clone(), Entropy::system()?).await?;
        let stop = CancellationToken::new();
        let serving = {
            let (app, stop) = (app.clone(), stop.clone());
            tokio::spawn(async move { serve::run(&app, listener, stop).await })
        };
        println!(
            "A fresh service listens on {base}. Its data lie in {}.",
            data.display()
        );
        println!("Everybody and every place in this story is made up.");
        println!(
            "It begins {DAYS} days ago: the service's clock is set back to {}.\n",
            clock.today().format("%-d %B %Y")
        );
        let owner = NewOwner {
            organization: county::UNION.to_owned(),
            email: OWNER.to_owned(),
            name: "Odalys Okonkwo-Reyes".to_owned(),
            language: "en".to_owned(),
            is_demo: true,
        };
        create_owner(&app, &owner, PASSWORD.to_owned()).await?;
        let stage = story::Stage {
            base: &base,
            data: &data,
            out: &self.out,
            clock: &clock,
            signers: self.signers,
        };
        let told = story::play(&stage).await?;
        summary::print(&told);
        if self.stay {
            stay(&base, &told, &clock).await?;
        } else {
            println!(
                "Addresses in the packets, the record and its feed lead to {base}, which stops now; `--stay` keeps it up."
            );
        }
        stop.cancel();
        serving.await??;
        Ok(ExitCode::SUCCESS)
    }
}

/// A morning in the county, so long ago that the story ends at the present: what the demo leaves bears no day to come, and
/// an authenticator app shows the codes that a service asks for that stays up.
fn set_back() -> Result<Clock, Failure> {
    let day = day_of(Clock::System.now()) - Days::new(DAYS);
    let morning = day.and_hms_opt(16, 30, 0).ok_or("no such hour")?;
    Ok(Clock::starting(morning.and_utc()))
}

fn fresh(settings: Settings, data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        listen: std::net::SocketAddr::from(([127, 0, 0, 1], 0)),
        database_url: None,
        public_url: None,
        // Its night would sweep what its own database does not know.
        object_store: crate::config::ObjectStoreSettings::default(),
        mail: crate::config::MailSettings::default(),
        // A real service keeps a day's testimony from its reviewers until the next: the demo has no night.
        shows_arrivals_at_once: true,
        // Everybody in the story shares one address.
        limits: Limits {
            general_a_minute: 1_000_000,
            sign_a_quarter_hour: 1_000_000,
            sign_in_a_quarter_hour: 1_000,
            // A hundred witnesses in one minute.
            free_testimonies_a_minute: 1_000_000,
            ..Limits::default()
        },
        ..settings
    }
}

async fn stay(base: &str, told: &story::Told, clock: &Clock) -> Result<(), Failure> {
    // A code counts once, and nobody may have to wonder why the first one that their app shows is refused.
    tokio::time::sleep(story::until_the_next_code(clock)?).await;
    println!("\nThe service stays up at {base}. Sign in with");
    for (role, email, totp_secret) in &told.sign_ins {
        println!("  {role:<14} {email}");
        println!("  {:<14} {PASSWORD}", "  password");
        println!(
            "  {:<14} {totp_secret} (for an authenticator app)",
            "  code"
        );
    }
    println!("What it can do: {base}/docs");
    println!("Stop it with Ctrl-C.");
    tokio::signal::ctrl_c().await?;
    Ok(())
}
