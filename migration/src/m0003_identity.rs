//! The tables of identity.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::kit::{index, reference, table, unique};

#[derive(Debug)]
pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0003_identity"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        organization(manager).await?;
        member(manager).await?;
        member_role(manager).await?;
        session(manager).await?;
        refresh_token(manager).await?;
        invitation(manager).await?;
        password_reset(manager).await?;
        api_key(manager).await?;
        sign_in_failure(manager).await?;
        recovery_code(manager).await?;
        Ok(())
    }
}

async fn organization(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("organization");
    table
        .col(uuid("id").primary_key())
        .col(text("name"))
        .col(text("language"))
        .col(boolean("moderates"))
        .col(integer("k"))
        .col(integer("retention_days"))
        .col(blob("public_key"))
        .col(blob("signing_key_sealed"))
        .col(text_null("contact_name"))
        .col(text_null("contact_title"))
        .col(text("contact_titles"))
        .col(text_null("contact_telephone"))
        .col(text_null("contact_email"))
        .col(boolean("is_demo"))
        .col(timestamp_with_time_zone_null("mail_proven_at"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"));
    manager.create_table(table).await?;
    Ok(())
}

async fn member(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("member");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(blob("email_key"))
        .col(blob("email_sealed"))
        .col(blob("name_sealed"))
        .col(text("password_hash"))
        .col(text("state"))
        .col(blob_null("totp_sealed"))
        .col(blob_null("totp_next_sealed"))
        .col(timestamp_with_time_zone_null("totp_confirmed_at"))
        .col(big_integer_null("totp_last_step"))
        .col(integer("revision"))
        .col(timestamp_with_time_zone("created_at"))
        .foreign_key(&mut reference("member", "organization_id", "organization"));
    manager.create_table(table).await?;
    unique(manager, "member", &["email_key"]).await?;
    index(manager, "member", &["organization_id"]).await?;
    Ok(())
}

async fn member_role(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("member_role");
    table
        .col(uuid("member_id"))
        .col(text("role"))
        .primary_key(Index::create().col("member_id").col("role"))
        .foreign_key(&mut reference("member_role", "member_id", "member"));
    manager.create_table(table).await?;
    Ok(())
}

async fn session(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("session");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(uuid("member_id"))
        .col(timestamp_with_time_zone_null("second_factor_at"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("ended_at"))
        .col(text_null("ended_because"))
        .foreign_key(&mut reference("session", "organization_id", "organization"))
        .foreign_key(&mut reference("session", "member_id", "member"));
    manager.create_table(table).await?;
    index(manager, "session", &["organization_id"]).await?;
    index(manager, "session", &["member_id"]).await?;
    Ok(())
}

async fn refresh_token(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("refresh_token");
    table
        .col(blob("token_hash"))
        .col(uuid("session_id"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .primary_key(Index::create().col("token_hash"))
        .foreign_key(&mut reference("refresh_token", "session_id", "session"));
    manager.create_table(table).await?;
    index(manager, "refresh_token", &["session_id"]).await?;
    Ok(())
}

async fn invitation(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("invitation");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(blob("code_hash"))
        .col(blob("email_key"))
        .col(blob("email_sealed"))
        .col(json_binary("roles"))
        .col(text("language"))
        .col(uuid("invited_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("accepted_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .foreign_key(&mut reference(
            "invitation",
            "organization_id",
            "organization",
        ))
        .foreign_key(&mut reference("invitation", "invited_by", "member"));
    manager.create_table(table).await?;
    unique(manager, "invitation", &["code_hash"]).await?;
    index(manager, "invitation", &["organization_id"]).await?;
    Ok(())
}

async fn password_reset(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("password_reset");
    table
        .col(uuid("id").primary_key())
        .col(uuid("member_id"))
        .col(blob("code_hash"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone("expires_at"))
        .col(timestamp_with_time_zone_null("used_at"))
        .foreign_key(&mut reference("password_reset", "member_id", "member"));
    manager.create_table(table).await?;
    unique(manager, "password_reset", &["code_hash"]).await?;
    index(manager, "password_reset", &["member_id"]).await?;
    Ok(())
}

async fn api_key(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("api_key");
    table
        .col(uuid("id").primary_key())
        .col(uuid("organization_id"))
        .col(text("name"))
        .col(blob("key_hash"))
        .col(json_binary("scopes"))
        .col(uuid("created_by"))
        .col(timestamp_with_time_zone("created_at"))
        .col(timestamp_with_time_zone_null("expires_at"))
        .col(timestamp_with_time_zone_null("revoked_at"))
        .col(date_null("last_used_on"))
        .foreign_key(&mut reference("api_key", "organization_id", "organization"))
        .foreign_key(&mut reference("api_key", "created_by", "member"));
    manager.create_table(table).await?;
    unique(manager, "api_key", &["key_hash"]).await?;
    index(manager, "api_key", &["organization_id"]).await?;
    Ok(())
}

async fn sign_in_failure(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("sign_in_failure");
    table
        .col(blob("subject_key"))
        .col(integer("failures"))
        .col(timestamp_with_time_zone("last_at"))
        .primary_key(Index::create().col("subject_key"));
    manager.create_table(table).await?;
    Ok(())
}

async fn recovery_code(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let mut table = table("recovery_code");
    table
        .col(uuid("member_id"))
        .col(blob("code_hash"))
        .primary_key(Index::create().col("member_id").col("code_hash"))
        .foreign_key(&mut reference("recovery_code", "member_id", "member"));
    manager.create_table(table).await?;
    Ok(())
}
