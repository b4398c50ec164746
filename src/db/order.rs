//! Puts rows into the order of their keys, and clears away what moved and deleted rows leave behind.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};

use super::{Db, Tx};

/// Keeps everybody else from writing to these tables until the transaction ends. SQLite has one writer anyway.
pub async fn lock_tables(tx: &Tx, tables: &[&str]) -> Result<(), DbErr> {
    if tx.get_database_backend() == DbBackend::Postgres {
        let tables = tables.join(", ");
        tx.execute_unprepared(&format!("LOCK TABLE {tables} IN EXCLUSIVE MODE"))
            .await?;
    }
    Ok(())
}

/// Rows leave their table for one beside it, without passing through this process. The caller has locked the table, and
/// puts them back in the same transaction.
pub async fn take_out(tx: &Tx, table: &str, which: &str) -> Result<(), DbErr> {
    // On SQLite in the database itself: there its pages are overwritten when it is dropped.
    let temporary = match tx.get_database_backend() {
        DbBackend::Postgres => "TEMPORARY ",
        _ => "",
    };
    for statement in [
        format!("CREATE {temporary}TABLE moved_{table} AS SELECT * FROM {table} WHERE {which}"),
        format!("DELETE FROM {table} WHERE {which}"),
    ] {
        tx.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Back in the order of their keys: on PostgreSQL they then share one `xmin`, on SQLite their bytes lie in that order.
pub async fn put_back(tx: &Tx, table: &str, key: &str) -> Result<(), DbErr> {
    for statement in [
        format!("INSERT INTO {table} SELECT * FROM moved_{table} ORDER BY {key}"),
        format!("DROP TABLE moved_{table}"),
    ] {
        tx.execute_unprepared(&statement).await?;
    }
    Ok(())
}

impl Db {
    /// Until then the rows as they were stand in the write-ahead log of SQLite, or as dead versions in the tables of
    /// PostgreSQL. Whoever reads at this moment may keep some of it back until the next time.
    pub async fn clear_traces(&self, tables: &[&str]) -> Result<(), DbErr> {
        if self.is_sqlite() {
            let truncate = "PRAGMA wal_checkpoint(TRUNCATE)";
            return self.writer.execute_unprepared(truncate).await.map(drop);
        }
        for table in tables {
            let vacuum = format!("VACUUM {table}");
            self.writer.execute_unprepared(&vacuum).await?;
        }
        Ok(())
    }
}
