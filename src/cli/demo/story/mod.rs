//! The founding case, played in order: a union asks each Supervisor for guards, and an association for an answer.

mod campaign;
mod office;
mod packets;
mod records;
mod signing;
mod witnesses;

use std::path::{Path, PathBuf};

use super::client::{Client, text};
use super::mailbox::MailFolder;
use crate::cli::Failure;

pub use office::until_the_next_code;
pub use packets::Finished;

/// What the story leaves behind.
pub struct Told {
    pub packets: Vec<Finished>,
    /// Where they lie.
    pub folder: PathBuf,
    /// The organization's own, as its members are told it.
    pub public_key: String,
    /// Role, address and the secret of the second factor.
    pub sign_ins: Vec<(&'static str, String, String)>,
}

pub async fn play(base: &str, data: &Path, out: &Path, signers: usize) -> Result<Told, Failure> {
    let anybody = Client::new(base.to_owned());
    let mails = MailFolder::of(data);
    let office = office::open(&anybody, &mails).await?;
    let county = campaign::county(&office).await?;
    let layoffs = campaign::layoffs(&office).await?;
    signing::sign_county(&anybody, &mails, &county, signers).await?;
    signing::sign_layoffs(&anybody, &mails, &layoffs).await?;
    signing::compare_with_members(&office, &layoffs).await?;
    witnesses::testify(&anybody, &office, &county, &layoffs).await?;
    let packets = packets::compile(&office, &[&county, &layoffs], out).await?;
    let organization = office.organizer.get("/v1/organization").await?;
    Ok(Told {
        packets,
        folder: out.to_owned(),
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
