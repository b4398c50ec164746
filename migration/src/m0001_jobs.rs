//! The tables of jobs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, table, timeless_table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0001_jobs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        job(manager).await?;
        lease(manager).await?;
        Ok(())
    }
}

async fn job(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    // One tree less on SQLite, and no order of arrival in its pages.
    let mut table = timeless_table(manager, "job");
    table
        .col(uuid("id").primary_key())
        .col(text("kind"))
        .col(text("lane"))
        .col(uuid("subject"))
        .col(text("language"))
        .col(text("state"))
        .col(timestamp_with_time_zone("run_at"))
        .col(integer("attempts"))
        .col(integer("max_attempts"))
        .col(timestamp_with_time_zone_null("leased_until"))
        .col(uuid_null("lease_owner"))
        .col(text_null("last_error"))
        .col(text_null("unique_key"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("finished_at"));
    manager.create_table(table).await?;
    // Most jobs have none, and a crowd's mails should not pay for it.
    let unique =
        "CREATE UNIQUE INDEX job_unique_key ON job (unique_key) WHERE unique_key IS NOT NULL";
    manager.get_connection().execute_unprepared(unique).await?;
    index(manager, "job", &["lane", "state", "run_at"]).await?;
    Ok(())
}

async fn lease(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("lease");
    table
        .col(text("name"))
        .col(uuid("holder"))
        .col(timestamp_with_time_zone("until"))
        .primary_key(Index::create().col("name"));
    manager.create_table(table).await?;
    Ok(())
}
