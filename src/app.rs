//! What every verb is handed: the database, the keys, the clock, randomness and the settings.

use std::sync::Arc;

use object_store::ObjectStore;
use sea_orm::DbErr;
use tokio::sync::Notify;

use crate::backup::before_migration;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::{self, Db};
use crate::entropy::Entropy;
use crate::identity::entity::organization;
use crate::jobs::{Lane, Soon};
use crate::mail::Mailer;
use crate::secrets::keyring::{KeyFileError, Keyring};
use crate::secrets::petition_keys::PetitionKeys;
use crate::secrets::vault::Vault;

/// One node of the service. `main` and the tests build it the same way; cloning it is cheap.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// The parts of a node; features are not among them.
#[derive(Debug)]
pub struct Parts {
    pub db: Db,
    pub keys: Keyring,
    pub petition_keys: PetitionKeys,
    pub clock: Clock,
    pub entropy: Entropy,
    pub settings: Settings,
    pub mailer: Mailer,
    /// For announcements: a connection and a pause of their own, so that nobody else waits for them.
    pub bulk_mailer: Mailer,
    pub store: Arc<dyn ObjectStore>,
    /// One bell for each lane.
    bells: [Notify; Lane::ALL.len()],
    pub soon: Soon,
    pub vault: Vault,
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Why the service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data folder {path}: {error}")]
    DataFolder { path: String, error: std::io::Error },
    #[error("the keys: {0}")]
    Keys(#[from] KeyFileError),
    #[error(
        "the database is in use, and its keys are not here: copy `keys` and `petition-keys` of the \
         first node or of your backup into the data folder"
    )]
    KeysAreMissing,
    #[error("the copy before migrating: {0}")]
    Copy(#[from] crate::backup::BackupError),
    #[error("the database: {0}")]
    Database(#[from] DbErr),
    #[error("the object store: {0}")]
    Store(#[from] object_store::Error),
    #[error("mail: {0}")]
    Mail(#[from] crate::mail::MailerError),
    #[error("the operating system gives no randomness")]
    Entropy,
}

impl App {
    /// Opens data folder, keys, database and object store, and brings the tables up to date.
    pub async fn open(
        settings: Settings,
        clock: Clock,
        entropy: Entropy,
    ) -> Result<Self, StartError> {
        let folder = |error| StartError::DataFolder {
            path: settings.data.display().to_string(),
            error,
        };
        crate::data_folder::prepare(&settings.data).map_err(folder)?;
        let url = settings.database_url();
        let db = db::connect(&url).await?;
        before_migration::copy(&db, &url, &settings.data, clock.now()).await?;
        db::migrate(&db).await?;
        if !Keyring::exists(&settings.data) && is_in_use(&db).await? {
            return Err(StartError::KeysAreMissing);
        }
        let keys = entropy.with(|rng| Keyring::load_or_create(rng, &settings.data))?;
        let petition_keys = PetitionKeys::open(&settings.data)?;
        std::fs::create_dir_all(settings.data.join("objects")).map_err(folder)?;
        let store = crate::store::open(&settings)?;
        let mailer = Mailer::new(&settings)?;
        let bulk_mailer = Mailer::new(&settings)?;
        Ok(Self(Arc::new(Parts {
            db,
            keys,
            petition_keys,
            clock,
            entropy,
            settings,
            mailer,
            bulk_mailer,
            store,
            bells: Default::default(),
            soon: Soon::default(),
            vault: Vault::default(),
        })))
    }

    /// Tells the worker of this node that there is something to do.
    pub fn wake_worker(&self) {
        self.bells.iter().for_each(Notify::notify_one);
    }

    /// Until then nothing new came.
    pub async fn woken(&self, lane: Lane) {
        if let Some(bell) = self.bells.get(lane as usize) {
            bell.notified().await;
        }
    }
}

/// Fresh keys beside old rows would hide that the old keys are lost.
async fn is_in_use(db: &Db) -> Result<bool, DbErr> {
    let any = organization::for_jobs().one(&db.read).await?;
    Ok(any.is_some())
}
