//! The tables of review.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::kit::{index, reference, table, timeless_table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0010_review"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        reviewer_key(manager).await?;
        recovery_key(manager).await?;
        unlock(manager).await?;
        review(manager).await?;
        published_testimony(manager).await?;
        published_photograph(manager).await?;
        tombstone(manager).await?;
        Ok(())
    }
}

async fn reviewer_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("reviewer_key");
    table
        .col(uuid("member_id"))
        .col(uuid("organization_id"))
        .col(blob("public_key"))
        .col(blob("signature"))
        .col(blob("sealed_private"))
        .col(date("created_on"))
        .col(date_null("retired_on"))
        .primary_key(Index::create().col("member_id"))
        .foreign_key(&mut reference("reviewer_key", "member_id", "member"))
        .foreign_key(&mut reference(
            "reviewer_key",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    index(manager, "reviewer_key", &["organization_id"]).await?;
    Ok(())
}

async fn recovery_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("recovery_key");
    table
        .col(uuid("organization_id"))
        .col(blob("public_key"))
        .col(blob("signature"))
        .col(date("printed_on"))
        .col(uuid("made_by"))
        .col(blob_null("second_half_sealed"))
        .primary_key(Index::create().col("organization_id"))
        .foreign_key(&mut reference("recovery_key", "made_by", "member"))
        .foreign_key(&mut reference(
            "recovery_key",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    Ok(())
}

async fn unlock(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("unlock");
    table
        .col(blob("token_hash"))
        .col(uuid("member_id"))
        .col(uuid("session_id"))
        .col(blob("wrapped"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("used_at"))
        .primary_key(Index::create().col("token_hash"))
        .foreign_key(&mut reference("unlock", "member_id", "member"))
        .foreign_key(
            reference("unlock", "session_id", "session").on_delete(ForeignKeyAction::Cascade),
        );
    manager.create_table(table).await?;
    if manager.get_database_backend() == DbBackend::Postgres {
        // Opened keys reach no write-ahead log, and so no standby and no archive; a crash locks them.
        let unlogged = "ALTER TABLE unlock SET UNLOGGED";
        manager
            .get_connection()
            .execute_unprepared(unlogged)
            .await?;
    }
    index(manager, "unlock", &["member_id"]).await?;
    Ok(())
}

async fn review(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "review");
    table
        .col(uuid("testimony_id"))
        .col(uuid("organization_id"))
        .col(blob_null("sealed_draft"))
        .col(uuid_null("claimed_by"))
        .col(date_null("claimed_on"))
        .col(uuid_null("approved_by"))
        .col(date_null("approved_on"))
        .col(text_null("witness_answer"))
        .col(text_null("witness_said"))
        .col(date_null("witness_said_on"))
        .col(integer("undecided"))
        .col(integer("revision"))
        .primary_key(Index::create().col("testimony_id"))
        .foreign_key(&mut reference("review", "organization_id", "organization"))
        .foreign_key(&mut reference("review", "claimed_by", "member"))
        .foreign_key(&mut reference("review", "approved_by", "member"));
    manager.create_table(table).await?;
    index(manager, "review", &["organization_id"]).await?;
    Ok(())
}

async fn published_testimony(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "published_testimony");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(text("kind"))
        .col(text_null("language"))
        .col(text("text"))
        .col(uuid_null("division_id"))
        .col(text_null("quarter"))
        .col(text_null("job_group"))
        .col(boolean("verified_worker"))
        .col(date("published_on"))
        .col(date_null("withdrawn_on"))
        .col(uuid_null("takedown_asked_by"))
        .col(date_null("takedown_asked_on"))
        .foreign_key(&mut reference(
            "published_testimony",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference(
            "published_testimony",
            "campaign_id",
            "campaign",
        ))
        .foreign_key(&mut reference(
            "published_testimony",
            "division_id",
            "division",
        ));
    manager.create_table(table).await?;
    index(manager, "published_testimony", &["organization_id"]).await?;
    index(manager, "published_testimony", &["campaign_id"]).await?;
    Ok(())
}

async fn published_photograph(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "published_photograph");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("published_id"))
        .col(integer("width"))
        .col(integer("height"))
        .col(blob("jpeg"))
        .foreign_key(&mut reference(
            "published_photograph",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference(
            "published_photograph",
            "published_id",
            "published_testimony",
        ));
    manager.create_table(table).await?;
    index(manager, "published_photograph", &["organization_id"]).await?;
    index(manager, "published_photograph", &["published_id"]).await?;
    Ok(())
}

async fn tombstone(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "tombstone");
    table.col(blob("mark").primary_key());
    manager.create_table(table).await?;
    Ok(())
}
