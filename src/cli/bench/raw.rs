//! The raw limits: the same row, inserted bare, one a commit.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions, Connection};

use super::client::{Done, now};
use super::ground::Ground;
use crate::cli::Failure;
use crate::cli::private_postgres::PrivatePostgres;

/// As long as an address and its seal take.
const SEALED: usize = 72;

const INSERT: &str = "INSERT INTO signature (id, organization_id, petition_id, version_number, dedupe_key, address_sealed, comment_state, \
     visibility, standing, language, wants_updates, network_kind, nonce, state, signed_at, expires_at) \
     VALUES (?, ?, ?, 1, ?, ?, 'none', 'counted', 'employee', 'en', 0, 'ordinary', ?, 'pending', ?, ?)";

/// One connection that commits each row by itself, with the settings of the service.
pub async fn sqlite(ground: &Ground, time: Duration) -> Result<Done, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(ground.app.settings.data.join("broadside.db"))
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("secure_delete", "on")
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-32768")
        .pragma("wal_autocheckpoint", "4000");
    let mut connection = options.disable_statement_logging().connect().await?;
    let (began, at) = (now(), ground.app.clock.now());
    let mut done = Done::default();
    while now() - began < time {
        let random: [u8; 64] = ground.app.entropy.bytes();
        sqlx::query(INSERT)
            .bind(&random[..16])
            .bind(ground.organization.0)
            .bind(ground.petition.0)
            .bind(&random[..32])
            .bind(&[7; SEALED][..])
            .bind(&random[32..])
            .bind(at)
            .bind(at)
            .execute(&mut connection)
            .await?;
        done.answered += 1;
    }
    done.seconds = (now() - began).as_secs_f64();
    connection.close().await?;
    Ok(done)
}

/// PostgreSQL's own bench with 64 clients; nothing where it is not installed.
pub fn pgbench(
    postgres: &PrivatePostgres,
    database: &str,
    ground: &Ground,
    time: Duration,
) -> Result<Option<Done>, Failure> {
    let Some(mut pgbench) = postgres.installed("pgbench") else {
        return Ok(None);
    };
    let script = std::env::temp_dir().join(format!("broadside-bench-{}.sql", std::process::id()));
    std::fs::write(&script, postgres_insert(ground))?;
    let seconds = time.as_secs().max(1).to_string();
    let output = pgbench
        .args([
            "-n", "-c", "64", "-j", "2", "-M", "prepared", "-T", &seconds, "-f",
        ])
        .arg(&script)
        .arg(database)
        .output()?;
    std::fs::remove_file(&script)?;
    let said = String::from_utf8_lossy(&output.stdout);
    let rate = said.lines().find_map(|line| {
        line.strip_prefix("tps = ")?
            .split_whitespace()
            .next()?
            .parse::<f64>()
            .ok()
    });
    let rate = rate.ok_or_else(|| {
        format!(
            "pgbench: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )
    })?;
    let seconds = time.as_secs_f64();
    Ok(Some(Done {
        answered: (rate * seconds) as u64,
        refused: 0,
        seconds,
    }))
}

fn postgres_insert(ground: &Ground) -> String {
    let random = "uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())";
    let sealed = "07".repeat(SEALED);
    format!(
        "INSERT INTO signature (id, organization_id, petition_id, version_number, dedupe_key, address_sealed, comment_state, \
         visibility, standing, language, wants_updates, network_kind, nonce, state, signed_at, expires_at) \
         VALUES (gen_random_uuid(), '{}', '{}', 1, {random}, '\\x{sealed}', 'none', 'counted', 'employee', 'en', false, 'ordinary', \
         {random}, 'pending', now(), now());\n",
        ground.organization.0, ground.petition.0
    )
}
