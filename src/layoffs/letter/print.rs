//! Sets the letter in the press's own process; what was typed is in that process's memory and nowhere else.

use std::time::Duration;

use broadside_press::{Limits, PressError, letter_in_child};
use tokio::sync::Semaphore;

use super::compose::Composed;
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::press::Press;

/// A reader waits for it.
const PATIENCE: Duration = Duration::from_secs(20);
/// One is set at a time, and so many wait: nobody is counted, so that nobody is known, and the text is there for all others.
static WAITING: Semaphore = Semaphore::const_new(8);
static PRESS: Semaphore = Semaphore::const_new(1);

/// Nothing is said to the log: not that there was a letter, and not what went wrong with it.
pub async fn print(app: &App, composed: Composed) -> Result<Vec<u8>, Problem> {
    let busy = || Problem::new(known::BUSY).retry_after(5);
    let room = WAITING.try_acquire().map_err(|_| busy())?;
    let turn = PRESS.acquire().await;
    let press = Press::of(app).map_err(|_| Problem::new(known::INTERNAL))?;
    let letter = serde_json::to_vec(&composed.0).map_err(|_| Problem::new(known::INTERNAL))?;
    let limits = Limits {
        wall_clock: PATIENCE,
        ..Limits::default()
    };
    // Whoever hangs up does not make room for the next one before the press is done.
    let set = move || {
        let _until_done = (room, turn);
        letter_in_child(&press.binary, &press.arguments(), &letter, limits)
    };
    match tokio::task::spawn_blocking(set).await {
        Ok(Ok(pdf)) => Ok(pdf),
        Ok(Err(PressError::TimedOut { .. } | PressError::OutOfMemory)) => Err(busy()),
        _ => Err(Problem::new(known::INTERNAL)),
    }
}
