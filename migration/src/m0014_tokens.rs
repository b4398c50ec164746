//! The tables of worker tokens. None refers to another by a foreign key: checking one would leave a trace in the row it points at.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0014_tokens"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        token_epoch(manager).await?;
        token_voucher(manager).await?;
        spent_token(manager).await?;
        Ok(())
    }
}

async fn token_epoch(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "token_epoch");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(integer("number"))
        .col(blob("public_key"))
        .col(blob("signature"))
        .col(integer("issued"))
        .col(date_null("opens_on"))
        .col(integer_null("spent"));
    manager.create_table(table).await?;
    unique(manager, "token_epoch", &["campaign_id", "number"]).await
}

async fn token_voucher(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "token_voucher");
    table
        .col(blob("mark").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(date("expires_on"))
        .col(blob_null("request"))
        .col(uuid_null("epoch_id"));
    manager.create_table(table).await?;
    index(manager, "token_voucher", &["campaign_id"]).await
}

async fn spent_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "spent_token");
    table
        .col(uuid("epoch_id"))
        .col(blob("mark"))
        .primary_key(Index::create().col("epoch_id").col("mark"));
    manager.create_table(table).await?;
    Ok(())
}
