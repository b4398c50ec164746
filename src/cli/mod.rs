//! The command line: one file a command.

/// Takes the place of the standard library's in every command, which panics when nobody reads any more.
macro_rules! print {
    ($($said:tt)*) => { $crate::cli::words::say(format_args!($($said)*)) };
}
macro_rules! println {
    () => { $crate::cli::words::say(format_args!("\n")) };
    ($($said:tt)*) => { $crate::cli::words::say(format_args!("{}\n", format_args!($($said)*))) };
}

mod admin;
mod backup;
mod bench;
mod bounces;
mod closed;
mod compile;
mod config;
mod demo;
mod dkim;
mod find;
mod jobs;
mod letter;
mod openapi;
mod press;
pub mod private_postgres;
mod serve;
mod stopping;
mod testify;
mod token;
mod verify;
mod verify_audit;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Settings, load};

const SETTINGS: &str = "broadside.toml";

/// Collects signed petitions and anonymous worker testimony, and compiles them into packets.
#[derive(Debug, Parser)]
#[command(name = "broadside", version)]
struct Cli {
    /// The settings file; without this, `broadside.toml` where there is one.
    #[arg(long, global = true)]
    settings: Option<PathBuf>,
    /// The data folder. `find` opens none, and refuses this.
    #[arg(long, global = true)]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API and do the background work.
    Serve(serve::Serve),
    /// Print the OpenAPI document, or the catalogue of problems.
    Openapi(openapi::OpenApi),
    /// Play three situations with made-up people over HTTP against a fresh service: a union asks its county for guards, a training,
    /// laid-off members and their association. The packets are left to look at.
    Demo(demo::Demo),
    /// Mark what may identify somebody in texts, such as an old spreadsheet's, or measure the marking.
    Find(find::Find),
    /// Give testimony as a witness, sealed on this machine, or read the mailbox behind a receipt.
    Testify(testify::Testify),
    /// Write a request for the employer's own log of violent incidents, on this machine alone.
    Letter(letter::Letter),
    /// Compile packets for a whole body, and follow them until they are set.
    Compile(compile::Compile),
    /// Redeem a steward's voucher for a worker token that nobody can lead back to it, or look at one.
    Token(token::Token),
    /// Measure signing against the raw limits of this machine.
    Bench(bench::Bench),
    /// Write the database and the stored files into one file; the keys apart.
    Backup(backup::Backup),
    /// Bring a backup back into a new data folder, and erase again what was erased since.
    Restore(backup::Restore),
    /// Print the settings in force, with secrets hidden.
    Config,
    /// Make the key that signs mails, where there is none, and print its DNS record.
    Dkim,
    /// Read reports of announcements that did not arrive (RFC 3464).
    Bounces(bounces::Bounces),
    /// Look at background work, and let what was given up try again.
    Jobs(jobs::Jobs),
    /// Things that only whoever holds the machine may do.
    Admin(admin::Admin),
    /// Set one packet: what the worker starts for each.
    #[command(hide = true)]
    Press {
        /// A folder with further fonts.
        #[arg(long)]
        fonts: Option<PathBuf>,
    },
    /// Check packets against their signed manifests, without asking anybody; the exit status is 1 when one does not fit.
    Verify(verify::Verify),
    /// Recompute the chains of what members did; the exit status is 1 when one is broken.
    VerifyAudit(verify_audit::VerifyAudit),
}

/// Whatever ends a command; printed as one line.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

pub fn main() -> ExitCode {
    closed::close_memory();
    let cli = Cli::parse();
    if let Command::Press { fonts } = &cli.command {
        return press::run(fonts.as_deref());
    }
    if let Command::Verify(verify) = &cli.command {
        return verify.run();
    }
    // Installed once; without a default, the first TLS connection or token would have to choose.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => fail(error.as_ref()),
    }
}

fn fail(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("broadside: {error}");
    ExitCode::FAILURE
}

async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let file = cli.settings.as_deref().unwrap_or(Path::new(SETTINGS));
    if cli.settings.is_some() && !file.exists() {
        return Err(format!("the settings file {} is not there", file.display()).into());
    }
    let mut settings: Settings = load(file)?;
    if cli.data.is_some() && matches!(cli.command, Command::Demo(_)) {
        return Err(
            "a demo makes a data folder of its own, and touches no other: choose where with `--out`".into(),
        );
    }
    if cli.data.is_some() && matches!(cli.command, Command::Find(_)) {
        return Err(
            "find opens no data folder: give it the names that it shall know with `--names FILE`, one in a line".into(),
        );
    }
    if let Some(data) = cli.data {
        settings.data = data;
    }
    match cli.command {
        Command::Letter(letter) => letter.run(),
        Command::Testify(testify) => testify.run().await,
        Command::Compile(compile) => compile.run().await,
        Command::Token(token) => token.run().await,
        Command::Serve(serve) => serve.run(settings).await,
        Command::Backup(backup) => backup.run(settings).await,
        Command::Restore(restore) => restore.run(settings).await,
        Command::Config => config::run(&settings),
        Command::Dkim => dkim::run(&settings),
        Command::Bounces(bounces) => bounces.run(settings).await,
        Command::Jobs(jobs) => jobs.run(settings).await,
        Command::Openapi(openapi) => openapi.run(),
        Command::Demo(demo) => demo.run(settings).await,
        Command::Find(find) => find.run(),
        Command::Bench(bench) => bench.run(settings).await,
        Command::Admin(admin) => admin.run(settings).await,
        Command::Press { fonts } => Ok(press::run(fonts.as_deref())),
        Command::Verify(verify) => Ok(verify.run()),
        Command::VerifyAudit(verify) => verify.run(settings).await,
    }
}
