//! The tables of signatures.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_signatures"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        signature(manager).await?;
        signature_count(manager).await?;
        petition_tally(manager).await?;
        workplace_release(manager).await?;
        subscription(manager).await?;
        mail_quota(manager).await?;
        membership_match(manager).await?;
        Ok(())
    }
}

async fn signature(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("signature");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(integer("version_number"))
        .col(blob("dedupe_key"))
        .col(blob_null("address_sealed"))
        .col(blob_null("name_sealed"))
        .col(blob_null("comment_sealed"))
        .col(text("comment_state"))
        .col(text("visibility"))
        .col(text("standing"))
        .col(text_null("membership"))
        .col(uuid_null("workplace_id"))
        .col(uuid_null("division_id"))
        .col(text("language"))
        .col(boolean("wants_updates"))
        .col(text("network_kind"))
        .col(blob("nonce"))
        .col(text("state"))
        .col(text_null("reason"))
        .col(uuid_null("batch"))
        .col(timestamp_with_time_zone("signed_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("confirmed_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .foreign_key(&mut reference(
            "signature",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("signature", "petition_id", "petition"))
        .foreign_key(&mut reference("signature", "workplace_id", "workplace"))
        .foreign_key(&mut reference("signature", "division_id", "division"));
    manager.create_table(table).await?;
    unique(manager, "signature", &["petition_id", "dedupe_key"]).await?;
    index(manager, "signature", &["petition_id", "state"]).await?;
    index(manager, "signature", &["state", "expires_at"]).await?;
    Ok(())
}

async fn signature_count(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("signature_count");
    table
        .col(uuid("petition_id"))
        .col(uuid("division_key"))
        .col(uuid("workplace_key"))
        .col(text("standing"))
        .col(text("visibility"))
        .col(big_integer("confirmed"))
        .col(big_integer("on_paper"))
        .primary_key(
            Index::create()
                .col("petition_id")
                .col("division_key")
                .col("workplace_key")
                .col("standing")
                .col("visibility"),
        )
        .foreign_key(&mut reference("signature_count", "petition_id", "petition"));
    manager.create_table(table).await?;
    Ok(())
}

async fn petition_tally(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("petition_tally");
    table
        .col(uuid("petition_id"))
        .col(text("state"))
        .col(big_integer("number"))
        .col(big_integer("on_paper"))
        .primary_key(Index::create().col("petition_id").col("state"))
        .foreign_key(&mut reference("petition_tally", "petition_id", "petition"));
    manager.create_table(table).await?;
    Ok(())
}

async fn workplace_release(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("workplace_release");
    table
        .col(uuid("petition_id"))
        .col(uuid("workplace_id"))
        .col(text("shown"))
        .col(date("released_on"))
        .primary_key(Index::create().col("petition_id").col("workplace_id"))
        .foreign_key(&mut reference(
            "workplace_release",
            "petition_id",
            "petition",
        ))
        .foreign_key(&mut reference(
            "workplace_release",
            "workplace_id",
            "workplace",
        ));
    manager.create_table(table).await?;
    Ok(())
}

async fn membership_match(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("membership_match");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(blob("list_key"))
        .col(text("origin"))
        .col(integer("listed_members"))
        .col(integer("listed_former_members"))
        .col(text("members"))
        .col(text_null("former_members"))
        .col(date("matched_on"))
        .col(uuid("matched_by"))
        .foreign_key(&mut reference(
            "membership_match",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference(
            "membership_match",
            "petition_id",
            "petition",
        ))
        .foreign_key(&mut reference("membership_match", "matched_by", "member"));
    manager.create_table(table).await?;
    unique(manager, "membership_match", &["petition_id", "list_key"]).await
}

async fn subscription(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "subscription");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(blob("address_key"))
        .col(blob("address_sealed"))
        .col(text("language"))
        .col(date("created_on"))
        .foreign_key(&mut reference(
            "subscription",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("subscription", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    unique(manager, "subscription", &["campaign_id", "address_key"]).await?;
    Ok(())
}

async fn mail_quota(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("mail_quota");
    table
        .col(date("day"))
        .col(blob("address_key"))
        .col(integer("sent"))
        .primary_key(Index::create().col("day").col("address_key"));
    manager.create_table(table).await?;
    Ok(())
}
