//! `broadside jobs …`: what waits, what was given up, and what an operator lets try again.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Failure;
use super::words::counted;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::jobs::entity::job::Model;
use crate::jobs::{self, JobId, Kind, STATES};

#[derive(Debug, Args)]
pub struct Jobs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List jobs, newest first; without a state those that were given up or are uncertain.
    List {
        #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(STATES))]
        state: Option<String>,
        #[arg(long, default_value_t = 100)]
        limit: u64,
    },
    /// Show one job.
    Show { id: JobId },
    /// Let a job try again, or all that were given up. An uncertain mail may then arrive twice: look for its Message-ID
    /// at the mail server first, and name it by its id.
    Retry {
        #[arg(required_unless_present = "state")]
        id: Option<JobId>,
        /// All that are in this state.
        #[arg(long, value_parser = ["buried"], conflicts_with = "id")]
        state: Option<String>,
        /// Only those of this kind, such as `send_confirmation`.
        #[arg(long, requires = "state")]
        kind: Option<Kind>,
    },
}

impl Jobs {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        match self.command {
            Command::List { state, limit } => {
                let found = jobs::list(&app, state.as_deref(), limit).await?;
                found.iter().for_each(line);
                println!("{}", counted(found.len(), "job", "jobs"));
                println!("Of all: {}", census(&app).await?);
            }
            Command::Show { id } => match jobs::find(&app, id).await? {
                Some(job) => show(&job),
                None => return Err("there is no such job".into()),
            },
            Command::Retry { id: None, kind, .. } => {
                let again = jobs::retry_buried(&app, kind).await?;
                let again = usize::try_from(again).unwrap_or(usize::MAX);
                println!("{} queued again", counted(again, "job", "jobs"));
            }
            Command::Retry { id: Some(id), .. } => {
                if !jobs::retry(&app, id).await? {
                    return Err(
                        "only jobs that were given up or are uncertain can be tried again".into(),
                    );
                }
                println!("{id} is queued again; a running `broadside serve` picks it up");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `85 done, 2 queued`; whoever sees an empty list learns that there is more.
async fn census(app: &App) -> Result<String, Failure> {
    let all = jobs::census(app).await?.by_state.into_iter();
    let some: Vec<_> = all
        .filter(|(_, jobs)| *jobs > 0)
        .map(|(state, jobs)| format!("{jobs} {state}"))
        .collect();
    if some.is_empty() {
        return Ok("none yet".to_owned());
    }
    Ok(some.join(", ") + " (`--state` lists those)")
}

fn line(job: &Model) {
    let why = job.last_error.as_deref().unwrap_or("-");
    let at = job.run_at.format("%Y-%m-%d %H:%M");
    println!(
        "{}  {:<10} {:<24} {at}  tries {:<3} {why}",
        job.id, job.state, job.kind, job.attempts
    );
}

fn show(job: &Model) {
    line(job);
    println!("subject    {}", job.subject);
    println!("created    {}", job.created_at.to_rfc3339());
    println!("next try   {}", job.run_at.to_rfc3339());
    match job.kind.parse().ok().and_then(Kind::tried_for) {
        Some(life) => {
            let until = (job.created_at + life).to_rfc3339();
            println!("tries      {}, until {until}", job.attempts);
        }
        None => println!("tries      {} of {}", job.attempts, job.max_attempts),
    }
}
