//! Brings a backup back into a new folder, and forgets again what was erased since, before anybody is served.

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DbErr};

use super::deletions::{self, Deletion};
use super::{BackupError, archive, postgres};
use crate::config::Settings;
use crate::data_folder;
use crate::db::{self, Db};

/// What came back.
#[derive(Clone, Copy, Debug)]
pub struct Restored {
    pub deletions: usize,
    /// Mails that may have left since the backup.
    pub mails: u64,
    pub has_keys: bool,
}

/// `lists` are the `deletions.log` of every node that wrote since the backup.
pub async fn restore(
    settings: &Settings,
    from: &Path,
    keys: Option<&Path>,
    lists: &[PathBuf],
) -> Result<Restored, BackupError> {
    let data = &settings.data;
    if std::fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::NotEmpty(data.clone()));
    }
    // Read first: a list that cannot be read must not leave a folder that looks restored.
    let mut erased: Vec<Deletion> = Vec::new();
    for list in lists {
        if !list.exists() {
            return Err(std::io::Error::from(std::io::ErrorKind::NotFound).into());
        }
        erased.extend(deletions::read(list)?);
    }
    let beside = beside(data);
    let restored = unpack(settings, from, keys, &beside, &erased).await;
    if restored.is_err() {
        let _ = std::fs::remove_dir_all(&beside);
        return restored;
    }
    if data.exists() {
        std::fs::remove_dir(data)?;
    }
    std::fs::rename(&beside, data)?;
    restored
}

/// Nothing carries the folder's name until everything in it is done.
fn beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    data.with_file_name(name)
}

async fn unpack(
    settings: &Settings,
    from: &Path,
    keys: Option<&Path>,
    into: &Path,
    erased: &[Deletion],
) -> Result<Restored, BackupError> {
    data_folder::prepare(into)?;
    archive::unpack(from, into)?;
    if let Some(keys) = keys {
        archive::unpack(keys, into)?;
    }
    let (file, dump) = (into.join("broadside.db"), into.join("postgres.dump"));
    let url = match (&settings.database_url, file.exists()) {
        (None, true) => format!("sqlite://{}", file.display()),
        (None, false) => return Err(BackupError::OtherDatabase("PostgreSQL")),
        (Some(_), true) => return Err(BackupError::OtherDatabase("SQLite")),
        (Some(_), false) => settings.database_url(),
    };
    if dump.exists() {
        postgres::load(&url, &dump)?;
        std::fs::remove_file(&dump)?;
    }
    let mut all = deletions::read(&deletions::file_in(into))?;
    all.extend_from_slice(erased);
    let db = db::connect(&url).await?;
    db::migrate(&db).await?;
    deletions::replay(&db, &all).await?;
    let mails = hold_mails(&db).await?;
    db.close().await?;
    Ok(Restored {
        deletions: all.len(),
        mails,
        has_keys: into.join("keys").exists(),
    })
}

/// What waited when the backup was made may have been sent since: that is for a person to decide.
async fn hold_mails(db: &Db) -> Result<u64, DbErr> {
    let sql = "UPDATE job SET state = 'uncertain', last_error = 'restored', leased_until = NULL \
               WHERE kind LIKE 'send\\_%' ESCAPE '\\' AND state IN ('queued', 'running', 'sending')";
    db.write(|tx| async move { Ok::<_, DbErr>(tx.execute_unprepared(sql).await?.rows_affected()) })
        .await
}
