//! The tables of audit.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, timeless_table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0004_audit"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        audit_entry(manager).await?;
        audit_head(manager).await?;
        Ok(())
    }
}

async fn audit_entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "audit_entry");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("actor"))
        .col(text("action"))
        .col(text("subject"))
        .col(json_binary("detail"))
        .col(timestamp_with_time_zone("at"))
        .col(boolean("on_day_only"))
        .col(big_integer_null("sequence"))
        .col(blob_null("hash"))
        .foreign_key(&mut reference(
            "audit_entry",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    index(manager, "audit_entry", &["organization_id", "sequence"]).await?;
    Ok(())
}

async fn audit_head(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("audit_head");
    table
        .col(uuid("organization_id"))
        .col(big_integer("sequence"))
        .col(blob("hash"))
        .primary_key(Index::create().col("organization_id"))
        .foreign_key(&mut reference(
            "audit_head",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    Ok(())
}
