//! `broadside config`: prints what is in force, with secrets hidden.

use std::process::ExitCode;

use super::Failure;
use crate::config::Settings;

pub fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    settings.check()?;
    // Beside what can be read as a settings file: a service that was started elsewhere may have other variables.
    eprintln!("# What a `broadside serve` started from this shell and folder would have.");
    print!("{}", settings.shown()?);
    Ok(ExitCode::SUCCESS)
}
