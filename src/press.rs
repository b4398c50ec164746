//! The press: this same binary as a child, unless the settings name another, with the fonts that they name.

use std::path::PathBuf;

use broadside_press::{Limits, PressError, Print, print_in_child};
use tokio::sync::Semaphore;

use crate::app::App;

/// The hidden command of this same binary.
const COMMAND: &str = "press";

/// Each takes memory and a processor for a moment.
static ONE_AT_A_TIME: Semaphore = Semaphore::const_new(1);

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

/// Sheets or a poster as PDF, for whoever asks now; nothing of it is kept.
pub async fn print(app: &App, document: &Print) -> Result<Vec<u8>, PressError> {
    let press = Press::of(app)?;
    let document = serde_json::to_vec(document).map_err(|_| not_run("no document".to_owned()))?;
    let turn = ONE_AT_A_TIME.acquire().await;
    // Whoever hangs up does not make room for the next one before the press is done.
    let set = move || {
        let _until_done = turn;
        print_in_child(
            &press.binary,
            &press.arguments(),
            &document,
            Limits::default(),
        )
    };
    let printed = tokio::task::spawn_blocking(set);
    let cut_off = |_| Err(not_run("the task was cut off".to_owned()));
    Ok(printed.await.unwrap_or_else(cut_off)?.pdf)
}

pub fn not_run(reason: String) -> PressError {
    PressError::NotRun { reason }
}
