//! `broadside backup` and `broadside restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args};

use super::Failure;
use super::words::counted;
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
#[command(group(ArgGroup::new("erased").required(true)), group(ArgGroup::new("withdrawn").required(true)))]
pub struct Restore {
    /// The backup.
    #[arg(long)]
    from: PathBuf,
    /// The file that `backup --keys-out` wrote; or copy `keys` and `petition-keys` into the folder by hand.
    #[arg(long)]
    keys: Option<PathBuf>,
    /// `deletions.log` of the data folder that was lost or is replaced: what was erased since the backup is erased
    /// again. Give it once for each node.
    #[arg(long, group = "erased")]
    deletions: Vec<PathBuf>,
    /// The list is lost: what people took back since the backup comes back with it.
    #[arg(long, group = "erased")]
    without_deletions: bool,
    /// `withdrawals.log` of the same folder: testimony that was withdrawn or destroyed since the backup goes again. It
    /// takes the keys to tell which. Give it once for each node.
    #[arg(long, group = "withdrawn", requires = "keys")]
    withdrawals: Vec<PathBuf>,
    /// That list is lost: testimony that witnesses took back since the backup comes back with it.
    #[arg(long, group = "withdrawn")]
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
            "{} erased again, as the list says.",
            counted(restored.deletions, "signature was", "signatures were")
        );
        println!(
            "{} withdrawn or destroyed again.",
            counted(
                restored.withdrawals,
                "testimony or published text was",
                "testimonies and published texts were"
            )
        );
        if let Some(day) = restored.withdrawals_until {
            println!(
                "That list was last written on {day}: of what was withdrawn after it, nothing is known here."
            );
        }
        if restored.mails > 0 {
            println!(
                "{} since: look for what is uncertain in `broadside jobs list`.",
                counted(restored.mails, "mail may have left", "mails may have left")
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
