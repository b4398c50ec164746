//! Where the press is: this same binary, unless the settings name another.

use std::path::PathBuf;

use broadside_press::PressError;

use crate::app::App;

pub fn binary(app: &App) -> Result<PathBuf, PressError> {
    match &app.settings.press_binary {
        Some(path) => Ok(path.clone()),
        None => std::env::current_exe().map_err(|error| not_run(error.kind().to_string())),
    }
}

pub fn not_run(reason: String) -> PressError {
    PressError::NotRun { reason }
}
