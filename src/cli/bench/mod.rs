//! `broadside bench`: the intake of signatures over HTTP against the raw limits of the same machine, in the same run.

mod client;
mod ground;
mod million;
mod packets;
mod raw;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use self::client::{Done, ask_for};
use self::ground::{Ground, sign};
use super::Failure;
use super::private_postgres::PrivatePostgres;
use crate::config::Settings;

const CLIENTS: u64 = 64;
const WARM_UP: Duration = Duration::from_secs(1);
const ROUND: Duration = Duration::from_secs(4);
const READ: Duration = Duration::from_secs(3);
/// Raw and served take turns, so that a disk that slows down slows both.
const ROUNDS: u64 = 2;

const SQLITE_FLOOR: f64 = 3.0;
const POSTGRES_FLOOR: f64 = 1.0;
const COUNT_FLOOR: f64 = 0.8;

#[derive(Debug, Args)]
pub struct Bench {
    /// Measure packets instead: five for five officials of a large campaign, and the memory of a freeze.
    #[arg(long)]
    packets: bool,
    /// Print the checks as a last line of JSON.
    #[arg(long)]
    json: bool,
}

/// A number, and the least or most that it may be.
#[derive(Debug)]
struct Check {
    name: &'static str,
    value: f64,
    limit: Limit,
}

#[derive(Clone, Copy, Debug)]
enum Limit {
    /// Of a ratio.
    Floor(f64),
    /// Of seconds or megabytes.
    Ceiling(f64),
}

impl Bench {
    /// Measures in a folder of its own beside the data, so that the disk is the same; it is removed afterwards.
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let beside = std::path::absolute(&settings.data)?;
        let folder = beside.with_file_name(format!("broadside-bench-{}", std::process::id()));
        let measured = if self.packets {
            packets::measure(&folder).await
        } else {
            measure(&folder).await
        };
        let _ = std::fs::remove_dir_all(&folder);
        let checks = measured?;
        let met = checks.iter().all(Check::is_met);
        println!();
        for check in &checks {
            println!("{}", check.line());
        }
        if self.json {
            let checks: Vec<_> = checks.iter().map(Check::to_json).collect();
            println!("{}", json!({"checks": checks}));
        }
        Ok(if met {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

impl Check {
    fn is_met(&self) -> bool {
        match self.limit {
            Limit::Floor(least) => self.value >= least,
            Limit::Ceiling(most) => self.value <= most,
        }
    }

    fn line(&self) -> String {
        let (name, value) = (self.name, self.value);
        let word = if self.is_met() { "met" } else { "MISSED" };
        match self.limit {
            Limit::Floor(least) => {
                format!("{name:<44} {value:>6.2} x   floor {least:>4.1} x   {word}")
            }
            Limit::Ceiling(most) => {
                format!("{name:<44} {value:>6.1}   at most {most:>4.0}   {word}")
            }
        }
    }

    fn to_json(&self) -> serde_json::Value {
        let value = (self.value * 1000.0).round() / 1000.0;
        let (side, limit) = match self.limit {
            Limit::Floor(least) => ("floor", least),
            Limit::Ceiling(most) => ("ceiling", most),
        };
        json!({"name": self.name, "value": value, side: limit, "met": self.is_met()})
    }
}

async fn measure(folder: &Path) -> Result<Vec<Check>, Failure> {
    println!(
        "Signing over HTTP with {CLIENTS} clients on this machine; mail is not sent meanwhile.\n"
    );
    let mut checks = sqlite(folder).await?;
    checks.extend(postgres(folder).await?);
    Ok(checks)
}

async fn sqlite(folder: &Path) -> Result<Vec<Check>, Failure> {
    let bare = Ground::lay(&folder.join("raw"), None).await?;
    let ground = Ground::lay(&folder.join("served"), None).await?;
    let served = ground.serve().await?;
    ask_for(served.address, CLIENTS, WARM_UP, sign(ground.petition, 0)).await?;
    let (mut raw, mut signed) = (Done::default(), Done::default());
    for round in 1..=ROUNDS {
        raw = raw.and(raw::sqlite(&bare, ROUND).await?);
        signed = signed
            .and(ask_for(served.address, CLIENTS, ROUND, sign(ground.petition, round)).await?);
    }
    told("SQLite, bare insert, one a commit", raw, "rows");
    told("SQLite, signatures", signed, "signatures");
    refuse_refusals(signed)?;
    let (few, many) = million::read(&ground, &served, CLIENTS, READ).await?;
    told("reading a count over 10,000", few, "reads");
    told("reading a count over 1,000,000", many, "reads");
    served.stop().await?;
    Ok(vec![
        Check {
            name: "sqlite_signatures_over_bare_inserts",
            value: signed.rate() / raw.rate(),
            limit: Limit::Floor(SQLITE_FLOOR),
        },
        Check {
            name: "count_at_a_million_over_ten_thousand",
            value: many.rate() / few.rate(),
            limit: Limit::Floor(COUNT_FLOOR),
        },
    ])
}

async fn postgres(folder: &Path) -> Result<Option<Check>, Failure> {
    const DATABASE: &str = "bench";
    let socket: PathBuf = std::env::temp_dir().join(format!("broadside-pg-{}", std::process::id()));
    let Some(postgres) = PrivatePostgres::start(&socket)? else {
        println!(
            "PostgreSQL                                   skipped: initdb and postgres are not here"
        );
        return Ok(None);
    };
    postgres.create_database(DATABASE)?;
    let ground = Ground::lay(&folder.join("postgres"), Some(postgres.url(DATABASE))).await?;
    let served = ground.serve().await?;
    ask_for(served.address, CLIENTS, WARM_UP, sign(ground.petition, 0)).await?;
    let (mut raw, mut signed) = (Done::default(), Done::default());
    for round in 1..=ROUNDS {
        let Some(bare) = raw::pgbench(&postgres, DATABASE, &ground, ROUND)? else {
            println!("PostgreSQL                                   skipped: pgbench is not here");
            return Ok(None);
        };
        raw = raw.and(bare);
        signed = signed
            .and(ask_for(served.address, CLIENTS, ROUND, sign(ground.petition, round)).await?);
    }
    told("PostgreSQL, pgbench, bare insert", raw, "rows");
    told("PostgreSQL, signatures", signed, "signatures");
    refuse_refusals(signed)?;
    served.stop().await?;
    ground.app.db.clone().close().await?;
    Ok(Some(Check {
        name: "postgres_signatures_over_pgbench",
        value: signed.rate() / raw.rate(),
        limit: Limit::Floor(POSTGRES_FLOOR),
    }))
}

fn told(what: &str, done: Done, unit: &str) {
    println!("{what:<44} {:>8.0} {unit}/s", done.rate());
}

/// A rate of refusals would be no rate of signatures.
fn refuse_refusals(done: Done) -> Result<(), Failure> {
    if done.refused * 100 > done.answered {
        return Err(format!(
            "{} of {} signatures were refused",
            done.refused,
            done.answered + done.refused
        )
        .into());
    }
    Ok(())
}
