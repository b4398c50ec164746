//! Finds packets of an organization: one, or a campaign's list, newest first.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::PacketId;
use super::bundle::Bundle;
use super::entity::packet;
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::{Problem, catalogue as known};
use crate::identity::{Caller, OrganizationId};
use crate::page::Page;

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum ReadPacketsError {
    #[error("there is no such packet or campaign")]
    Missing,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn get_packet(
    app: &App,
    owner: OrganizationId,
    id: PacketId,
) -> Result<Bundle, ReadPacketsError> {
    let ours = packet::of(owner).filter(packet::Column::Id.eq(id));
    let row = ours.one(&app.db.read).await?;
    let row = row.ok_or(ReadPacketsError::Missing)?;
    Ok(Bundle::of(&app.db.read, row).await?)
}

pub async fn list_packets(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    target: Option<TargetId>,
    page: &Page,
) -> Result<Vec<Bundle>, ReadPacketsError> {
    use packet::Column as C;
    let owner = caller.organization;
    let there = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    there
        .one(&app.db.read)
        .await?
        .ok_or(ReadPacketsError::Missing)?;
    let mut rows = packet::of(owner).filter(C::CampaignId.eq(campaign));
    if let Some(target) = target {
        rows = rows.filter(C::TargetId.eq(target));
    }
    if let Some(after) = page.after {
        rows = rows.filter(C::Id.lt(after));
    }
    let rows = rows
        .order_by_desc(C::Id)
        .limit(page.fetch())
        .all(&app.db.read)
        .await?;
    Ok(Bundle::all(&app.db.read, rows).await?)
}

impl From<ReadPacketsError> for Problem {
    fn from(error: ReadPacketsError) -> Self {
        match error {
            ReadPacketsError::Missing => Self::new(known::NOT_FOUND),
            ReadPacketsError::Db(error) => error.into(),
        }
    }
}
