//! `broadside bounces`: reads the reports of mails that did not arrive, as the mailbox of `mail.from` gets them.

use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::words::counted;
use crate::announcements::bounces::{Tally, take_reports};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;

/// More is no mail. A mailbox file is read in pieces of this size by whoever splits it.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct Bounces {
    /// Messages or mailbox files (mbox); standard input when there are none.
    files: Vec<PathBuf>,
}

impl Bounces {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let mut texts = Vec::new();
        for file in &self.files {
            texts.push(read(std::fs::File::open(file)?)?);
        }
        if self.files.is_empty() {
            texts.push(read(std::io::stdin())?);
        }
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        let mut all = Tally::default();
        for text in &texts {
            let tally = take_reports(&app, text).await?;
            all.gone += tally.gone;
            all.not_this_one += tally.not_this_one;
            all.other += tally.other;
        }
        let reports = counted(
            all.gone,
            "mailbox is gone and gets nothing more",
            "mailboxes are gone and get nothing more",
        );
        println!(
            "{reports}; {} not arrive; {} of something else",
            counted(all.not_this_one, "mail did", "mails did"),
            counted(all.other, "message was", "messages were"),
        );
        Ok(ExitCode::SUCCESS)
    }
}

/// Mails are no text for certain.
fn read(from: impl Read) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("that is more than 64 MiB: hand it over in parts".into());
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
