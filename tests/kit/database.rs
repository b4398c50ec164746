//! A database per test: a copy of one that was migrated once, on SQLite or on a private PostgreSQL.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use broadside::cli::private_postgres::PrivatePostgres;
use broadside::config::Settings;
use broadside::db;
use secrecy::SecretString;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();
static CLUSTER: OnceCell<PrivatePostgres> = OnceCell::const_new();

/// The database of one test; it goes with the test.
#[derive(Debug)]
pub enum Database {
    File,
    OnPostgres { name: String },
}

/// Whether the suite was asked to run on PostgreSQL.
pub fn on_postgres() -> bool {
    std::env::var("BROADSIDE_TEST_DATABASE").is_ok_and(|kind| kind == "postgres")
}

/// Lays a migrated database where the settings will find it.
pub async fn prepare(settings: &mut Settings) -> Database {
    if settings.database_url.is_some() {
        return Database::File;
    }
    if on_postgres() {
        let (url, database) = fresh().await;
        settings.database_url = Some(SecretString::from(url));
        return database;
    }
    let template = TEMPLATE.get_or_init(migrated).await;
    std::fs::copy(template, settings.data.join("broadside.db")).unwrap();
    Database::File
}

/// A migrated database on the private PostgreSQL, and its address.
pub async fn fresh() -> (String, Database) {
    copy_of("migrated").await
}

/// One without any table.
pub async fn empty() -> (String, Database) {
    copy_of("template0").await
}

async fn copy_of(template: &str) -> (String, Database) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(cluster).await;
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let made = program(cluster, "createdb")
        .args(["-T", template, &name])
        .output()
        .unwrap();
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    (cluster.url(&name), Database::OnPostgres { name })
}

impl Database {
    /// Where PostgreSQL keeps this database, with everything in it on disk.
    pub fn folder(&self) -> Option<PathBuf> {
        let (Self::OnPostgres { name }, Some(cluster)) = (self, CLUSTER.get()) else {
            return None;
        };
        let ask = |sql: &str| {
            let said = program(cluster, "psql")
                .args(["-qAtc", sql])
                .output()
                .unwrap();
            String::from_utf8(said.stdout).unwrap().trim().to_owned()
        };
        ask("CHECKPOINT");
        let place = "current_setting('data_directory') || '/base/' || oid";
        Some(
            ask(&format!(
                "SELECT {place} FROM pg_database WHERE datname = '{name}'"
            ))
            .into(),
        )
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let (Self::OnPostgres { name }, Some(cluster)) = (self, CLUSTER.get()) {
            let _ = program(cluster, "dropdb").args(["--force", name]).output();
        }
    }
}

async fn migrated() -> PathBuf {
    let folder = tempfile::tempdir().unwrap().keep();
    let file = folder.join("template.db");
    migrate(&format!("sqlite://{}", file.display())).await;
    file
}

async fn migrate(url: &str) {
    let db = db::connect(url).await.unwrap();
    db::migrate(&db).await.unwrap();
    db.close().await.unwrap();
}

async fn cluster() -> PrivatePostgres {
    let folder = std::env::temp_dir().join(format!("broadside-tests-{}", std::process::id()));
    let cluster = PrivatePostgres::start(&folder)
        .unwrap()
        .expect("BROADSIDE_TEST_DATABASE=postgres, but initdb and postgres are not on this machine: nothing was tested");
    end_with_the_tests(&folder);
    // Nothing here has to survive a power cut.
    let psql = |sql: &str| {
        let said = program(&cluster, "psql")
            .args(["-qc", sql])
            .output()
            .unwrap();
        assert!(
            said.status.success(),
            "{}",
            String::from_utf8_lossy(&said.stderr)
        );
    };
    for setting in ["fsync", "full_page_writes", "synchronous_commit"] {
        psql(&format!("ALTER SYSTEM SET {setting} = off"));
    }
    psql("SELECT pg_reload_conf()");
    cluster.create_database("migrated").unwrap();
    migrate(&cluster.url("migrated")).await;
    cluster
}

fn program(cluster: &PrivatePostgres, name: &str) -> Command {
    cluster
        .installed(name)
        .expect("PostgreSQL's own programs lie together")
}

/// Statics are never dropped: somebody outside waits for the end of this process and cleans up.
fn end_with_the_tests(folder: &Path) {
    let lines = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap();
    let server = lines.lines().next().unwrap();
    let wait =
        "(while kill -0 $1 2>/dev/null; do sleep 1; done; kill -INT $2; sleep 3; rm -rf \"$3\") &";
    Command::new("sh")
        .args(["-c", wait, "sh", &std::process::id().to_string(), server])
        .arg(folder)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
}
