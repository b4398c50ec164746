//! What a database error means to a caller, without its text: `DbErr` can carry values.

use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// The kinds of database failure that are answered differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Locked, down, read-only or full: the client should come back.
    Unavailable,
    /// A row of this key is there already.
    Duplicate,
    /// A row that was pointed at is not there.
    Missing,
    /// A mistake of ours.
    Broken,
}

pub fn fault(error: &DbErr) -> Fault {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => return Fault::Duplicate,
        Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Fault::Missing,
        _ => {}
    }
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Fault::Unavailable,
        _ => match sqlx_error(error) {
            Some(error) if is_unavailable(error) => Fault::Unavailable,
            _ => Fault::Broken,
        },
    }
}

pub fn is_duplicate(error: &DbErr) -> bool {
    fault(error) == Fault::Duplicate
}

/// Deadlock and serialisation failure (PostgreSQL), a busy snapshot (SQLite).
pub fn should_run_again(error: &DbErr) -> bool {
    let code = sqlx_error(error).and_then(|error| error.as_database_error()?.code());
    matches!(code.as_deref(), Some("40001" | "40P01" | "517"))
}

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| unavailable_code(&code)),
        _ => false,
    }
}

fn unavailable_code(code: &str) -> bool {
    // SQLite's extended codes keep the primary code in the low byte: busy, locked, read-only, I/O, full, cannot open.
    if let Ok(number) = code.parse::<u32>()
        && code.len() < 5
    {
        return matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14);
    }
    // PostgreSQL: connection, resources, operator intervention, read-only transaction, deadlock.
    ["08", "53", "57", "25006", "40"]
        .iter()
        .any(|class| code.starts_with(class))
}
