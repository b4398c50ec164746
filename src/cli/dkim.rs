//! `broadside dkim`: makes the key that signs mails, where there is none, and prints what to put into the DNS.

use std::process::ExitCode;

use super::Failure;
use crate::config::Settings;
use crate::mail::dkim::Dkim;
use crate::mail::dkim_of;

pub fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    settings.check()?;
    let (path, is_named) = settings.dkim_key();
    if !path.exists() {
        if !is_named {
            crate::data_folder::prepare(&settings.data)?;
        }
        Dkim::make(&path)?;
        eprintln!(
            "# Made {}. Restart `broadside serve` once the record below is published.",
            path.display()
        );
    }
    let dkim = dkim_of(settings)?.ok_or("there is no key")?;
    let (name, text) = dkim.record();
    println!("{name}. IN TXT ({})", quoted(&text));
    Ok(ExitCode::SUCCESS)
}

/// A string in the DNS has 255 bytes at most; a record joins several.
fn quoted(text: &str) -> String {
    let pieces = text.as_bytes().chunks(200);
    pieces
        .map(|piece| format!(" \"{}\"", String::from_utf8_lossy(piece)))
        .collect::<String>()
        + " "
}
