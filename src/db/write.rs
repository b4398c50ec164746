//! The only way to write: a transaction that takes the write lock at once.

use std::error::Error;
use std::sync::Arc;

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use super::{Db, failure};

/// A writing transaction. Dropped without `commit`, it leaves nothing behind.
pub type Tx = DatabaseTransaction;

const TRIES: u32 = 4;

impl Db {
    /// Runs one verb in one transaction and commits it; deadlocks and serialisation failures run again.
    ///
    /// `app.db.write(|tx| async move { let tx = &*tx; … })`: borrow what the block uses before it, since
    /// it may run more than once.
    pub async fn write<T, E, F>(&self, work: impl Fn(Arc<Tx>) -> F) -> Result<T, E>
    where
        E: From<DbErr> + Error + 'static,
        F: Future<Output = Result<T, E>>,
    {
        self.run(&self.writer, work).await
    }

    /// Readings that must all be of one moment: counts, names and texts of a packet have to agree. Nothing can be written,
    /// and nobody who writes waits for it.
    pub async fn read_from_one_moment<T, E, F>(
        &self,
        work: impl FnOnce(Arc<Tx>) -> F,
    ) -> Result<T, E>
    where
        E: From<DbErr>,
        F: Future<Output = Result<T, E>>,
    {
        let is_postgres = self.backend() == DbBackend::Postgres;
        let options = TransactionOptions {
            isolation_level: is_postgres.then_some(IsolationLevel::RepeatableRead),
            access_mode: is_postgres.then_some(AccessMode::ReadOnly),
            sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
        };
        let tx = Arc::new(self.read.begin_with_options(options).await?);
        let read = work(Arc::clone(&tx)).await;
        if let Some(tx) = Arc::into_inner(tx) {
            tx.rollback().await?;
        }
        read
    }

    /// The same on the connection that is kept for crowds, so that a signature never waits for a pool.
    pub async fn write_intake<T, E, F>(&self, work: impl Fn(Arc<Tx>) -> F) -> Result<T, E>
    where
        E: From<DbErr> + Error + 'static,
        F: Future<Output = Result<T, E>>,
    {
        self.run(&self.intake, work).await
    }

    /// For the few callers that hold a transaction across steps of their own.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        begin(&self.writer).await
    }

    async fn run<T, E, F>(
        &self,
        connection: &DatabaseConnection,
        work: impl Fn(Arc<Tx>) -> F,
    ) -> Result<T, E>
    where
        E: From<DbErr> + Error + 'static,
        F: Future<Output = Result<T, E>>,
    {
        let mut tried = 0;
        loop {
            tried += 1;
            let tx = Arc::new(begin(connection).await?);
            let done = match work(Arc::clone(&tx)).await {
                Ok(done) => commit(tx).await.map(|()| done).map_err(E::from),
                Err(error) => Err(error),
            };
            match done {
                Err(error) if tried < TRIES && should_run_again(&error) => {}
                done => return done,
            }
        }
    }
}

async fn commit(tx: Arc<Tx>) -> Result<(), DbErr> {
    match Arc::into_inner(tx) {
        Some(tx) => tx.commit().await,
        None => Err(DbErr::Custom("a verb kept its transaction".to_owned())),
    }
}

async fn begin(connection: &DatabaseConnection) -> Result<Tx, DbErr> {
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    connection.begin_with_options(immediate).await
}

fn should_run_again(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<DbErr>()
            .is_some_and(failure::should_run_again)
        {
            return true;
        }
        cause = error.source();
    }
    false
}
