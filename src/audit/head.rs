//! The end of an organization's chain, which packets print: whoever holds one can tell a rewritten chain.

use sea_orm::{ConnectionTrait, DbErr};

use super::chain;
use super::entity::audit_head;
use crate::identity::OrganizationId;

/// The number of the last chained entry and its hash; 0 and the beginning where nothing is chained yet.
pub async fn head(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<(i64, Vec<u8>), DbErr> {
    let row = audit_head::of(organization).one(db).await?;
    let beginning = || (0, chain::beginning(organization).to_vec());
    Ok(row.map_or_else(beginning, |row| (row.sequence, row.hash)))
}
