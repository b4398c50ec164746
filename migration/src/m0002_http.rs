//! The tables of http.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0002_http"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        idempotency_key(manager).await?;
        deletion(manager).await?;
        Ok(())
    }
}

async fn idempotency_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("idempotency_key");
    table
        .col(blob("key_hash"))
        .col(blob("fingerprint"))
        .col(blob_null("reply"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("key_hash"));
    manager.create_table(table).await?;
    index(manager, "idempotency_key", &["created_at"]).await?;
    Ok(())
}

async fn deletion(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("deletion");
    table
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(uuid("subject"))
        .col(timestamp_with_time_zone("created_at"));
    manager.create_table(table).await?;
    index(manager, "deletion", &["created_at"]).await?;
    Ok(())
}
