//! The tables of announcements.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0017_announcements"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        announcement(manager).await?;
        announcement_text(manager).await?;
        announcement_recipient(manager).await?;
        announcement_choice(manager).await?;
        audience_count(manager).await?;
        suppression(manager).await
    }
}

async fn announcement(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("announcement");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(text("category"))
        .col(text("audiences"))
        .col(text("state"))
        .col(timestamp_with_time_zone_null("send_at"))
        .col(timestamp_with_time_zone_null("next_at"))
        .col(uuid_null("sender"))
        .col(timestamp_with_time_zone_null("sender_until"))
        .col(integer("enrolled_audiences"))
        .col(uuid_null("enrolled_after"))
        .col(timestamp_with_time_zone_null("begun_at"))
        .col(timestamp_with_time_zone_null("finished_at"))
        .col(text_null("totals"))
        .col(text_null("trouble"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "announcement",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("announcement", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "announcement", &["organization_id"]).await?;
    index(manager, "announcement", &["campaign_id"]).await
}

async fn announcement_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("announcement_text");
    table
        .col(uuid("announcement_id"))
        .col(text("language"))
        .col(text("subject"))
        .col(text("body"))
        .col(boolean("is_original"))
        .primary_key(Index::create().col("announcement_id").col("language"))
        .foreign_key(&mut reference(
            "announcement_text",
            "announcement_id",
            "announcement",
        ));
    manager.create_table(table).await
}

async fn announcement_recipient(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "announcement_recipient");
    table
        .col(uuid("id").primary_key())
        .col(uuid("announcement_id"))
        .col(text("audience"))
        .col(uuid("source_id"))
        .col(blob("person_key"))
        .col(blob("mailbox_key"))
        .col(text("language"))
        .col(text("state"))
        .col(text_null("reason"))
        .col(integer("attempts"))
        .col(timestamp_with_time_zone_null("not_before"))
        .foreign_key(&mut reference(
            "announcement_recipient",
            "announcement_id",
            "announcement",
        ));
    manager.create_table(table).await?;
    let person = ["announcement_id", "person_key"];
    unique(manager, "announcement_recipient", &person).await?;
    let state = ["announcement_id", "state"];
    index(manager, "announcement_recipient", &state).await
}

async fn announcement_choice(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("announcement_choice");
    table
        .col(uuid("campaign_id"))
        .col(uuid("member_id"))
        .col(blob("person_key"))
        .col(date("asked_on"))
        .primary_key(Index::create().col("campaign_id").col("member_id"))
        .foreign_key(&mut reference(
            "announcement_choice",
            "campaign_id",
            "campaign",
        ))
        .foreign_key(&mut reference("announcement_choice", "member_id", "member"));
    manager.create_table(table).await
}

/// What was told of a campaign's people today.
async fn audience_count(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("audience_count");
    table
        .col(uuid("campaign_id").primary_key())
        .col(date("counted_on"))
        .col(text("counts"))
        .foreign_key(&mut reference("audience_count", "campaign_id", "campaign"));
    manager.create_table(table).await
}

async fn suppression(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "suppression");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(blob("address_key"))
        .col(text("what"))
        .col(text("reason"))
        .col(date("since"))
        .foreign_key(&mut reference(
            "suppression",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    unique(manager, "suppression", &["address_key", "what"]).await
}
