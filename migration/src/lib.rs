//! The tables of Broadside, one file a feature, forward only.

mod kit;
mod m0001_jobs;
mod m0002_http;
mod m0003_identity;
mod m0004_audit;
mod m0005_directory;
mod m0006_campaigns;
mod m0007_petitions;
mod m0008_signatures;
mod m0009_testimony;
mod m0010_review;
mod m0011_incidents;
mod m0012_layoffs;
mod m0013_packets;
mod m0014_tokens;
mod m0015_evidence;
mod m0016_events;
mod m0017_announcements;
mod m0018_accountability;
mod m0019_notices;
mod m0020_sheets;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;

/// All migrations in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_jobs::Migration),
            Box::new(m0002_http::Migration),
            Box::new(m0003_identity::Migration),
            Box::new(m0004_audit::Migration),
            Box::new(m0005_directory::Migration),
            Box::new(m0006_campaigns::Migration),
            Box::new(m0007_petitions::Migration),
            Box::new(m0008_signatures::Migration),
            Box::new(m0009_testimony::Migration),
            Box::new(m0010_review::Migration),
            Box::new(m0011_incidents::Migration),
            Box::new(m0012_layoffs::Migration),
            Box::new(m0013_packets::Migration),
            Box::new(m0014_tokens::Migration),
            Box::new(m0015_evidence::Migration),
            Box::new(m0016_events::Migration),
            Box::new(m0017_announcements::Migration),
            Box::new(m0018_accountability::Migration),
            Box::new(m0019_notices::Migration),
            Box::new(m0020_sheets::Migration),
        ]
    }
}
