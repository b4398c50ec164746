//! Brings a backup back into a new folder, and forgets again what was erased since, before anybody is served.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};

use super::deletions::{self, Deletion};
use super::withdrawals::{self, Section};
use super::{BackupError, archive, postgres};
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{self, Db};
use crate::entropy::Entropy;
use crate::review::tombstones::{self, Mark};
use crate::secrets::keyring::Keyring;
use crate::{announcements, data_folder, packets};

/// What came back.
#[derive(Clone, Copy, Debug)]
pub struct Restored {
    pub deletions: usize,
    /// Testimonies, and published texts, that were taken back or destroyed since.
    pub withdrawals: usize,
    /// The day on which the newest list of withdrawals was written; none where none was given.
    pub withdrawals_until: Option<NaiveDate>,
    /// Mails that may have left since the backup.
    pub mails: u64,
    pub has_keys: bool,
}

/// What is brought back, and what it has to forget again.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub from: PathBuf,
    /// The file that `back_up_keys` wrote.
    pub keys: Option<PathBuf>,
    /// The `deletions.log` of every node that wrote since the backup.
    pub deletions: Vec<PathBuf>,
    /// The same of `withdrawals.log`.
    pub withdrawals: Vec<PathBuf>,
}

pub async fn restore(
    settings: &Settings,
    clock: &Clock,
    entropy: &Entropy,
    order: &Order,
) -> Result<Restored, BackupError> {
    let data = &settings.data;
    if std::fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(BackupError::NotEmpty(data.clone()));
    }
    let beside = beside(data);
    if beside.exists() {
        return Err(BackupError::Unfinished(beside));
    }
    // Read first: a list that cannot be read must not leave a folder that looks restored.
    let lists = Lists::read(order)?;
    let restored = unpack(settings, order, &beside, &lists, clock, entropy).await;
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

struct Lists {
    erased: Vec<Deletion>,
    withdrawn: Vec<Section>,
}

impl Lists {
    fn read(order: &Order) -> Result<Self, BackupError> {
        let (mut erased, mut withdrawn) = (Vec::new(), Vec::new());
        let missing = |list: &&PathBuf| !list.exists();
        let all = || order.deletions.iter().chain(&order.withdrawals);
        if let Some(list) = all().find(missing) {
            return Err(BackupError::NoList(list.clone()));
        }
        for list in &order.deletions {
            erased.extend(deletions::read(list)?);
        }
        for list in &order.withdrawals {
            withdrawn.extend(withdrawals::read(list)?);
        }
        if !withdrawn.is_empty() && order.keys.is_none() {
            return Err(BackupError::KeysNeeded);
        }
        Ok(Self { erased, withdrawn })
    }
}

/// Nothing carries the folder's name until everything in it is done.
fn beside(data: &Path) -> PathBuf {
    let mut name = data.file_name().unwrap_or_default().to_owned();
    name.push(".restoring");
    data.with_file_name(name)
}

async fn unpack(
    settings: &Settings,
    order: &Order,
    into: &Path,
    lists: &Lists,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<Restored, BackupError> {
    data_folder::prepare(into)?;
    archive::unpack(&order.from, into)?;
    if let Some(keys) = &order.keys {
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
    all.extend_from_slice(&lists.erased);
    let db = db::connect(&url).await?;
    db::migrate(&db).await?;
    deletions::replay(&db, clock, entropy, &all).await?;
    let withdrawals = take_back(&db, clock, entropy, into, &lists.withdrawn).await?;
    let now = clock.now();
    db.write(|tx| async move { announcements::restored::hold(now, &tx).await })
        .await?;
    let mails = hold_mails(&db).await?;
    db.close().await?;
    Ok(Restored {
        deletions: all.len(),
        withdrawals,
        withdrawals_until: lists.withdrawn.iter().map(Section::day).max(),
        mails,
        has_keys: into.join("keys").exists(),
    })
}

/// Withdraws and destroys again what the lists mark: those that were given, and the one that lies in the backup.
async fn take_back(
    db: &Db,
    clock: &Clock,
    entropy: &Entropy,
    into: &Path,
    given: &[Section],
) -> Result<usize, BackupError> {
    let file = withdrawals::file_in(into);
    let mut all = if file.exists() {
        withdrawals::read(&file)?
    } else {
        Vec::new()
    };
    all.extend_from_slice(given);
    withdrawals::carry(&file, &all)?;
    if !Keyring::exists(into) {
        return Ok(0);
    }
    let pepper = Keyring::load(into)?.pepper;
    let is_marked = |mark: &Mark| all.iter().any(|section| section.names(mark));
    let done = tombstones::forget_again(db, &pepper, clock.today(), is_marked).await?;
    db.write(|tx| async move { packets::forget_restored_testimonies(clock, entropy, &tx).await })
        .await?;
    Ok(done)
}

/// What waited when the backup was made may have been sent since: that is for a person to decide.
async fn hold_mails(db: &Db) -> Result<u64, DbErr> {
    let sql = "UPDATE job SET state = 'uncertain', last_error = 'restored', leased_until = NULL, finished_at = run_at \
               WHERE kind LIKE 'send\\_%' ESCAPE '\\' AND state IN ('queued', 'running', 'sending')";
    db.write(|tx| async move { Ok::<_, DbErr>(tx.execute_unprepared(sql).await?.rows_affected()) })
        .await
}
