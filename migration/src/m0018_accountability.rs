//! The tables of accountability: what was handed over, what was answered and promised, how officials voted, what was corrected.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0018_accountability"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        delivery(manager).await?;
        response(manager).await?;
        commitment(manager).await?;
        vote(manager).await?;
        vote_cast(manager).await?;
        correction(manager).await
    }
}

async fn delivery(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("delivery");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("packet_id"))
        .col(uuid("target_id"))
        .col(text("channel"))
        .col(text("state"))
        .col(text_null("failure"))
        .col(blob_null("recipient_sealed"))
        .col(date_null("left_on"))
        .col(date_null("delivered_on"))
        .col(date_null("answer_due_on"))
        .col(text_null("message_id"))
        .col(text_null("tracking_number"))
        .col(timestamp_with_time_zone_null("link_expires_at"))
        .col(timestamp_with_time_zone_null("link_ended_at"))
        .col(date_null("opened_on"))
        .col(uuid_null("proof_object"))
        .col(big_integer_null("proof_size"))
        .col(text_null("proof_media"))
        .col(blob_null("proof_digest"))
        .col(uuid("handed_over_by"))
        .col(uuid("recorded_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(integer("revision"))
        .foreign_key(&mut reference(
            "delivery",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("delivery", "campaign_id", "campaign"))
        .foreign_key(&mut reference("delivery", "packet_id", "packet"))
        .foreign_key(&mut reference("delivery", "target_id", "target"))
        .foreign_key(&mut reference("delivery", "handed_over_by", "member"))
        .foreign_key(&mut reference("delivery", "recorded_by", "member"));
    manager.create_table(table).await?;
    index(manager, "delivery", &["organization_id"]).await?;
    index(manager, "delivery", &["campaign_id"]).await?;
    index(manager, "delivery", &["packet_id"]).await?;
    index(manager, "delivery", &["state"]).await
}

async fn response(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("response");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("packet_id"))
        .col(uuid("target_id"))
        .col(text("kind"))
        .col(date("received_on"))
        .col(text_null("said"))
        .col(text("source"))
        .col(text_null("source_url"))
        .col(uuid_null("file_object"))
        .col(big_integer_null("file_size"))
        .col(text_null("file_media"))
        .col(blob_null("file_digest"))
        .col(date_null("retracted_on"))
        .col(uuid("recorded_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(integer("revision"))
        .foreign_key(&mut reference(
            "response",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("response", "campaign_id", "campaign"))
        .foreign_key(&mut reference("response", "packet_id", "packet"))
        .foreign_key(&mut reference("response", "target_id", "target"))
        .foreign_key(&mut reference("response", "recorded_by", "member"));
    manager.create_table(table).await?;
    index(manager, "response", &["organization_id"]).await?;
    index(manager, "response", &["campaign_id"]).await?;
    index(manager, "response", &["packet_id"]).await
}

async fn commitment(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("commitment");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("target_id"))
        .col(uuid_null("response_id"))
        .col(text("what"))
        .col(date("promised_on"))
        .col(date("due_on"))
        .col(text("source"))
        .col(text_null("source_url"))
        .col(text("state"))
        .col(date_null("settled_on"))
        .col(text_null("evidence"))
        .col(text_null("evidence_url"))
        .col(date_null("retracted_on"))
        .col(uuid("recorded_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(integer("revision"))
        .foreign_key(&mut reference(
            "commitment",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("commitment", "campaign_id", "campaign"))
        .foreign_key(&mut reference("commitment", "target_id", "target"))
        .foreign_key(&mut reference("commitment", "response_id", "response"))
        .foreign_key(&mut reference("commitment", "recorded_by", "member"));
    manager.create_table(table).await?;
    index(manager, "commitment", &["organization_id"]).await?;
    index(manager, "commitment", &["campaign_id"]).await
}

async fn vote(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("vote");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("body_id"))
        .col(text("item"))
        .col(date("held_on"))
        .col(text("outcome"))
        .col(text("source"))
        .col(text_null("source_url"))
        .col(date_null("retracted_on"))
        .col(uuid("recorded_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(integer("revision"))
        .foreign_key(&mut reference("vote", "organization_id", "organization"))
        .foreign_key(&mut reference("vote", "campaign_id", "campaign"))
        .foreign_key(&mut reference("vote", "body_id", "body"))
        .foreign_key(&mut reference("vote", "recorded_by", "member"));
    manager.create_table(table).await?;
    index(manager, "vote", &["organization_id"]).await?;
    index(manager, "vote", &["campaign_id"]).await
}

async fn vote_cast(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("vote_cast");
    table
        .col(uuid("vote_id"))
        .col(uuid("official_id"))
        .col(text("voted"))
        .primary_key(Index::create().col("vote_id").col("official_id"))
        .foreign_key(&mut reference("vote_cast", "vote_id", "vote"))
        .foreign_key(&mut reference("vote_cast", "official_id", "official"));
    manager.create_table(table).await?;
    index(manager, "vote_cast", &["official_id"]).await
}

async fn correction(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("correction");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(text("about"))
        .col(uuid("subject"))
        .col(integer("number"))
        .col(json_binary("said_before"))
        .col(text("why"))
        .col(date("made_on"))
        .col(uuid("made_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "correction",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("correction", "campaign_id", "campaign"))
        .foreign_key(&mut reference("correction", "made_by", "member"));
    manager.create_table(table).await?;
    index(manager, "correction", &["campaign_id"]).await?;
    unique(manager, "correction", &["subject", "number"]).await
}
