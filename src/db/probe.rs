//! Whether the database takes writes at this moment.

use sea_orm::{ConnectionTrait, DbErr};

use super::Db;

impl Db {
    /// Takes the write lock, writes to no row, and lets go.
    pub async fn probe(&self) -> Result<(), DbErr> {
        let tx = self.begin().await?;
        tx.execute_unprepared("UPDATE lease SET name = name WHERE name = ''")
            .await?;
        tx.rollback().await
    }
}
