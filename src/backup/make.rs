//! Writes a backup: the database without what must not outlive its hours, and the stored files; never the keys.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use super::archive::Writer;
use super::{BackupError, deletions, postgres, withdrawals};
use crate::config::Settings;
use crate::secrets::keyring::Keyring;

/// Opened keys and kept replies live for hours; a backup lives for weeks. A voucher that was redeemed since would come back
/// with it, and be good for a second token.
pub(super) const LEFT_OUT: [&str; 3] = ["unlock", "idempotency_key", "token_voucher"];

pub async fn back_up(settings: &Settings, out: &Path) -> Result<(), BackupError> {
    if out.exists() {
        return Err(BackupError::Exists(out.to_owned()));
    }
    let database = settings.data.join("broadside.db");
    if settings.database_url.is_none() && !database.exists() {
        return Err(BackupError::NoDatabase(database));
    }
    let copy = settings.data.join("backup.tmp");
    if copy.exists() {
        std::fs::remove_file(&copy)?;
    }
    let written = write(settings, &copy, out).await;
    let _ = std::fs::remove_file(&copy);
    written
}

async fn write(settings: &Settings, copy: &Path, out: &Path) -> Result<(), BackupError> {
    let url = settings.database_url();
    let mut archive = Writer::create(out)?;
    if url.starts_with("sqlite:") {
        copy_sqlite(&url, copy).await?;
        archive.add("broadside.db", copy)?;
    } else {
        postgres::dump(&url, copy)?;
        archive.add("postgres.dump", copy)?;
    }
    // A bucket is for its own server to copy.
    if settings.object_store.bucket.is_none() {
        archive.add_folder("objects", &settings.data.join("objects"))?;
    }
    let data = &settings.data;
    for (name, list) in [
        ("deletions.log", deletions::file_in(data)),
        ("withdrawals.log", withdrawals::file_in(data)),
    ] {
        if list.exists() {
            archive.add(name, &list)?;
        }
    }
    archive.finish()
}

/// A whole copy while the service runs, rid of what is left out, pages and all.
pub(super) async fn copy_sqlite(url: &str, copy: &Path) -> Result<(), BackupError> {
    let into = copy.display().to_string().replace('\'', "''");
    let db = Database::connect(url).await?;
    db.execute_unprepared(&format!("VACUUM INTO '{into}'"))
        .await?;
    db.close().await?;
    let db = Database::connect(format!("sqlite://{}", copy.display())).await?;
    std::fs::set_permissions(copy, Permissions::from_mode(0o600))?;
    for table in LEFT_OUT {
        // A copy before migrating may be older than the table.
        let there =
            format!("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{table}'");
        let there = Statement::from_string(DbBackend::Sqlite, there);
        if db.query_one_raw(there).await?.is_some() {
            db.execute_unprepared(&format!("DELETE FROM {table}"))
                .await?;
        }
    }
    db.execute_unprepared("VACUUM").await?;
    Ok(db.close().await?)
}

/// The keys, in a file of their own, for another place and another person.
pub fn back_up_keys(settings: &Settings, out: &Path) -> Result<(), BackupError> {
    if !Keyring::exists(&settings.data) {
        return Err(BackupError::NoKeys(settings.data.clone()));
    }
    let mut archive = Writer::create(out)?;
    for folder in ["keys", "petition-keys"] {
        archive.add_folder(folder, &settings.data.join(folder))?;
    }
    archive.finish()
}
