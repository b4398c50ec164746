//! The database: one writer and some readers on SQLite, pools on PostgreSQL.

mod connect;
mod failure;
pub mod intake;
pub mod many;
mod order;
mod probe;
#[cfg(test)]
mod tests;
mod write;

pub use connect::{connect, migrate, migrations};
pub use failure::{Fault, fault, is_duplicate};
pub use order::{lock_tables, put_back, take_out};
pub use write::Tx;

use sea_orm::{DatabaseConnection, DbBackend};

/// The connections, by what they are for.
#[derive(Clone, Debug)]
pub struct Db {
    /// Reads that stand outside a transaction.
    pub read: DatabaseConnection,
    writer: DatabaseConnection,
    intake: DatabaseConnection,
}

impl Db {
    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    pub fn is_sqlite(&self) -> bool {
        self.backend() == DbBackend::Sqlite
    }

    pub async fn close(self) -> Result<(), sea_orm::DbErr> {
        self.read.close().await?;
        self.writer.close().await?;
        self.intake.close().await
    }
}
