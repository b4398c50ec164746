//! Where the press is: this same binary, unless the settings name another, with the fonts that they name.

use std::path::PathBuf;

use broadside_press::PressError;

use crate::app::App;

/// The hidden command of this same binary.
const COMMAND: &str = "press";

/// A program and what it is told.
#[derive(Debug)]
pub struct Press {
    pub binary: PathBuf,
    arguments: Vec<String>,
}

impl Press {
    pub fn of(app: &App) -> Result<Self, PressError> {
        let own = || std::env::current_exe().map_err(|error| not_run(error.kind().to_string()));
        let binary = app.settings.press_binary.clone().map_or_else(own, Ok)?;
        let fonts = app.settings.fonts.as_ref();
        let fonts = fonts.map(|folder| format!("--fonts={}", folder.display()));
        Ok(Self {
            binary,
            arguments: std::iter::once(COMMAND.to_owned()).chain(fonts).collect(),
        })
    }

    pub fn arguments(&self) -> Vec<&str> {
        self.arguments.iter().map(String::as_str).collect()
    }
}

pub fn not_run(reason: String) -> PressError {
    PressError::NotRun { reason }
}
