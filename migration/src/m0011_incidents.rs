//! The tables of incidents.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, timeless_table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0011_incidents"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        incident(manager).await?;
        statistics_release(manager).await?;
        Ok(())
    }
}

async fn incident(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "incident");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("published_id"))
        .col(uuid_null("division_id"))
        .col(text_null("quarter"))
        .col(text_null("job_group"))
        .col(boolean("verified_worker"))
        .col(json_binary("circumstances"))
        .col(json_binary("incident_types"))
        .col(text_null("who_was_called"))
        .col(text_null("what_came_of_it"))
        .foreign_key(&mut reference(
            "incident",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("incident", "campaign_id", "campaign"))
        .foreign_key(&mut reference(
            "incident",
            "published_id",
            "published_testimony",
        ))
        .foreign_key(&mut reference("incident", "division_id", "division"));
    manager.create_table(table).await?;
    index(manager, "incident", &["organization_id"]).await?;
    index(manager, "incident", &["campaign_id"]).await?;
    Ok(())
}

async fn statistics_release(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("statistics_release");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(integer("number"))
        .col(json_binary("content"))
        .col(blob("memory_sealed"))
        .col(date("released_on"))
        .foreign_key(&mut reference(
            "statistics_release",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference(
            "statistics_release",
            "campaign_id",
            "campaign",
        ));
    manager.create_table(table).await?;
    index(manager, "statistics_release", &["organization_id"]).await?;
    unique(manager, "statistics_release", &["campaign_id", "number"]).await?;
    Ok(())
}
