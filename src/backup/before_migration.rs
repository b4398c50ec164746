//! A copy of an SQLite database before its tables change, since migrations only go forward.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};

use super::{BackupError, make};
use crate::app::App;
use crate::db::{self, Db};
use crate::jobs::Outcome;

const KEPT: usize = 3;
/// As long as a backup may be kept.
const DAYS: i64 = 30;

/// Copies when there is something to migrate, and something to lose.
pub async fn copy(
    db: &Db,
    url: &str,
    data: &Path,
    now: DateTime<Utc>,
) -> Result<Option<PathBuf>, BackupError> {
    if !db.is_sqlite() {
        return Ok(None);
    }
    let (done, pending) = db::migrations(db).await?;
    if done == 0 || pending == 0 {
        return Ok(None);
    }
    let path = data.join(format!("broadside.before-{:04}.db", done + 1));
    let half = path.with_extension("half");
    if half.exists() {
        std::fs::remove_file(&half)?;
    }
    make::copy_sqlite(url, &half).await?;
    std::fs::rename(&half, &path)?;
    forget_old(data, now)?;
    Ok(Some(path))
}

/// What the hourly round does about them.
pub fn sweep(app: &App) -> Outcome {
    match forget_old(&app.settings.data, app.clock.now()) {
        Ok(()) => Outcome::Done,
        Err(_) => Outcome::Retry("copies"),
    }
}

/// Copies hold what has been deleted since, beside the keys that read it: only the last few stay, and these end with their month.
fn forget_old(data: &Path, now: DateTime<Utc>) -> io::Result<()> {
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("broadside.before-") && name.ends_with(".db")
    };
    let entries = std::fs::read_dir(data)?.flatten().map(|entry| entry.path());
    let mut copies: Vec<_> = entries.filter(is_copy).collect();
    copies.sort();
    copies.reverse();
    for (place, copy) in copies.iter().enumerate() {
        let made: DateTime<Utc> = std::fs::metadata(copy)?.modified()?.into();
        if place >= KEPT || made + Duration::days(DAYS) < now {
            std::fs::remove_file(copy)?;
        }
    }
    Ok(())
}
