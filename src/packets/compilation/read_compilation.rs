//! Finds a compilation and how far its packets have come.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};

use super::wire::Compilation;
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::packets::CompilationId;
use crate::packets::bundle::Bundle;
use crate::packets::entity::{compilation, compilation_packet, packet};

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadCompilationError {
    #[error("there is no such compilation")]
    Missing,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn get_compilation(
    app: &App,
    owner: OrganizationId,
    id: CompilationId,
) -> Result<Compilation, ReadCompilationError> {
    let row = find(&app.db.read, owner, id).await?;
    let packets = packets_of(&app.db.read, &row).await?;
    Ok(Compilation::of(row, packets))
}

pub(super) async fn find(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: CompilationId,
) -> Result<compilation::Model, ReadCompilationError> {
    let ours = compilation::of(owner).filter(compilation::Column::Id.eq(id));
    ours.one(db).await?.ok_or(ReadCompilationError::Missing)
}

/// In the order of the posts, each with whether it was there before.
pub(super) async fn packets_of(
    db: &impl ConnectionTrait,
    row: &compilation::Model,
) -> Result<Vec<(Bundle, bool)>, DbErr> {
    use compilation_packet::Column as C;
    let parts = compilation_packet::for_jobs()
        .filter(C::CompilationId.eq(row.id))
        .order_by_asc(C::Position)
        .all(db)
        .await?;
    let ids = parts.iter().map(|part| part.packet_id);
    let found = packet::of(row.organization_id)
        .filter(packet::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let found = Bundle::all(db, found).await?;
    let mut found: HashMap<_, _> = found.into_iter().map(|it| (it.row.id, it)).collect();
    let part = |part: compilation_packet::Model| {
        let bundle = found.remove(&part.packet_id)?;
        Some((bundle, part.is_unchanged))
    };
    Ok(parts.into_iter().filter_map(part).collect())
}

impl From<ReadCompilationError> for Problem {
    fn from(error: ReadCompilationError) -> Self {
        match error {
            ReadCompilationError::Missing => Self::new(known::NOT_FOUND),
            ReadCompilationError::Db(error) => error.into(),
        }
    }
}
