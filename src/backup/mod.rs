//! Backup, restore, and the lists of what a restored backup has to forget again.

mod archive;
pub mod before_migration;
pub mod deletions;
mod make;
mod postgres;
mod restore;
pub mod withdrawals;

use std::path::{Path, PathBuf};

pub use make::{back_up, back_up_keys};
pub use restore::{Order, Restored, restore};

/// Why no backup was made, or none restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("the file {0} is there already")]
    Exists(PathBuf),
    #[error("{0} is not empty: restore into a new folder")]
    NotEmpty(PathBuf),
    #[error("{0} is left of a restore that did not end: remove it, unless one is under way")]
    Unfinished(PathBuf),
    #[error("there is no database {0}: does `--data` name the right folder?")]
    NoDatabase(PathBuf),
    #[error("there are no keys in {0}: does `--data` name the right folder?")]
    NoKeys(PathBuf),
    #[error("{0}: {1}")]
    At(PathBuf, std::io::Error),
    #[error("this is not a whole backup of Broadside")]
    NotABackup,
    #[error("the backup is of {0}: say with `DATABASE_URL` (or without it) that it goes there")]
    OtherDatabase(&'static str),
    #[error("{0} is needed for PostgreSQL, and was not found")]
    NoProgram(&'static str),
    #[error("{0} failed: {1}")]
    Program(&'static str, String),
    #[error("the list of deletions has a line that cannot be read: {0}")]
    Deletions(usize),
    #[error("the list of withdrawals has a line that cannot be read: {0}")]
    Withdrawals(usize),
    #[error("the list {0} is not there")]
    NoList(PathBuf),
    #[error("only the keys tell which testimony was withdrawn: give them with `--keys`")]
    KeysNeeded,
    #[error("the keys: {0}")]
    Keys(#[from] crate::secrets::keyring::KeyFileError),
    #[error("the database: {0}")]
    Db(#[from] sea_orm::DbErr),
    #[error("{0}")]
    Io(#[from] std::io::Error),
}

impl BackupError {
    /// Names the file, which the operating system's own words do not.
    fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self::At(path.to_owned(), error)
    }
}
