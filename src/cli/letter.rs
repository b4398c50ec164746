//! `broadside letter`: a worker's request for the employer's violent incident log, written on this machine; nothing is sent anywhere.

use std::path::PathBuf;
use std::process::ExitCode;

use broadside_press::letter::set_letter;
use chrono::NaiveDate;
use clap::Args;

use super::Failure;
use crate::clock::Clock;
use crate::layoffs::letter::compose;
use crate::layoffs::letter::wire::{LetterLanguage, LetterPaper, LetterPlace, NewLogRequest};

#[derive(Debug, Args)]
pub struct Letter {
    /// As the employer calls itself.
    #[arg(long)]
    employer: String,
    /// A line of the employer's address; again for each line.
    #[arg(long)]
    address: Vec<String>,
    /// The branch or site whose log is asked for.
    #[arg(long)]
    workplace: String,
    /// From this day on, `2026-01-31`.
    #[arg(long)]
    from: Option<NaiveDate>,
    /// Up to this day.
    #[arg(long)]
    to: Option<NaiveDate>,
    /// The day that the letter bears, `2026-01-31`: at most a day from today. Without it today in UTC, which in a Californian evening is
    /// tomorrow.
    #[arg(long)]
    date: Option<NaiveDate>,
    /// Your name; without it a line to sign on.
    #[arg(long)]
    name: Option<String>,
    /// A line of where the answer is to go; again for each line.
    #[arg(long)]
    reply_to: Vec<String>,
    /// The workplace is in California: the letter names Labor Code section 6401.9, to be checked against the statute.
    #[arg(long)]
    california: bool,
    /// Write it in Spanish.
    #[arg(long)]
    spanish: bool,
    /// Set it as PDF into this file; without this, the text is printed.
    #[arg(long)]
    pdf: Option<PathBuf>,
}

impl Letter {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let pdf = self.pdf.clone();
        let composed = compose(&self.asked(), Clock::System.today()).map_err(|invalid| {
            let said = invalid
                .0
                .iter()
                .map(|at| format!("{}: {}", at.pointer, at.detail));
            said.collect::<Vec<_>>().join("; ")
        })?;
        if let Some(file) = pdf {
            let letter = set_letter(&serde_json::to_vec(&composed.0)?)?;
            std::fs::write(&file, letter.pdf)?;
            println!("{}", file.display());
            return Ok(ExitCode::SUCCESS);
        }
        print!("{}", composed.text());
        for note in &composed.0.notes {
            eprintln!("\n{note}");
        }
        Ok(ExitCode::SUCCESS)
    }

    fn asked(self) -> NewLogRequest {
        let lines = |lines: Vec<String>| (!lines.is_empty()).then_some(lines);
        NewLogRequest {
            employer: self.employer,
            employer_address: lines(self.address),
            workplace: self.workplace,
            from: self.from,
            to: self.to,
            date: self.date,
            name: self.name,
            reply_to: lines(self.reply_to),
            place: self.california.then_some(LetterPlace::California),
            language: self.spanish.then_some(LetterLanguage::Es),
            paper: Some(LetterPaper::Letter),
        }
    }
}
