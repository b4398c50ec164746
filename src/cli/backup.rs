//! `broadside backup` and `broadside restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::backup::{self, Order};
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;

#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not exist. The keys are not in it.
    #[arg(long)]
    out: PathBuf,
    /// Write the keys as well, into this file. Keep it in another place, with another person.
    #[arg(long)]
    keys_out: Option<PathBuf>,
}

impl Backup {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        backup::back_up(&settings, &self.out).await?;
        match &settings.object_store.bucket {
            None => println!(
                "{} holds the database and the stored files.",
                self.out.display()
            ),
            Some(bucket) => println!(
                "{} holds the database. The packets lie in the bucket {bucket} and are not in it: \
                 let the bucket's own server keep older versions, for 30 days and not longer.",
                self.out.display()
            ),
        }
        match &self.keys_out {
            Some(keys) => {
                backup::back_up_keys(&settings, keys)?;
                println!(
                    "{} holds the keys: whoever has both files can read everything. Keep them apart.",
                    keys.display()
                );
            }
            None => println!(
                "The keys are not in it. Without them names, addresses, receipts and packets cannot be read: \
                 make sure that {} was backed up once, apart from this.",
                settings.data.join("keys").display()
            ),
        }
        println!("Let this backup expire after 30 days: only then is a deletion complete.");
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(long)]
    from: PathBuf,
    /// The file that `backup --keys-out` wrote; or copy `keys` and `petition-keys` into the folder by hand.
    #[arg(long)]
    keys: Option<PathBuf>,
    /// `deletions.log` of the data folder that was lost or is replaced: what was erased since the backup is erased
    /// again. Give it once for each node.
    #[arg(long, required_unless_present = "without_deletions")]
    deletions: Vec<PathBuf>,
    /// The list is lost: what people took back since the backup comes back with it.
    #[arg(long, conflicts_with = "deletions")]
    without_deletions: bool,
    /// `withdrawals.log` of the same folder: testimony that was withdrawn or destroyed since the backup goes again. It
    /// takes the keys to tell which. Give it once for each node.
    #[arg(
        long,
        required_unless_present = "without_withdrawals",
        requires = "keys"
    )]
    withdrawals: Vec<PathBuf>,
    /// That list is lost: testimony that witnesses took back since the backup comes back with it.
    #[arg(long, conflicts_with = "withdrawals")]
    without_withdrawals: bool,
}

impl Restore {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let order = Order {
            from: self.from,
            keys: self.keys,
            deletions: self.deletions,
            withdrawals: self.withdrawals,
        };
        let restored =
            backup::restore(&settings, &Clock::System, &Entropy::system()?, &order).await?;
        println!("Restored into {}.", settings.data.display());
        println!(
            "{} signatures that the list names were erased again.",
            restored.deletions
        );
        println!(
            "{} testimonies and published texts were withdrawn or destroyed again.",
            restored.withdrawals
        );
        if restored.mails > 0 {
            println!(
                "{} mails may have left since: they wait as uncertain in `broadside jobs list`.",
                restored.mails
            );
        }
        if self.without_deletions {
            println!(
                "What people took back since the backup was made is there again: ask them, or keep this server down."
            );
        }
        if self.without_withdrawals {
            println!(
                "Testimony that witnesses took back since the backup was made is there again: say so where witnesses read it."
            );
        }
        if !restored.has_keys {
            println!(
                "The keys are missing: copy `keys` and `petition-keys` into {} before you start it.",
                settings.data.display()
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
