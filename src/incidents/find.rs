//! Finds statistics releases, for members and for everybody.

use sea_orm::{ColumnTrait, DbErr, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::statistics_release::{Column, of};
use super::latest::{latest_release, released};
use super::wire::{StatisticsRelease, StatisticsReleaseList};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::identity::OrganizationId;
use crate::page::Page;

/// Nothing when the campaign is not this organization's.
pub async fn list_releases(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    page: Page,
) -> Result<Option<StatisticsReleaseList>, DbErr> {
    let own = campaign::of(owner).filter(campaign::Column::Id.eq(campaign));
    if own.count(&app.db.read).await? == 0 {
        return Ok(None);
    }
    let mut rows = of(owner)
        .filter(Column::CampaignId.eq(campaign))
        .order_by_asc(Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(&app.db.read).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().filter_map(released);
    Ok(Some(StatisticsReleaseList {
        items: items.map(StatisticsRelease::from).collect(),
        next,
    }))
}

pub async fn find_release(
    app: &App,
    owner: OrganizationId,
    campaign: CampaignId,
    number: i32,
) -> Result<Option<StatisticsRelease>, DbErr> {
    let row = of(owner)
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::Number.eq(number));
    let row = row.one(&app.db.read).await?;
    Ok(row.and_then(released).map(StatisticsRelease::from))
}

/// The last release of a campaign that is public.
pub async fn public_release(app: &App, id: CampaignId) -> Result<Option<StatisticsRelease>, DbErr> {
    let known = campaign::public().filter(campaign::Column::Id.eq(id));
    if known.count(&app.db.read).await? == 0 {
        return Ok(None);
    }
    let latest = latest_release(&app.db.read, id).await?;
    Ok(latest.map(StatisticsRelease::from))
}
