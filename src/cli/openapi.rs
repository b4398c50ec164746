//! `broadside openapi`: prints the contract.

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::{openapi, server};

#[derive(Debug, Args)]
pub struct OpenApi {
    /// Print the catalogue of problems instead, as Markdown.
    #[arg(long)]
    problems: bool,
}

impl OpenApi {
    pub fn run(&self) -> Result<ExitCode, Failure> {
        if self.problems {
            print!("{}", openapi::problems_markdown());
        } else {
            print!("{}", server::document());
        }
        Ok(ExitCode::SUCCESS)
    }
}
