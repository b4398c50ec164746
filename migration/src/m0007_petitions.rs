//! The tables of petitions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0007_petitions"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        petition(manager).await?;
        petition_version(manager).await?;
        petition_text(manager).await?;
        Ok(())
    }
}

async fn petition(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("petition");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(text("state"))
        .col(text_null("reason"))
        .col(timestamp_with_time_zone_null("opens_at"))
        .col(timestamp_with_time_zone_null("closes_at"))
        .col(timestamp_with_time_zone_null("closed_at"))
        .col(integer_null("goal"))
        .col(integer("workplace_threshold"))
        .col(integer("current_version"))
        .col(timestamp_with_time_zone_null("frozen_at"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "petition",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("petition", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "petition", &["organization_id"]).await?;
    index(manager, "petition", &["campaign_id"]).await?;
    Ok(())
}

async fn petition_version(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("petition_version");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(integer("number"))
        .col(text_null("correction_note"))
        .col(text_null("demands"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "petition_version",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference(
            "petition_version",
            "petition_id",
            "petition",
        ));
    manager.create_table(table).await?;
    unique(manager, "petition_version", &["petition_id", "number"]).await?;
    Ok(())
}

async fn petition_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("petition_text");
    table
        .col(uuid("version_id"))
        .col(text("language"))
        .col(text("title"))
        .col(text("body"))
        .col(boolean("is_original"))
        .col(date_null("added_on"))
        .primary_key(Index::create().col("version_id").col("language"))
        .foreign_key(&mut reference(
            "petition_text",
            "version_id",
            "petition_version",
        ));
    manager.create_table(table).await?;
    Ok(())
}
