//! The tables of directory.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0005_directory"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        division(manager).await?;
        body(manager).await?;
        person(manager).await?;
        post(manager).await?;
        official(manager).await?;
        workplace(manager).await?;
        headcount(manager).await?;
        employer_domain(manager).await?;
        employer_network(manager).await?;
        postal_code(manager).await?;
        roster_name(manager).await?;
        Ok(())
    }
}

async fn division(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("division");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("ocd_id"))
        .col(text("name"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "division",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    unique(manager, "division", &["organization_id", "ocd_id"]).await?;
    Ok(())
}

async fn body(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("body");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("name"))
        .col(text("kind"))
        .col(uuid_null("division_id"))
        .col(boolean("is_public"))
        .col(text("language"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("body", "organization_id", "organization"))
        .foreign_key(&mut reference("body", "division_id", "division"));
    manager.create_table(table).await?;
    unique(manager, "body", &["organization_id", "name"]).await?;
    Ok(())
}

async fn person(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("person");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("name"))
        .col(text_null("email"))
        .col(text_null("telephone"))
        .col(text("language"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("person", "organization_id", "organization"));
    manager.create_table(table).await?;
    index(manager, "person", &["organization_id"]).await?;
    Ok(())
}

async fn post(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("post");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("body_id"))
        .col(uuid_null("division_id"))
        .col(text("label"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("post", "organization_id", "organization"))
        .foreign_key(&mut reference("post", "body_id", "body"))
        .foreign_key(&mut reference("post", "division_id", "division"));
    manager.create_table(table).await?;
    index(manager, "post", &["body_id", "label"]).await?;
    Ok(())
}

async fn official(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("official");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("person_id"))
        .col(uuid("post_id"))
        .col(date_null("start_on"))
        .col(date_null("end_on"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "official",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("official", "person_id", "person"))
        .foreign_key(&mut reference("official", "post_id", "post"));
    manager.create_table(table).await?;
    index(manager, "official", &["organization_id"]).await?;
    index(manager, "official", &["post_id"]).await?;
    Ok(())
}

async fn workplace(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("workplace");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid_null("employer_id"))
        .col(uuid_null("division_id"))
        .col(text_null("external_key"))
        .col(text("name"))
        .col(text_null("address"))
        .col(double_null("latitude"))
        .col(double_null("longitude"))
        .col(text("risk"))
        .col(date_null("closed_on"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference(
            "workplace",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("workplace", "employer_id", "body"))
        .foreign_key(&mut reference("workplace", "division_id", "division"));
    manager.create_table(table).await?;
    unique(manager, "workplace", &["organization_id", "external_key"]).await?;
    index(manager, "workplace", &["organization_id", "division_id"]).await?;
    Ok(())
}

async fn headcount(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("headcount");
    table
        .col(uuid("workplace_id"))
        .col(text("job_group"))
        .col(integer("headcount"))
        .col(date("as_of"))
        .primary_key(Index::create().col("workplace_id").col("job_group"))
        .foreign_key(&mut reference("headcount", "workplace_id", "workplace"));
    manager.create_table(table).await?;
    Ok(())
}

async fn employer_domain(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("employer_domain");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("domain"))
        .foreign_key(&mut reference(
            "employer_domain",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    unique(manager, "employer_domain", &["organization_id", "domain"]).await?;
    Ok(())
}

async fn employer_network(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("employer_network");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("network"))
        .foreign_key(&mut reference(
            "employer_network",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    unique(manager, "employer_network", &["organization_id", "network"]).await?;
    Ok(())
}

async fn postal_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("postal_code");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("code"))
        .col(uuid("division_id"))
        .foreign_key(&mut reference(
            "postal_code",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("postal_code", "division_id", "division"));
    manager.create_table(table).await?;
    unique(
        manager,
        "postal_code",
        &["organization_id", "code", "division_id"],
    )
    .await?;
    Ok(())
}

async fn roster_name(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("roster_name");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(blob("name_sealed"))
        .foreign_key(&mut reference(
            "roster_name",
            "organization_id",
            "organization",
        ));
    manager.create_table(table).await?;
    index(manager, "roster_name", &["organization_id"]).await?;
    Ok(())
}
