//! The tables of published evidence.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0015_evidence"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut table = table("evidence");
        table
            .col(uuid("id").primary_key())
            .col(uuid("organization_id"))
            .col(uuid("campaign_id"))
            .col(text("statistic"))
            .col(text("value"))
            .col(text_null("source"))
            .col(text_null("published"))
            .col(text_null("n"))
            .col(text_null("quote"))
            .col(text_null("link"))
            .col(text("texts"))
            .col(integer("revision"))
            .col(timestamp_with_time_zone("created_at"))
            .foreign_key(&mut reference(
                "evidence",
                "organization_id",
                "organization",
            ))
            .foreign_key(&mut reference("evidence", "campaign_id", "campaign"));
        manager.create_table(table).await?;
        index(manager, "evidence", &["organization_id"]).await?;
        index(manager, "evidence", &["campaign_id"]).await?;
        series(manager).await?;
        series_value(manager).await
    }
}

async fn series(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("evidence_series");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(text("statistic"))
        .col(text_null("source"))
        .col(text_null("published"))
        .col(text_null("link"))
        .col(text("texts"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "evidence_series",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("evidence_series", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "evidence_series", &["organization_id"]).await?;
    index(manager, "evidence_series", &["campaign_id"]).await
}

async fn series_value(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("evidence_series_value");
    let key = ["series_id", "workplace_id", "period"];
    let mut primary = Index::create();
    for column in key {
        primary.col(column);
    }
    table
        .col(uuid("series_id"))
        .col(uuid("workplace_id"))
        .col(text("period"))
        .col(integer("number"))
        .primary_key(&mut primary)
        .foreign_key(&mut reference(
            "evidence_series_value",
            "series_id",
            "evidence_series",
        ))
        .foreign_key(&mut reference(
            "evidence_series_value",
            "workplace_id",
            "workplace",
        ));
    manager.create_table(table).await
}
