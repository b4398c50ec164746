//! The tables of packets.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0013_packets"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        packet(manager).await?;
        packet_volume(manager).await?;
        packet_name(manager).await?;
        packet_exhibit(manager).await?;
        compilation(manager).await?;
        compilation_packet(manager).await?;
        Ok(())
    }
}

async fn packet(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("packet");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid_null("petition_id"))
        .col(uuid("target_id"))
        .col(text("kind"))
        .col(text("language"))
        .col(text("paper"))
        .col(text("state"))
        .col(text_null("failure"))
        .col(blob("content_digest"))
        .col(text_null("manifest"))
        .col(blob_null("manifest_signature"))
        .col(json_binary("summary"))
        .col(big_integer("audit_sequence"))
        .col(blob("audit_hash"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("rendered_at"))
        .col(date_null("delivered_on"))
        .col(date_null("recalled_on"))
        .col(uuid_null("superseded_by"))
        .col(integer("revision"))
        .foreign_key(&mut reference("packet", "organization_id", "organization"))
        .foreign_key(&mut reference("packet", "campaign_id", "campaign"))
        .foreign_key(&mut reference("packet", "petition_id", "petition"))
        .foreign_key(&mut reference("packet", "target_id", "target"))
        .foreign_key(&mut reference("packet", "created_by", "member"))
        .foreign_key(&mut reference("packet", "superseded_by", "packet"));
    manager.create_table(table).await?;
    index(manager, "packet", &["organization_id"]).await?;
    index(manager, "packet", &["campaign_id"]).await?;
    Ok(())
}

async fn packet_volume(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("packet_volume");
    table
        .col(uuid("packet_id"))
        .col(integer("number"))
        .col(text("holds"))
        .col(uuid("snapshot_object"))
        .col(big_integer("snapshot_size"))
        .col(blob("snapshot_digest"))
        .col(uuid_null("pdf_object"))
        .col(blob_null("pdf_digest"))
        .col(big_integer_null("pdf_size"))
        .col(big_integer_null("pdf_crc"))
        .col(blob_null("csv_digest"))
        .col(json_binary_null("report"))
        .primary_key(Index::create().col("packet_id").col("number"))
        .foreign_key(&mut reference("packet_volume", "packet_id", "packet"));
    manager.create_table(table).await?;
    index(manager, "packet_volume", &["snapshot_object"]).await?;
    index(manager, "packet_volume", &["snapshot_digest"]).await?;
    index(manager, "packet_volume", &["pdf_object"]).await?;
    index(manager, "packet_volume", &["pdf_digest"]).await?;
    index(manager, "packet_volume", &["csv_digest"]).await
}

/// No foreign key to the signature: it lies in the table of those given online, or in that of those on paper.
async fn packet_name(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("packet_name");
    table
        .col(uuid("packet_id"))
        .col(uuid("signature_id"))
        .primary_key(Index::create().col("packet_id").col("signature_id"))
        .foreign_key(&mut reference("packet_name", "packet_id", "packet"));
    manager.create_table(table).await?;
    index(manager, "packet_name", &["signature_id"]).await?;
    Ok(())
}

/// No foreign key to the published testimony: every night its row leaves its place and comes back.
async fn packet_exhibit(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("packet_exhibit");
    table
        .col(uuid("packet_id"))
        .col(uuid("published_id"))
        .primary_key(Index::create().col("packet_id").col("published_id"))
        .foreign_key(&mut reference("packet_exhibit", "packet_id", "packet"));
    manager.create_table(table).await?;
    index(manager, "packet_exhibit", &["published_id"]).await?;
    Ok(())
}

async fn compilation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("compilation");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("petition_id"))
        .col(uuid("body_id"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("cancelled_at"))
        .foreign_key(&mut reference(
            "compilation",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("compilation", "campaign_id", "campaign"))
        .foreign_key(&mut reference("compilation", "petition_id", "petition"))
        .foreign_key(&mut reference("compilation", "body_id", "body"))
        .foreign_key(&mut reference("compilation", "created_by", "member"));
    manager.create_table(table).await?;
    index(manager, "compilation", &["organization_id"]).await?;
    index(manager, "compilation", &["campaign_id"]).await
}

async fn compilation_packet(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("compilation_packet");
    table
        .col(uuid("compilation_id"))
        .col(uuid("packet_id"))
        .col(integer("position"))
        .col(boolean("is_unchanged"))
        .primary_key(Index::create().col("compilation_id").col("packet_id"))
        .foreign_key(&mut reference(
            "compilation_packet",
            "compilation_id",
            "compilation",
        ))
        .foreign_key(&mut reference("compilation_packet", "packet_id", "packet"));
    manager.create_table(table).await?;
    index(manager, "compilation_packet", &["packet_id"]).await
}
