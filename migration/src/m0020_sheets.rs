//! The tables of signature sheets on paper, and of what came back on them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0020_sheets"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sheet_print(manager).await?;
        sheet(manager).await?;
        sheet_entry(manager).await?;
        paper_signature(manager).await?;
        Ok(())
    }
}

async fn sheet_print(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("sheet_print");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(integer("version_number"))
        .col(text("language"))
        .col(text("paper"))
        .col(integer("lines"))
        .col(integer("sheets"))
        .col(text("kept_at"))
        .col(integer("destroyed_after_days"))
        .col(uuid("printed_by"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "sheet_print",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("sheet_print", "petition_id", "petition"))
        .foreign_key(&mut reference("sheet_print", "printed_by", "member"));
    manager.create_table(table).await?;
    index(manager, "sheet_print", &["petition_id"]).await
}

async fn sheet(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("sheet");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(uuid("print_id"))
        .col(integer("number"))
        .col(text("code"))
        .col(integer("version_number"))
        .col(text("language"))
        .col(integer("lines"))
        .col(text("state"))
        .col(text("left_out"))
        .col(uuid_null("first_by"))
        .col(uuid_null("second_by"))
        .col(integer("revision"))
        .col(date("printed_on"))
        .col(date_null("counted_on"))
        .foreign_key(&mut reference("sheet", "organization_id", "organization"))
        .foreign_key(&mut reference("sheet", "petition_id", "petition"))
        .foreign_key(&mut reference("sheet", "print_id", "sheet_print"))
        .foreign_key(&mut reference("sheet", "first_by", "member"))
        .foreign_key(&mut reference("sheet", "second_by", "member"));
    manager.create_table(table).await?;
    unique(manager, "sheet", &["petition_id", "number"]).await?;
    unique(manager, "sheet", &["code"]).await?;
    index(manager, "sheet", &["print_id"]).await
}

/// What somebody typed from a sheet; gone once the sheet is counted.
async fn sheet_entry(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("sheet_entry");
    table
        .col(uuid("sheet_id"))
        .col(integer("ordinal"))
        .col(uuid("organization_id"))
        .col(blob("lines_sealed"))
        .col(timestamp_with_time_zone("created_at"))
        .primary_key(Index::create().col("sheet_id").col("ordinal"))
        .foreign_key(&mut reference("sheet_entry", "sheet_id", "sheet"))
        .foreign_key(&mut reference(
            "sheet_entry",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await
}

async fn paper_signature(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("paper_signature");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("petition_id"))
        .col(uuid("sheet_id"))
        .col(integer("line"))
        .col(integer("version_number"))
        .col(text("visibility"))
        .col(text("standing"))
        .col(uuid_null("workplace_id"))
        .col(uuid_null("division_id"))
        .col(blob_null("name_sealed"))
        .col(blob_null("name_key"))
        .col(blob_null("address_key"))
        .col(text("state"))
        .col(text_null("reason"))
        .col(date("signed_on"))
        .col(date("counted_on"))
        .col(date_null("ended_on"))
        .foreign_key(&mut reference(
            "paper_signature",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("paper_signature", "petition_id", "petition"))
        .foreign_key(&mut reference("paper_signature", "sheet_id", "sheet"))
        .foreign_key(&mut reference(
            "paper_signature",
            "workplace_id",
            "workplace",
        ))
        .foreign_key(&mut reference("paper_signature", "division_id", "division"));
    manager.create_table(table).await?;
    unique(manager, "paper_signature", &["sheet_id", "line"]).await?;
    index(manager, "paper_signature", &["petition_id", "state"]).await?;
    index(manager, "paper_signature", &["petition_id", "name_key"]).await?;
    index(manager, "paper_signature", &["petition_id", "address_key"]).await
}
