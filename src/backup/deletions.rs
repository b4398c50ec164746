//! `deletions.log` beside the database: what was erased, by id alone. It outlives a restore, so that what signers took back stays gone.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use uuid::Uuid;

use super::BackupError;
use crate::app::App;
use crate::clock::Clock;
use crate::db::Db;
use crate::entropy::Entropy;
use crate::http::entity::deletion;
use crate::jobs::Outcome;
use crate::{announcements, events, packets, signatures};

/// What was erased: its kind and its id.
pub type Deletion = (String, Uuid);

pub fn file_in(data: &Path) -> PathBuf {
    data.join("deletions.log")
}

/// Brings the file up to the table. Runs again after a crash; a line that is there already is not written twice.
pub async fn log(app: &App) -> Outcome {
    match write_missing(app).await {
        Ok(()) => Outcome::Done,
        Err(BackupError::Db(_)) => Outcome::Retry("database"),
        Err(_) => Outcome::Retry("deletions-log"),
    }
}

async fn write_missing(app: &App) -> Result<(), BackupError> {
    let path = file_in(&app.settings.data);
    let logged: BTreeSet<Deletion> = read(&path)?.into_iter().collect();
    let rows = deletion::for_jobs().all(&app.db.read).await?;
    let missing: BTreeSet<Deletion> = rows
        .into_iter()
        .map(|row| (row.kind, row.subject))
        .collect();
    let lines: String = missing
        .difference(&logged)
        .map(|(kind, subject)| format!("{kind} {subject}\n"))
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    let mut file = OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(&path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()?;
    Ok(())
}

/// An empty list is a list: whoever restores has to be able to give one.
pub fn begin(data: &Path) -> std::io::Result<()> {
    let mut open = OpenOptions::new();
    open.append(true).create(true).mode(0o600);
    open.open(file_in(data)).map(drop)
}

/// A line cut off by a crash at the very end is left out: its job has not ended, and writes it again.
pub fn read(path: &Path) -> Result<Vec<Deletion>, BackupError> {
    let Ok(text) = std::fs::read_to_string(path) else {
        return Ok(Vec::new());
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let parse = |line: &str| {
        let (kind, subject) = line.split_once(' ')?;
        Some((kind.to_owned(), Uuid::try_parse(subject).ok()?))
    };
    let lines = whole.lines().enumerate();
    lines
        .map(|(number, line)| parse(line).ok_or(BackupError::Deletions(number + 1)))
        .collect()
}

/// Erases again what the list names, and keeps the list in the restored database.
pub async fn replay(
    db: &Db,
    clock: &Clock,
    entropy: &Entropy,
    list: &[Deletion],
) -> Result<(), DbErr> {
    for (kind, subject) in list {
        let (kind, subject) = (kind.as_str(), *subject);
        db.write(|tx| async move {
            if kind == signatures::DELETION_KIND {
                signatures::forget_again(&tx, subject).await?;
                packets::forget_restored_signature(clock, entropy, &tx, subject).await?;
            }
            if kind == events::DELETION_KIND {
                events::forget_again(&tx, subject).await?;
            }
            if kind == events::STRUCK_OUT_KIND {
                events::strike_out_again(&tx, subject).await?;
            }
            keep(&tx, kind, subject).await
        })
        .await?;
    }
    let unsubscribed = |(kind, subject): &Deletion| {
        (kind == announcements::restored::DELETION_KIND).then_some(*subject)
    };
    let unsubscribed = &list.iter().filter_map(unsubscribed).collect();
    db.write(|tx| async move {
        announcements::restored::forget_again(clock, entropy, &tx, unsubscribed).await
    })
    .await
}

/// The row's id is the subject's own: that makes a repeat harmless, and tells nothing new.
async fn keep(tx: &crate::db::Tx, kind: &str, subject: Uuid) -> Result<(), DbErr> {
    let row = deletion::ActiveModel {
        id: Set(deletion::DeletionId(subject)),
        kind: Set(kind.to_owned()),
        subject: Set(subject),
        created_at: Set(chrono::DateTime::UNIX_EPOCH),
    };
    let mut known = sea_orm::sea_query::OnConflict::column(deletion::Column::Id);
    deletion::Entity::insert(row)
        .on_conflict(known.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
