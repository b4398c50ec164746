//! How districts and employers are called today, read from the directory.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::names::Names;
use crate::directory::entity::{body, division};
use crate::directory::{BodyId, DivisionId};
use crate::identity::OrganizationId;

/// Names of our own, which no district or employer can have.
pub const NO_DISTRICT: &str = "district not told";
pub const ALL_EMPLOYERS: &str = "all employers";

/// In one question.
const CHUNK: usize = 500;

/// Of these, and of those that were told before; one that is gone keeps the name under which it was told.
pub async fn districts(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    used: impl IntoIterator<Item = Uuid>,
    told: &Names,
) -> Result<Names, DbErr> {
    let mut rows: BTreeMap<Uuid, String> = told.rows().collect();
    let ids: Vec<DivisionId> = used
        .into_iter()
        .chain(told.rows().map(|(id, _)| id))
        .map(DivisionId)
        .collect();
    for ids in ids.chunks(CHUNK) {
        let found = division::of(owner).filter(division::Column::Id.is_in(ids.iter().copied()));
        let found = found.all(db).await?;
        rows.extend(found.into_iter().map(|row| (row.id.0, row.name)));
    }
    Ok(Names::of(
        rows,
        &[NO_DISTRICT, super::coarseness::ALL_DISTRICTS],
    ))
}

/// The same of employers.
pub async fn employers(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    used: impl IntoIterator<Item = Uuid>,
    told: &Names,
) -> Result<Names, DbErr> {
    let mut rows: BTreeMap<Uuid, String> = told.rows().collect();
    let ids: Vec<BodyId> = used
        .into_iter()
        .chain(told.rows().map(|(id, _)| id))
        .map(BodyId)
        .collect();
    for ids in ids.chunks(CHUNK) {
        let found = body::of(owner).filter(body::Column::Id.is_in(ids.iter().copied()));
        let found = found.all(db).await?;
        rows.extend(found.into_iter().map(|row| (row.id.0, row.name)));
    }
    Ok(Names::of(rows, &[ALL_EMPLOYERS]))
}
