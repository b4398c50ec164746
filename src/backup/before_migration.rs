//! A copy of an SQLite database before its tables change, since migrations only go forward.

use std::io;
use std::path::{Path, PathBuf};

use super::{BackupError, make};
use crate::db::{self, Db};

const KEPT: usize = 3;

/// Copies when there is something to migrate, and something to lose.
pub async fn copy(db: &Db, url: &str, data: &Path) -> Result<Option<PathBuf>, BackupError> {
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
    forget_old(data)?;
    Ok(Some(path))
}

/// Copies hold what has been deleted since: only the last few stay.
fn forget_old(data: &Path) -> io::Result<()> {
    let is_copy = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("broadside.before-") && name.ends_with(".db")
    };
    let entries = std::fs::read_dir(data)?.flatten().map(|entry| entry.path());
    let mut copies: Vec<_> = entries.filter(is_copy).collect();
    copies.sort();
    copies.reverse();
    copies
        .into_iter()
        .skip(KEPT)
        .try_for_each(std::fs::remove_file)
}
