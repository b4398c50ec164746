//! `broadside config`: prints what is in force, with secrets hidden.

use std::process::ExitCode;

use super::Failure;
use crate::config::Settings;

pub fn run(settings: &Settings) -> Result<ExitCode, Failure> {
    settings.check()?;
    print!("{}", settings.shown()?);
    Ok(ExitCode::SUCCESS)
}
