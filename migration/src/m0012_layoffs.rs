//! The tables of layoffs.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, timeless_table};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0012_layoffs"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        layoff(manager).await?;
        Ok(())
    }
}

async fn layoff(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = timeless_table(manager, "layoff");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("campaign_id"))
        .col(uuid("published_id"))
        .col(uuid_null("division_id"))
        .col(text_null("quarter"))
        .col(text_null("job_group"))
        .col(boolean("verified_worker"))
        .col(uuid_null("employer_id"))
        .col(text_null("notice_given"))
        .col(text_null("people_affected"))
        .foreign_key(&mut reference("layoff", "organization_id", "organization"))
        .foreign_key(&mut reference("layoff", "campaign_id", "campaign"))
        .foreign_key(&mut reference(
            "layoff",
            "published_id",
            "published_testimony",
        ))
        .foreign_key(&mut reference("layoff", "division_id", "division"))
        .foreign_key(&mut reference("layoff", "employer_id", "body"));
    manager.create_table(table).await?;
    index(manager, "layoff", &["organization_id"]).await?;
    index(manager, "layoff", &["campaign_id"]).await?;
    Ok(())
}
