//! The data folder: private to the user that runs the service.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError, set_permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use secrecy::ExposeSecret;

use crate::config::Settings;

/// A folder below the data folder.
pub fn make_private(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

pub fn prepare(path: &Path) -> io::Result<()> {
    if !path.exists() {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    }
    set_permissions(path, Permissions::from_mode(0o700))
}

/// Held for as long as one process serves from a data folder with SQLite in it. The system lets go of it
/// when the process ends, however it ends; the empty file stays.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why a data folder cannot be served from.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(
        "another `broadside serve` works in the data folder {0}: with SQLite there is one process to a \
         folder. Stop the other, or move to PostgreSQL (`database_url`) for more than one"
    )]
    Held(String),
    #[error("the data folder {0}: {1}")]
    Io(String, io::Error),
}

/// Nothing to hold where the database is PostgreSQL's: there, leases in the database tell nodes apart.
pub fn lock(settings: &Settings) -> Result<Option<Lock>, LockError> {
    if !settings.database_url().starts_with("sqlite:") {
        return Ok(None);
    }
    let shown = || settings.data.display().to_string();
    let broken = |error| LockError::Io(shown(), error);
    prepare(&settings.data).map_err(broken)?;
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(settings.data.join("serve.lock"))
        .map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Err(LockError::Held(shown())),
        Err(TryLockError::Error(error)) => Err(broken(error)),
    }
}

impl Settings {
    /// The database that was asked for, or SQLite in the data folder.
    pub fn database_url(&self) -> String {
        match &self.database_url {
            Some(url) => url.expose_secret().to_owned(),
            None => format!("sqlite://{}", self.data.join("broadside.db").display()),
        }
    }
}
