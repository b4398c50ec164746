//! The tables of events and of the answers to them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0016_events"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        event(manager).await?;
        event_text(manager).await?;
        rsvp(manager).await
    }
}

async fn event(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("event");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid_null("campaign_id"))
        .col(text("kind"))
        .col(text("state"))
        .col(text("language"))
        .col(text("title"))
        .col(text("description"))
        .col(text("zone"))
        .col(timestamp_with_time_zone("starts_at"))
        .col(timestamp_with_time_zone("ends_at"))
        .col(text_null("place"))
        .col(boolean("by_video_call"))
        .col(integer_null("capacity"))
        .col(json_binary("spoken_languages"))
        .col(boolean("hides_numbers"))
        .col(json_binary("topics"))
        .col(json_binary_null("training"))
        .col(blob_null("join_sealed"))
        .col(timestamp_with_time_zone_null("join_from"))
        .col(integer("join_version"))
        .col(blob_null("materials_sealed"))
        .col(integer_null("kept_coming"))
        .col(integer_null("kept_attended"))
        .col(integer("sequence"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("changed_at"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("event", "organization_id", "organization"))
        .foreign_key(&mut reference("event", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "event", &["organization_id"]).await?;
    index(manager, "event", &["state", "starts_at"]).await
}

async fn event_text(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("event_text");
    table
        .col(uuid("event_id"))
        .col(text("language"))
        .col(text("title"))
        .col(text("description"))
        .primary_key(Index::create().col("event_id").col("language"))
        .foreign_key(&mut reference("event_text", "event_id", "event"));
    manager.create_table(table).await
}

async fn rsvp(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "rsvp");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("event_id"))
        .col(blob("address_key"))
        .col(blob_null("address_sealed"))
        .col(blob_null("name_sealed"))
        .col(text("language"))
        .col(text_null("zone"))
        .col(boolean("wants_updates"))
        .col(text("state"))
        .col(blob("nonce"))
        .col(integer_null("waiting_number"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(integer("reminded"))
        .col(integer_null("join_seen"))
        .col(boolean_null("attended"))
        .foreign_key(&mut reference("rsvp", "organization_id", "organization"))
        .foreign_key(&mut reference("rsvp", "event_id", "event"));
    manager.create_table(table).await?;
    unique(manager, "rsvp", &["event_id", "address_key"]).await?;
    index(manager, "rsvp", &["event_id", "state"]).await?;
    index(manager, "rsvp", &["state", "expires_at"]).await
}
