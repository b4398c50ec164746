//! The tables of testimony.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0009_testimony"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        testimony(manager).await?;
        testimony_wrap(manager).await?;
        testimony_note(manager).await?;
        testimony_photograph(manager).await?;
        legal_hold(manager).await?;
        Ok(())
    }
}

async fn testimony(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "testimony");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(blob("verifier"))
        .col(blob("mailbox_public"))
        .col(blob("sealed"))
        .col(boolean("sealed_by_client"))
        .col(boolean("wants_approval"))
        .col(boolean("verified_worker"))
        .col(text("state"))
        .col(date("received_on"))
        .col(date_null("decided_on"))
        .col(integer_null("keep_days"))
        .col(blob_null("link_sealed"));
    manager.create_table(table).await?;
    unique(manager, "testimony", &["verifier"]).await?;
    index(manager, "testimony", &["organization_id", "state"]).await?;
    Ok(())
}

async fn testimony_wrap(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "testimony_wrap");
    table
        .col(uuid("testimony_id"))
        .col(text("recipient_kind"))
        .col(uuid("recipient_id"))
        .col(blob("wrapped"))
        .primary_key(
            Index::create()
                .col("testimony_id")
                .col("recipient_kind")
                .col("recipient_id"),
        );
    manager.create_table(table).await?;
    Ok(())
}

async fn testimony_note(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "testimony_note");
    table
        .col(uuid("id").primary_key())
        .col(uuid("testimony_id"))
        .col(text("author"))
        .col(blob("sealed"))
        .col(date("added_on"));
    manager.create_table(table).await?;
    index(manager, "testimony_note", &["testimony_id"]).await?;
    Ok(())
}

async fn testimony_photograph(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "testimony_photograph");
    table
        .col(uuid("id").primary_key())
        .col(uuid("testimony_id"))
        .col(blob("sealed"))
        .col(blob("sealed_sheet"))
        .col(blob_null("sealed_print"))
        .col(date("added_on"))
        .col(boolean("settled"));
    manager.create_table(table).await?;
    index(manager, "testimony_photograph", &["testimony_id"]).await?;
    Ok(())
}

async fn legal_hold(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "legal_hold");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid_null("testimony_id"))
        .col(text("matter"))
        .col(text("state"))
        .col(uuid("proposed_by"))
        .col(date("proposed_on"))
        .col(uuid_null("confirmed_by"))
        .col(date_null("confirmed_on"))
        .col(uuid_null("lift_proposed_by"))
        .col(date_null("lift_proposed_on"))
        .col(uuid_null("lifted_by"))
        .col(date_null("lifted_on"))
        .foreign_key(&mut reference(
            "legal_hold",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("legal_hold", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "legal_hold", &["organization_id"]).await?;
    Ok(())
}
