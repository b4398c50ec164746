//! The tables of campaigns.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_campaigns"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        campaign(manager).await?;
        campaign_text(manager).await?;
        demand(manager).await?;
        demand_text(manager).await?;
        target(manager).await?;
        Ok(())
    }
}

async fn campaign(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("campaign");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("name"))
        .col(text("summary"))
        .col(text("language"))
        .col(text("state"))
        .col(boolean("testimony_open"))
        .col(date_null("testimony_opened_on"))
        .col(date_null("testimony_withdraw_until"))
        .col(date_null("answer_requested_by"))
        .col(text_null("agenda_item"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "campaign",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    index(manager, "campaign", &["organization_id"]).await?;
    Ok(())
}

async fn campaign_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("campaign_text");
    table
        .col(uuid("campaign_id"))
        .col(text("language"))
        .col(text_null("name"))
        .col(text_null("summary"))
        .col(text_null("agenda_item"))
        .primary_key(Index::create().col("campaign_id").col("language"))
        .foreign_key(&mut reference("campaign_text", "campaign_id", "campaign"));
    manager.create_table(table).await
}

async fn demand_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("demand_text");
    table
        .col(uuid("demand_id"))
        .col(text("language"))
        .col(text("text"))
        .col(date("added_on"))
        .primary_key(Index::create().col("demand_id").col("language"))
        .foreign_key(&mut reference("demand_text", "demand_id", "demand"));
    manager.create_table(table).await
}

async fn demand(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("demand");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(integer("position"))
        .col(text("text"))
        .col(uuid_null("alternative_to"))
        .col(json_binary("topics"))
        .foreign_key(&mut reference("demand", "organization_id", "organization"))
        .foreign_key(&mut reference("demand", "campaign_id", "campaign"))
        .foreign_key(&mut reference("demand", "alternative_to", "demand"));
    manager.create_table(table).await?;
    index(manager, "demand", &["campaign_id", "position"]).await?;
    Ok(())
}

async fn target(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("target");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid_null("official_id"))
        .col(uuid_null("body_id"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("target", "organization_id", "organization"))
        .foreign_key(&mut reference("target", "campaign_id", "campaign"))
        .foreign_key(&mut reference("target", "official_id", "official"))
        .foreign_key(&mut reference("target", "body_id", "body"));
    manager.create_table(table).await?;
    index(manager, "target", &["campaign_id"]).await?;
    Ok(())
}
