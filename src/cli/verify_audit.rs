//! `broadside verify-audit`: recomputes every chain and prints its end, to be held against a printed packet.

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::words::counted;
use crate::config::Settings;
use crate::{audit, db};

#[derive(Debug, Args)]
pub struct VerifyAudit {}

impl VerifyAudit {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let db = db::connect(&settings.database_url()).await?;
        let verdicts = audit::verify_all(&db.read).await?;
        for verdict in &verdicts {
            println!(
                "{}  {}, {} waiting, head {}",
                verdict.organization,
                counted(verdict.sequence, "entry", "entries"),
                verdict.waiting,
                verdict.hash
            );
            if let Some(broken) = verdict.broken {
                println!("{}  BROKEN: {broken}", verdict.organization);
            }
        }
        if verdicts.iter().any(|verdict| verdict.broken.is_some()) {
            return Ok(ExitCode::FAILURE);
        }
        let waiting: u64 = verdicts.iter().map(|verdict| verdict.waiting).sum();
        if waiting > 0 {
            println!(
                "Waiting entries get their place in the chain while the service runs: within the hour, and \
                 those that keep no more than a day when that day is over."
            );
        }
        let whole = counted(verdicts.len(), "chain, whole", "chains, all whole");
        println!("{whole}");
        Ok(ExitCode::SUCCESS)
    }
}
