//! Opening the database and bringing its tables up to date.

use std::time::Duration;

use broadside_migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr};

use super::Db;

/// `sqlite:///path/file.db` or `postgres://…`; creates the SQLite file when it is missing.
pub async fn connect(url: &str) -> Result<Db, DbErr> {
    if url.starts_with("sqlite:") {
        let writer = Database::connect(sqlite(url, 1, true)).await?;
        let read = Database::connect(sqlite(url, 4, false)).await?;
        return Ok(Db {
            intake: writer.clone(),
            writer,
            read,
        });
    }
    let pool = Database::connect(postgres(url, 12)).await?;
    let intake = Database::connect(postgres(url, 2)).await?;
    Ok(Db {
        read: pool.clone(),
        writer: pool,
        intake,
    })
}

fn common(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(8))
        .test_before_acquire(false)
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

fn sqlite(url: &str, connections: u32, writes: bool) -> ConnectOptions {
    let mut options = common(url, connections);
    options.idle_timeout(None).max_lifetime(None);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            .pragma("secure_delete", "on")
            // Nothing of an unfinished statement goes to a temporary file.
            .pragma("temp_store", "memory")
            // 32 MiB, so that a batch of random keys finds its pages, and 16 MiB of log before they are written home.
            .pragma("cache_size", "-32768")
            .pragma("wal_autocheckpoint", "4000")
            .pragma("query_only", if writes { "off" } else { "on" })
    });
    options
}

fn postgres(url: &str, connections: u32) -> ConnectOptions {
    let mut options = common(url, connections);
    options.connect_timeout(Duration::from_secs(8));
    options
}

/// Any fixed number will do; it only has to be the same on every node.
const MIGRATION_LOCK: i64 = 0x0062_726f_6164;

/// How many migrations have been applied, and how many are pending.
pub async fn migrations(db: &Db) -> Result<(usize, usize), DbErr> {
    let done = Migrator::get_applied_migrations(&db.writer).await?.len();
    let pending = Migrator::get_pending_migrations(&db.writer).await?.len();
    Ok((done, pending))
}

/// Applies what is pending. On PostgreSQL under an advisory lock, since several nodes may start at once.
pub async fn migrate(db: &Db) -> Result<(), DbErr> {
    if db.backend() != DbBackend::Postgres {
        return Migrator::up(&db.writer, None).await;
    }
    let lock = db.begin().await?;
    lock.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
        .await?;
    Migrator::up(&db.intake, None).await?;
    lock.commit().await
}
