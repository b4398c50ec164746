//! The tables of layoff notices: public records that employers filed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0019_notices"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        filing(manager).await?;
        choice(manager).await
    }
}

async fn filing(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("layoff_filing");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("notice_id"))
        .col(integer("number"))
        .col(boolean("is_current"))
        .col(text("because"))
        .col(text("state"))
        .col(text("employer"))
        .col(text("canonical"))
        .col(text("employer_key"))
        .col(text_null("place"))
        .col(text_null("county"))
        .col(text_null("county_fips"))
        .col(text_null("site"))
        .col(text("site_key"))
        .col(date_null("notice_on"))
        .col(date_null("effective_on"))
        .col(date_null("dated_on"))
        .col(integer_null("people"))
        .col(text("layoff_type"))
        .col(boolean_null("temporary"))
        .col(boolean("is_amendment"))
        .col(boolean("is_amended"))
        .col(integer("version"))
        .col(text_null("source_url"))
        .col(text_null("source_notice_id"))
        .col(text_null("dedupe_key"))
        .col(text("digest"))
        .col(timestamp_with_time_zone("imported_at"))
        .foreign_key(&mut reference(
            "layoff_filing",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    unique(manager, "layoff_filing", &["organization_id", "digest"]).await?;
    index(manager, "layoff_filing", &["organization_id", "notice_id"]).await
}

async fn choice(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("layoff_choice");
    table
        .col(uuid("campaign_id").primary_key())
        .col(uuid("organization_id"))
        .col(text("employers"))
        .col(text("states"))
        .col(date_null("from_on"))
        .col(date_null("to_on"))
        .foreign_key(&mut reference(
            "layoff_choice",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("layoff_choice", "campaign_id", "campaign"));
    manager.create_table(table).await?;
    index(manager, "layoff_choice", &["organization_id"]).await
}
