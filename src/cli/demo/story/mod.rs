//! The founding case, played in order: a union asks each Supervisor for guards, and an association for an answer.

mod campaign;
mod office;
mod packets;
mod records;
mod session;
mod signing;
mod silence;
mod training;
mod witnesses;

use std::path::{Path, PathBuf};

use super::client::{Client, text};
use super::mailbox::MailFolder;
use crate::cli::Failure;
use crate::clock::Clock;

pub use office::until_the_next_code;
pub use packets::Finished;

/// Where the story is played.
pub struct Stage<'a> {
    pub base: &'a str,
    pub data: &'a Path,
    pub out: &'a Path,
    /// The service's own: the story moves it.
    pub clock: &'a Clock,
    pub signers: usize,
}

/// What the story leaves behind.
pub struct Told {
    pub packets: Vec<Finished>,
    /// How the public record of the association lies there, as JSON and as a feed.
    pub record: [&'static str; 2],
    /// Where they lie.
    pub folder: PathBuf,
    /// The organization's own, as its members are told it.
    pub public_key: String,
    /// Role, address and the secret of the second factor.
    pub sign_ins: Vec<(&'static str, String, String)>,
}

pub async fn play(stage: &Stage<'_>) -> Result<Told, Failure> {
    let anybody = Client::new(stage.base.to_owned());
    let mails = MailFolder::of(stage.data);
    let mut office = office::open(&anybody, &mails, stage.clock).await?;
    let county = campaign::county(&office).await?;
    let layoffs = campaign::layoffs(&office).await?;
    session::meet(&anybody, &mails, &office, &county).await?;
    signing::sign_county(&anybody, &mails, &county, stage.signers).await?;
    signing::sign_layoffs(&anybody, &mails, &layoffs).await?;
    signing::compare_with_members(&office, &layoffs).await?;
    witnesses::testify(&anybody, &office, &county, &layoffs).await?;
    training::learn(&office, &county).await?;
    let mut packets = packets::compile(&office, &[&county, &layoffs], stage.out).await?;
    let follow_up = silence::wait(&anybody, &mut office, &layoffs, (stage.out, &packets)).await?;
    packets.push(follow_up);
    let organization = office.organizer.get("/v1/organization").await?;
    Ok(Told {
        packets,
        record: silence::RECORD,
        folder: stage.out.to_owned(),
        public_key: text(&organization, "public_key")?,
        sign_ins: office.sign_ins,
    })
}

/// One line of progress, without a line end until `done`.
pub fn step(what: &str) {
    print!("{what:<57}");
}

pub fn done(result: impl std::fmt::Display) {
    println!("{result}");
}
